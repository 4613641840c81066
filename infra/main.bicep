metadata description = 'VPP token sync webhook on Azure Functions (Flex Consumption), observed and without a stored password.'

targetScope = 'subscription'

// Where and how large

@description('Name of this installation; names of resources are made from it.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Region of all resources. It has to offer Flex Consumption: az functionapp list-flexconsumption-locations.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Resource group to make.')
param resourceGroupName string = 'rg-${environmentName}'

@description('Major version of Node.')
@allowed(['22', '24'])
param nodeVersion string = '22'

@description('Memory of an instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('How many instances there may be at most.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always wait for reports. They cost money all the time; 0 is enough for most.')
@minValue(0)
param alwaysReadyHttp int = 0

@description('Instances that always wait for alerts to send.')
@minValue(0)
param alwaysReadyDeliver int = 0

@description('Whether the app is given the addresses of storage and not its name. The host completes a name in the public cloud only.')
param storageByAddress bool = environment().name != 'AzureCloud'

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Address that the alert rules of Azure Monitor write to. Without one there are no rules.')
param operatorEmail string = ''

// Who signs in to the status page

@description('Client ID of the app registration by which people sign in with their work accounts (App Service Authentication). Without one they sign in with an access key.')
param signInClientId string = ''

// Secrets: kept in the vault

@description('Whether secrets are kept in a key vault. If not, they stand among the settings of the app.')
param useKeyVault bool = true

@description('Whether a deleted vault is kept until its time is over. Then its name cannot be used again at once.')
param vaultPurgeProtection bool = false

@description('Names of settings whose secrets are in the vault already. An empty secret then keeps what is there.')
param secretsInVault string[] = []

@description('ALERT_WEBHOOK_URL')
@secure()
param alertWebhookUrl string = ''

@description('ALERT_WEBHOOK_SECRET')
@secure()
param alertWebhookSecret string = ''

@description('TEAMS_WEBHOOK_URL')
@secure()
param teamsWebhookUrl string = ''

@description('SLACK_WEBHOOK_URL')
@secure()
param slackWebhookUrl string = ''

@description('PAGERDUTY_ROUTING_KEY')
@secure()
param pagerDutyRoutingKey string = ''

@description('ALERTMANAGER_URL')
@secure()
param alertmanagerUrl string = ''

@description('SMTP_URL')
@secure()
param smtpUrl string = ''

@description('NTFY_URL')
@secure()
param ntfyUrl string = ''

@description('HEARTBEAT_URL')
@secure()
param heartbeatUrl string = ''

@description('INGEST_KEYS')
@secure()
param ingestKeys string = ''

@description('INGEST_SIGNING_SECRETS')
@secure()
param ingestSigningSecrets string = ''

@description('LINK_SIGNING_SECRETS')
@secure()
param linkSigningSecrets string = ''

@description('GRAPH_CLIENT_SECRET')
@secure()
param graphClientSecret string = ''

@description('GRAPH_CERTIFICATE')
@secure()
param graphCertificate string = ''

@description('Further secrets by the names of their settings, such as those that ALERT_ROUTES refers to.')
@secure()
param secrets { *: string } = {}

// Settings: for all to see

@description('EMAIL_FROM')
param emailFrom string = ''

@description('EMAIL_TO')
param emailTo string = ''

@description('PAGERDUTY_EVENTS_URL')
param pagerDutyEventsUrl string = ''

@description('PAGERDUTY_MIN_SEVERITY')
param pagerDutyMinSeverity string = ''

@description('ALERT_LOCALE')
param alertLocale string = ''

@description('TIME_ZONE')
param timeZone string = ''

@description('DEFAULT_TENANT_ID')
param defaultTenantId string = ''

@description('STATUS_PAGE_URL')
param statusPageUrl string = ''

@description('GRAPH_TENANT_IDS')
param graphTenantIds string = ''

@description('GRAPH_CLIENT_ID')
param graphClientId string = ''

@description('TENANT_NAMES: an object from tenant id to name.')
param tenantNames { *: string } = {}

@description('TENANTS: a list of what is special about single tenants.')
// The app checks its members.
#disable-next-line use-user-defined-types
param tenants array = []

@description('ALERT_ROUTES: an object with targets and rules.')
// Its members differ from channel to channel; the app checks them.
#disable-next-line use-user-defined-types
param alertRoutes object = {}

@description('Further settings by their names.')
param settings { *: string } = {}

@description('On every resource: azd finds by it what belongs together.')
var tags = { 'azd-env-name': environmentName }

@description('Makes names unique in all of Azure.')
var suffix = uniqueString(subscription().id, environmentName, location)

@description('Names of resources, made here and not taken from modules, so that what-if knows them beforehand.')
var names = {
  identity: 'id-${suffix}'
  storage: 'st${suffix}'
  vault: 'kv-${suffix}'
  workspace: 'log-${suffix}'
  insights: 'appi-${suffix}'
  plan: 'plan-${suffix}'
  app: 'func-${suffix}'
}

@description('Secrets that have a parameter of their own.')
var namedSecrets = {
  ALERT_WEBHOOK_URL: alertWebhookUrl
  ALERT_WEBHOOK_SECRET: alertWebhookSecret
  TEAMS_WEBHOOK_URL: teamsWebhookUrl
  SLACK_WEBHOOK_URL: slackWebhookUrl
  PAGERDUTY_ROUTING_KEY: pagerDutyRoutingKey
  ALERTMANAGER_URL: alertmanagerUrl
  SMTP_URL: smtpUrl
  NTFY_URL: ntfyUrl
  HEARTBEAT_URL: heartbeatUrl
  INGEST_KEYS: ingestKeys
  INGEST_SIGNING_SECRETS: ingestSigningSecrets
  LINK_SIGNING_SECRETS: linkSigningSecrets
  GRAPH_CLIENT_SECRET: graphClientSecret
  GRAPH_CERTIFICATE: graphCertificate
}

@description('Settings that have a parameter of their own.')
var namedSettings = {
  EMAIL_FROM: emailFrom
  EMAIL_TO: emailTo
  PAGERDUTY_EVENTS_URL: pagerDutyEventsUrl
  PAGERDUTY_MIN_SEVERITY: pagerDutyMinSeverity
  ALERT_LOCALE: alertLocale
  TIME_ZONE: timeZone
  DEFAULT_TENANT_ID: defaultTenantId
  STATUS_PAGE_URL: statusPageUrl
  GRAPH_TENANT_IDS: graphTenantIds
  GRAPH_CLIENT_ID: graphClientId
}

@description('Settings that the app reads as JSON.')
var jsonSettings = {
  TENANT_NAMES: empty(tenantNames) ? '' : string(tenantNames)
  TENANTS: empty(tenants) ? '' : string(tenants)
  ALERT_ROUTES: empty(alertRoutes) ? '' : string(alertRoutes)
}

@description('All settings that are no secrets.')
var plainSettings = union(namedSettings, jsonSettings, settings)

@description('All secrets, those that are empty among them.')
var allSecrets = union(namedSecrets, secrets)

@description('The settings whose secrets are given this time.')
var givenSecrets = map(filter(items(allSecrets), secret => !empty(secret.value)), secret => secret.key)

@description('The settings that refer to the vault. A pipeline that knows no secrets must not take the channels away.')
var referredSecrets = union(secretsInVault, givenSecrets)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  scope: group
  params: { name: names.identity, location: location, tags: tags }
}

