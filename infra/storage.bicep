metadata description = 'The storage account: the table, the queues, what timers note, and the package of the app.'

@description('Name of the account.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    // Nothing signs in with a key, so no key can be lost.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    resource package 'containers' = {
      name: 'app-package'
      properties: { publicAccess: 'None' }
    }
  }

  resource queues 'queueServices' = {
    name: 'default'
    resource notifications 'queues' = { name: 'vpp-notifications' }
    // Made beforehand: the host looks for it every second, and logs that it is not there.
    resource poison 'queues' = { name: 'vpp-notifications-poison' }
    resource polls 'queues' = { name: 'vpp-polls' }
    resource pollsPoison 'queues' = { name: 'vpp-polls-poison' }
  }

  resource tables 'tableServices' = {
    name: 'default'
    resource state 'tables' = { name: 'VppTokenSync' }
  }
}
