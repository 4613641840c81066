metadata description = 'The plan and the function app.'

@description('Name of the app; 32 characters at most, since the host tells apps apart by these.')
@maxLength(32)
param name string

@description('Name of the plan; it holds this one app.')
param planName string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Major version of Node.')
param nodeVersion string

@description('Memory of an instance, in MB.')
param instanceMemoryMB int

@description('How many instances there may be at most.')
param maximumInstanceCount int

@description('Instances that always wait for reports.')
param alwaysReadyHttp int

@description('Instances that always wait for alerts to send.')
param alwaysReadyDeliver int

@description('Name of the identity.')
param identityName string

@description('Name of the storage account.')
param storageName string

@description('Whether the app is given the addresses of storage and not its name.')
param storageByAddress bool

@description('Name of the Application Insights component.')
param insightsName string

@description('Client ID of the app registration by which people sign in; empty where they do so with an access key.')
param signInClientId string

@description('Settings of the app by their names, secrets among them. Those that are empty are left out.')
@secure()
param settings { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2025-08-01' existing = {
  name: storageName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

@description('Groups of functions for which instances always wait.')
var alwaysReady = filter(
  [
    { name: 'http', instanceCount: alwaysReadyHttp }
    { name: 'function:deliver', instanceCount: alwaysReadyDeliver }
  ],
  group => group.instanceCount > 0
)

@description('Storage by identity. A connection string must not be among these, not even an empty one: the host would take it.')
var storageSettings = union(
  {
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identity.properties.clientId
  },
  storageByAddress
    ? {
        AzureWebJobsStorage__blobServiceUri: account.properties.primaryEndpoints.blob
        AzureWebJobsStorage__queueServiceUri: account.properties.primaryEndpoints.queue
        AzureWebJobsStorage__tableServiceUri: account.properties.primaryEndpoints.table
      }
    : { AzureWebJobsStorage__accountName: storageName }
)

@description('Where logs go, and who writes them.')
var telemetrySettings = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${account.properties.primaryEndpoints.blob}app-package'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: {
        alwaysReady: alwaysReady
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
    }
    siteConfig: {
      // All of them at once: one update, one restart. What stands in the portal and not here is gone afterwards.
      appSettings: map(
        filter(items(union(settings, storageSettings, telemetrySettings)), setting => !empty(setting.value)),
        setting => { name: setting.key, value: setting.value }
      )
    }
  }
}

// Requests without a sign-in pass: functions ask for their keys, and pages for the sign-in that this says there was. It
// takes the headers that say so away from whoever sends them himself.
resource authentication 'Microsoft.Web/sites/config@2025-03-01' = if (!empty(signInClientId)) {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
    httpSettings: { requireHttps: true }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: signInClientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: { defaultAuthorizationPolicy: { allowedApplications: [signInClientId] } }
      }
    }
    login: { tokenStore: { enabled: false } }
  }
}

@description('Name of the app.')
output name string = site.name

@description('Resource ID of the app.')
output id string = site.id

@description('Address of the app.')
output url string = 'https://${site.properties.defaultHostName}'