module storage 'storage.bicep' = {
  scope: group
  params: { name: names.storage, location: location, tags: tags }
}

module telemetry 'telemetry.bicep' = {
  scope: group
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    location: location
    tags: tags
    retentionDays: logRetentionDays
  }
}

module roles 'roles.bicep' = {
  scope: group
  params: {
    identityName: names.identity
    storageName: names.storage
    insightsName: names.insights
  }
  dependsOn: [identity, storage, telemetry]
}

module vault 'vault.bicep' = if (useKeyVault) {
  scope: group
  params: {
    name: names.vault
    location: location
    tags: tags
    purgeProtection: vaultPurgeProtection
    identityName: names.identity
    settingNames: objectKeys(namedSecrets)
    secrets: namedSecrets
  }
  dependsOn: [identity]
}

module furtherSecrets 'further-secrets.bicep' = if (useKeyVault) {
  scope: group
  params: { vaultName: names.vault, secrets: secrets }
  dependsOn: [vault]
}

// After the roles, which take up to some minutes to be known everywhere: the app needs them at its first start.
module app 'app.bicep' = {
  scope: group
  params: {
    name: names.app
    planName: names.plan
    location: location
    tags: tags
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttp: alwaysReadyHttp
    alwaysReadyDeliver: alwaysReadyDeliver
    identityName: names.identity
    storageName: names.storage
    storageByAddress: storageByAddress
    insightsName: names.insights
    signInClientId: signInClientId
    settings: union(
      plainSettings,
      useKeyVault
        ? toObject(
            referredSecrets,
            name => name,
            name => '@Microsoft.KeyVault(VaultName=${names.vault};SecretName=${replace(name, '_', '-')})'
          )
        : allSecrets
    )
  }
  dependsOn: [identity, storage, telemetry, roles, vault, furtherSecrets]
}

module alerts 'alerts.bicep' = if (!empty(operatorEmail)) {
  scope: group
  params: { insightsName: names.insights, location: location, tags: tags, operatorEmail: operatorEmail }
  dependsOn: [telemetry]
}

@description('The resource group; azd looks for the app there.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The function app.')
output FUNCTION_APP_NAME string = app.outputs.name

@description('Resource ID of the app; a hook of azure.yaml calls it.')
output FUNCTION_APP_ID string = app.outputs.id

@description('Address of the app.')
output FUNCTION_APP_URL string = app.outputs.url

@description('The settings whose secrets are in the vault; azd hands them to the next provision.')
output SECRETS_IN_VAULT string[] = useKeyVault ? referredSecrets : []
