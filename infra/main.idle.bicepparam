// As main.bicepparam, for a deployment that is often unused: the API ends too while nobody calls it, and a job keeps the time for it.
using 'main.bicep'

param environment = readEnvironmentVariable('VOICE_ENVIRONMENT', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')

param api = { size: '0.5', minReplicas: 0, maxReplicas: 10, concurrentRequests: 50 }

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
  swaggerClientId: readEnvironmentVariable('SWAGGER_CLIENT_ID', '')
}

param receiptSigningKeys = readEnvironmentVariable('RECEIPT_SIGNING_KEYS', '')
param provenanceSigningKeys = readEnvironmentVariable('PROVENANCE_SIGNING_KEYS', '')
param webhookSecretKeys = readEnvironmentVariable('WEBHOOK_SECRET_KEYS', '')
param secretNames = ['receipt-signing-keys', 'provenance-signing-keys', 'webhook-secret-keys']

param alertEmails = empty(readEnvironmentVariable('VOICE_ALERT_EMAILS', ''))
  ? []
  : split(readEnvironmentVariable('VOICE_ALERT_EMAILS', ''), ',')
param budget = { amount: 100, startDate: readEnvironmentVariable('VOICE_BUDGET_START', '') }
