// The private profile in a landing zone that is there: replace the ids of this example with those of your company.
using 'main.bicep'

var platformGroup = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-platform/providers'
var zones = '${platformGroup}/Microsoft.Network/privateDnsZones'
var spoke = '${platformGroup}/Microsoft.Network/virtualNetworks/vnet-spoke'

param environment = readEnvironmentVariable('VOICE_ENVIRONMENT', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param networkAccess = 'private'

param network = {
  mode: 'existing'
  virtualNetworkId: spoke
  infrastructureSubnetId: '${spoke}/subnets/voice-apps'
  endpointSubnetId: '${spoke}/subnets/voice-endpoints'
}

// { mode: 'policy' } where an Azure Policy of the company enters the endpoints into its zones, { mode: 'create' } where nobody has zones yet.
param dns = {
  mode: 'existing'
  zoneIds: {
    serviceBus: '${zones}/privatelink.servicebus.windows.net'
    cosmos: '${zones}/privatelink.documents.azure.com'
    blob: '${zones}/privatelink.blob.core.windows.net'
    cognitiveServices: '${zones}/privatelink.cognitiveservices.azure.com'
    openAi: '${zones}/privatelink.openai.azure.com'
    redis: '${zones}/privatelink.redis.azure.net'
    monitor: '${zones}/privatelink.monitor.azure.com'
    oms: '${zones}/privatelink.oms.opinsights.azure.com'
    ods: '${zones}/privatelink.ods.opinsights.azure.com'
    agentService: '${zones}/privatelink.agentsvc.azure-automation.net'
  }
}

param existing = {
  logAnalyticsWorkspaceId: '${platformGroup}/Microsoft.OperationalInsights/workspaces/log-platform'
  registryId: '${platformGroup}/Microsoft.ContainerRegistry/registries/crplatform'
  keyVaultId: '${platformGroup}/Microsoft.KeyVault/vaults/kv-voice'
  eventGridSystemTopic: 'evgt-defender'
}

param cosmos = { capacityMode: 'autoscale', maxThroughput: 10000 }
param translator = true
param openAi = { model: 'gpt-4o-mini', version: '2024-07-18', capacity: 30 }
param redis = { sku: 'Balanced_B0', highAvailability: true }
param worker = { size: '1', layout: 'split', extraScaleRules: [] }

// Other systems that order work by messages. Leave it out where there are none.
param producers = [
  {
    name: 'ivr'
    principalId: 'b0000000-0000-4000-8000-000000000001'
    tenantId: readEnvironmentVariable('AZURE_TENANT_ID', '00000000-0000-0000-0000-000000000000')
    ownerId: 'b0000000-0000-4000-8000-000000000002'
    roles: ['Voice.Synthesize']
    requests: ['synthesis.request', 'speech.cancel']
    limits: { synthesis: 30 }
  }
  {
    name: 'learning-platform'
    principalId: 'b0000000-0000-4000-8000-000000000003'
    tenantId: readEnvironmentVariable('AZURE_TENANT_ID', '00000000-0000-0000-0000-000000000000')
    ownerId: 'b0000000-0000-4000-8000-000000000004'
    roles: ['Voice.Enroll', 'Voice.Synthesize']
    requests: [
      'consent.request'
      'voice.request'
      'synthesis.request'
      'batch.request'
      'speech.cancel'
      'voice.erase.request'
    ]
  }
]

param restoreSpeech = bool(readEnvironmentVariable('VOICE_RESTORE_SPEECH', 'false'))

param images = {
  api: readEnvironmentVariable('VOICE_API_IMAGE', '')
  worker: readEnvironmentVariable('VOICE_WORKER_IMAGE', '')
}

param entra = {
  tenantId: readEnvironmentVariable('AZURE_TENANT_ID', '00000000-0000-0000-0000-000000000000')
  clientId: readEnvironmentVariable('ENTRA_CLIENT_ID', '')
  allowedTenants: []
  allowedClients: []
  swaggerClientId: ''
}

param secretNames = [
  'receipt-signing-keys'
  'provenance-signing-keys'
  'webhook-secret-keys'
  'hook-sources'
  'c2pa-certificates'
]

// A key of the vault that is there, with its version; its certificates are the secret c2pa-certificates.
param claimKey = 'claims/0123456789abcdef0123456789abcdef'

param alertEmails = empty(readEnvironmentVariable('VOICE_ALERT_EMAILS', ''))
  ? []
  : split(readEnvironmentVariable('VOICE_ALERT_EMAILS', ''), ',')
param budget = { amount: 2000, startDate: readEnvironmentVariable('VOICE_BUDGET_START', '') }
