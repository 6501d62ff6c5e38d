// Everything in a virtual network: private endpoints, no public data plane, an internal environment.
using 'main.bicep'

param environment = readEnvironmentVariable('VOICE_ENVIRONMENT', 'prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param networkAccess = 'private'

param network = {
  mode: 'create'
  addressPrefix: '10.20.0.0/22'
  infrastructurePrefix: '10.20.0.0/23'
  endpointPrefix: '10.20.2.0/26'
  natGateway: true
}
param dns = { mode: 'create' }

// Premium. 'public-entra' is the documented exception, for a fifth of the price.
param serviceBusNetwork = 'private'
param cosmos = { capacityMode: 'autoscale', maxThroughput: 4000 }
param worker = { size: '1', layout: 'split', extraScaleRules: [] }

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

param receiptSigningKeys = readEnvironmentVariable('RECEIPT_SIGNING_KEYS', '')
param provenanceSigningKeys = readEnvironmentVariable('PROVENANCE_SIGNING_KEYS', '')
param webhookSecretKeys = readEnvironmentVariable('WEBHOOK_SECRET_KEYS', '')
param secretNames = ['receipt-signing-keys', 'provenance-signing-keys', 'webhook-secret-keys']

param alertEmails = empty(readEnvironmentVariable('VOICE_ALERT_EMAILS', ''))
  ? []
  : split(readEnvironmentVariable('VOICE_ALERT_EMAILS', ''), ',')
param budget = { amount: 1200, startDate: readEnvironmentVariable('VOICE_BUDGET_START', '') }
