metadata description = 'The vault with the secrets of the app, which may read them and no more.'

@description('Name of the vault.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Whether a deleted vault is kept until its time is over.')
param purgeProtection bool

@description('Name of the identity that may read secrets.')
param identityName string

@description('The settings whose secrets are kept here, by name and not by what is given, so that what-if can list them.')
param settingNames string[]

@description('The secrets of these settings. An empty one is left as it is.')
@secure()
param secrets { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    enablePurgeProtection: purgeProtection ? true : null
  }

  resource secret 'secrets' = [
    for setting in settingNames: if (!empty(secrets[setting])) {
      name: replace(setting, '_', '-')
      properties: { value: secrets[setting] }
    }
  ]
}

// Key Vault Secrets User
resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, '4633458b-17de-408a-b874-0445c86b69e6')
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      '4633458b-17de-408a-b874-0445c86b69e6'
    )
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
