// Everything that the product needs in one resource group. docs/deploy.md explains the choices.

import { jobNames } from 'modules/jobs.bicep'
import { problemOf, replyQueuesOf, requestQueuesOf, variableOf } from 'producers.bicep'
import * as settings from 'settings.bicep'
import * as types from 'types.bicep'

@description('Purpose of the deployment. prod protects the Key Vault from purging and runs two replicas of the API.')
param environment types.EnvironmentName

@description('Short name of the deployment, part of the names of its resources.')
@minLength(2)
@maxLength(8)
param name string = 'voice'

@description('Region; personal voice must be available there.')
param location string = resourceGroup().location

@description('Tags of every resource, in addition to app and environment.')
param tags types.StringMap = {}

@description('public: services can be reached from anywhere with an Entra ID token. private: only from the virtual network, including the API.')
param networkAccess 'public' | 'private' = 'public'

@description('The virtual network.')
param network types.NetworkSettings = networkAccess == 'public'
  ? { mode: 'none' }
  : {
      mode: 'create'
      addressPrefix: '10.20.0.0/22'
      infrastructurePrefix: '10.20.0.0/23'
      endpointPrefix: '10.20.2.0/26'
      natGateway: true
    }

@description('Who manages the private DNS zones.')
param dns types.DnsSettings = { mode: 'create' }

@description('Network access of Service Bus. private needs Premium, which is most of the price of the private profile; public-entra is Standard. Choose before the first deployment: it cannot change in place.')
param serviceBusNetwork types.NetworkReach = networkAccess == 'private' ? 'private' : 'public-entra'

@description('Messaging units of Service Bus Premium.')
@allowed([1, 2, 4, 8, 16])
param serviceBusCapacity int = 1

@description('Network access of Speech, Translator and Azure OpenAI. A Speech resource with private endpoints may refuse Entra ID tokens when it speaks; then use public-entra.')
param speechNetwork types.NetworkReach = networkAccess == 'private' ? 'private' : 'public-entra'

@description('A private endpoint of the Container Apps environment, for callers in other networks. It is then the only way to the API, in either profile, and needs a network. It switches on Dedicated Plan Management: about 73 USD a month, plus the endpoint.')
param environmentPrivateEndpoint bool = false

@description('Whether services are spread over availability zones. Most cannot be changed later. The replicas of the apps are spread too, if the environment is in your network.')
param zoneRedundant bool = false

@description('Existing resources to use instead of new ones.')
param existing settings.ExistingResources = {
  logAnalyticsWorkspaceId: ''
  registryId: ''
  keyVaultId: ''
  eventGridSystemTopic: ''
}

@description('Logs.')
param logs settings.LogSettings = { retentionDays: 30, dailyQuotaGb: 5, queriesFromPublicNetworks: false }

@description('Whether a deleted Key Vault cannot be purged early. It cannot be switched off later.')
param purgeProtection bool = environment == 'prod'

@description('Whether Defender for Storage scans uploads for malware.')
param defenderForStorage bool = false

@description('Whether Azure restores the Speech resource with this name, if it was deleted less than 48 hours ago.')
param restoreSpeech bool = false

@description('Capacity of Cosmos DB.')
param cosmos settings.CosmosSettings = { capacityMode: 'serverless', maxThroughput: 4000 }

@description('Whether texts can be translated before they are spoken (translateTo).')
param translator bool = false

@description('The chat model that prepares texts for speech (prepare); null: none.')
param openAi types.OpenAiSettings?

@description('Azure Managed Redis that counts requests for all replicas of the API; null: each replica counts its own, and the limits apply to each replica.')
param redis types.RedisSettings?

@description('Other systems that order work by messages. Each gets two queues, the rights of its principal on them, and a scale rule of the worker. None: nothing of it exists.')
param producers settings.Producer[] = []

@description('The role of KEDA’s identity. data-owner is the one in KEDA’s documentation. queue-counter only reads the properties of queues; it is reported to be enough, but was not tested.')
param scalerRole 'data-owner' | 'queue-counter' = 'data-owner'

@description('How long data is kept.')
param retention settings.RetentionSettings = {
  rawDays: 1
  originalsDays: 0
  provenanceDays: 400
  auditAnchorsImmutableDays: 0
  consentsImmutableDays: 0
  legalHolds: false
}

@description('Images of the apps.')
param images settings.ImageSettings = { api: '', worker: '' }

@description('The API’s container app.')
param api types.ApiSettings = {
  size: '0.5'
  minReplicas: environment == 'prod' ? 2 : 1
  maxReplicas: 10
  concurrentRequests: 50
}

@description('The worker’s container apps.')
param worker types.WorkerSettings = { size: '1', layout: 'one', extraScaleRules: [] }

@description('How callers reach the API.')
param edge settings.EdgeSettings = {
  customDomain: ''
  allowedNetworks: []
  trustedProxyHops: 1
  corsAllowedOrigins: []
  swagger: environment != 'prod'
}

@description('Registration of the API in Entra ID.')
param entra settings.EntraSettings = {
  tenantId: tenant().tenantId
  clientId: ''
  allowedTenants: []
  allowedClients: []
  swaggerClientId: ''
}

@description('Additional variables of docs/configuration.md for the API and the worker, by name. They override the values of the template.')
param variables types.StringMap = {}

@description('Secrets that the apps read. Those without a value below must already be in the vault.')
param secretNames settings.SecretName[] = []

@description('Value of RECEIPT_SIGNING_KEYS for the vault; empty: keep the existing value.')
@secure()
param receiptSigningKeys string = ''

@description('Value of PROVENANCE_SIGNING_KEYS for the vault; empty: keep the existing value.')
@secure()
param provenanceSigningKeys string = ''

@description('Value of WEBHOOK_SECRET_KEYS for the vault; empty: keep the existing value.')
@secure()
param webhookSecretKeys string = ''

@description('Value of HOOK_SOURCES for the vault; empty: keep the existing value.')
@secure()
param hookSources string = ''

@description('Value of C2PA_CERTIFICATES for the vault; empty: keep the existing value.')
@secure()
param c2paCertificates string = ''

@description('Value of C2PA_PRIVATE_KEY for the vault; empty: keep the existing value.')
@secure()
param c2paPrivateKey string = ''

@description('Key of the vault that signs manifests in place of C2PA_PRIVATE_KEY, as name/version; empty: none. It must be there already.')
param claimKey string = ''

@description('E-mail addresses for alerts and the budget; empty: the owners of the subscription.')
param alertEmails string[] = []

@description('The budget of the resource group.')
param budget types.BudgetSettings = { amount: 100, startDate: '' }

var suffixes = loadJsonContent('azure-cloud.json').suffixes
var hasNetwork = network.mode != 'none'
var isPrivate = networkAccess == 'private' && !hasNetwork
  ? fail('networkAccess=private needs a network: network.mode is create or existing')
  : networkAccess == 'private'
var hasEnvironmentEndpoint = environmentPrivateEndpoint && !hasNetwork
  ? fail('environmentPrivateEndpoint needs a network: network.mode is create or existing')
  : environmentPrivateEndpoint
var checkedCosmos = cosmos.maxThroughput % 1000 == 0
  ? cosmos
  : fail('cosmos.maxThroughput is a multiple of 1,000: Azure takes no other')
var producerProblem = problemOf(producers, empty(entra.allowedTenants) ? [entra.tenantId] : entra.allowedTenants)
var checkedProducers = empty(producerProblem) ? producers : fail(producerProblem)
var reach = isPrivate ? 'private' : 'public-entra'
var unique = uniqueString(resourceGroup().id)
var suffix = toLower('${name}-${environment}-${take(unique, 6)}')
// Names of storage accounts and registries have letters and digits alone.
var compact = toLower('${replace(name, '-', '')}${environment}${take(unique, 8)}')
var allTags = union({ app: name, environment: environment }, tags)
var names types.ServiceNames = {
  serviceBus: 'sb-${suffix}'
  cosmos: 'cosmos-${suffix}'
  storage: 'st${compact}'
  speech: 'speech-${suffix}'
  translator: translator ? 'translator-${suffix}' : ''
  openAi: openAi == null ? '' : 'openai-${suffix}'
  vault: empty(existing.keyVaultId) ? 'kv${compact}' : last(split(existing.keyVaultId, '/'))
  registry: empty(existing.registryId) ? 'cr${compact}' : last(split(existing.registryId, '/'))
  environment: 'cae-${suffix}'
  topic: empty(existing.eventGridSystemTopic) ? 'evgt-${suffix}' : existing.eventGridSystemTopic
  redis: redis == null ? '' : 'redis-${suffix}'
}
var identityIds types.IdentityIds = {
  api: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-api-${suffix}')
  worker: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-worker-${suffix}')
  scaler: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-scaler-${suffix}')
  pull: resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-pull-${suffix}')
  // Azure lets a topic keep dead letters in an account with a firewall as itself alone.
  events: isPrivate ? '' : resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-events-${suffix}')
  ticks: api.minReplicas == 0
    ? resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-ticks-${suffix}')
    : ''
}
var workspaceId = empty(existing.logAnalyticsWorkspaceId)
  ? resourceId('Microsoft.OperationalInsights/workspaces', 'log-${suffix}')
  : existing.logAnalyticsWorkspaceId
var subnets = network.mode == 'existing'
  ? {
      network: network.virtualNetworkId
      apps: network.infrastructureSubnetId
      endpoints: network.endpointSubnetId
    }
  : {
      network: resourceId('Microsoft.Network/virtualNetworks', 'vnet-${suffix}')
      apps: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-${suffix}', 'apps')
      endpoints: resourceId('Microsoft.Network/virtualNetworks/subnets', 'vnet-${suffix}', 'endpoints')
    }
// Versions and deleted blobs stay as long; the receipt of an erasure says so.
var recoverableDays = loadJsonContent('generated/retention.json').recoverableDays

module identity 'modules/identity.bicep' = {
  params: { location: location, tags: allTags, suffix: suffix, forEvents: !isPrivate, forTicks: api.minReplicas == 0 }
}

module roles 'modules/roles.bicep' = {
  params: { suffix: suffix }
}

module virtualNetwork 'modules/network.bicep' = if (network.mode == 'create') {
  params: {
    location: location
    tags: allTags
    suffix: suffix
    addressPrefix: network.?addressPrefix ?? ''
    infrastructurePrefix: network.?infrastructurePrefix ?? ''
    endpointPrefix: network.?endpointPrefix ?? ''
    natGateway: network.?natGateway ?? false
    workspaceId: workspaceId
  }
  dependsOn: [observability]
}

module observability 'modules/observability.bicep' = {
  params: {
    location: location
    tags: allTags
    suffix: suffix
    existingWorkspaceId: existing.logAnalyticsWorkspaceId
    reach: reach
    queriesFromPublicNetworks: logs.queriesFromPublicNetworks
    retentionDays: logs.retentionDays
    dailyQuotaGb: logs.dailyQuotaGb
  }
}

module services 'modules/services.bicep' = {
  params: {
    location: location
    tags: allTags
    suffix: suffix
    names: names
    reach: reach
    serviceBusNetwork: serviceBusNetwork
    serviceBusCapacity: serviceBusCapacity
    speechNetwork: speechNetwork
    existing: existing
    cosmos: checkedCosmos
    retention: retention
    recoverableDays: recoverableDays
    corsOrigins: isPrivate ? [] : edge.corsAllowedOrigins
    zoneRedundant: zoneRedundant
    purgeProtection: purgeProtection
    defenderForStorage: defenderForStorage
    restoreSpeech: restoreSpeech
    openAi: openAi
    redis: redis
    producers: checkedProducers
    scalerRole: scalerRole
    identityIds: identityIds
    secretNames: secretNames
    receiptSigningKeys: receiptSigningKeys
    provenanceSigningKeys: provenanceSigningKeys
    webhookSecretKeys: webhookSecretKeys
    hookSources: hookSources
    c2paCertificates: c2paCertificates
    c2paPrivateKey: c2paPrivateKey
    claimKey: claimKey
    workspaceId: workspaceId
  }
  dependsOn: [identity, roles, observability]
}

module environmentOfApps 'modules/environment.bicep' = {
  params: {
    location: location
    tags: allTags
    suffix: suffix
    subnetId: hasNetwork ? subnets.apps : ''
    // With a private endpoint it keeps an address of its own, which nobody on the internet reaches.
    internal: isPrivate && !hasEnvironmentEndpoint
    publicNetworkAccess: !isPrivate && !hasEnvironmentEndpoint
    // Azure refuses it for an environment in a network of its own.
    zoneRedundant: zoneRedundant && hasNetwork
    workspaceId: workspaceId
  }
  dependsOn: [observability, virtualNetwork]
}

// In the public profile the environment alone may have an endpoint.
module privateAccess 'modules/private-access.bicep' = if (isPrivate || hasEnvironmentEndpoint) {
  params: {
    location: location
    tags: allTags
    suffix: suffix
    virtualNetworkId: subnets.network
    subnetId: subnets.endpoints
    dns: dns
    monitor: isPrivate
    services: {
      ...names
      serviceBus: serviceBusNetwork == 'private' ? names.serviceBus : ''
      cosmos: isPrivate ? names.cosmos : ''
      storage: isPrivate ? names.storage : ''
      vault: isPrivate && empty(existing.keyVaultId) ? names.vault : ''
      registry: isPrivate && empty(existing.registryId) ? names.registry : ''
      speech: speechNetwork == 'private' ? names.speech : ''
      translator: speechNetwork == 'private' ? names.translator : ''
      openAi: speechNetwork == 'private' ? names.openAi : ''
      redis: isPrivate ? names.redis : ''
      environment: hasEnvironmentEndpoint ? names.environment : ''
    }
  }
  dependsOn: [virtualNetwork, services, observability, environmentOfApps]
}

module environmentDns 'modules/environment-dns.bicep' = if (isPrivate && !hasEnvironmentEndpoint && dns.mode == 'create') {
  params: {
    tags: allTags
    #disable-next-line what-if-short-circuiting // Azure chooses the domain; it is known once the environment is there.
    domain: environmentOfApps.outputs.defaultDomain
    address: environmentOfApps.outputs.staticIp
    virtualNetworkId: subnets.network
  }
}

module operations 'modules/operations.bicep' = {
  params: {
    location: location
    tags: allTags
    suffix: suffix
    names: names
    ownVault: empty(existing.keyVaultId)
    emails: alertEmails
    budget: budget
    replyQueues: replyQueuesOf(producers)
    workspaceId: workspaceId
  }
  dependsOn: [services, observability]
}

var vaultUrl = 'https://${names.vault}.${suffixes.vault}/secrets'
var platform types.AppPlatform = {
  location: location
  tags: allTags
  suffix: suffix
  environmentId: resourceId('Microsoft.App/managedEnvironments', names.environment)
  workspaceId: workspaceId
  appInsightsId: resourceId('Microsoft.Insights/components', 'appi-${suffix}')
  actionGroupId: resourceId('Microsoft.Insights/actionGroups', 'ag-${suffix}')
  externalIngress: !isPrivate && !hasEnvironmentEndpoint
  registryServer: '${names.registry}.${suffixes.registry}'
  serviceBusName: names.serviceBus
  requestQueues: requestQueuesOf(producers)
  identityIds: identityIds
  customDomain: edge.customDomain
  certificateId: edge.?certificateId
  allowedNetworks: edge.allowedNetworks
  api: api
  worker: worker
  commonVariables: union(
    {
      ENTRA_TENANT_ID: entra.tenantId
      ENTRA_CLIENT_ID: entra.clientId
      SERVICE_BUS_NAMESPACE: '${names.serviceBus}.${suffixes.serviceBus}'
      COSMOS_ENDPOINT: 'https://${names.cosmos}.${suffixes.cosmos}:443/'
      COSMOS_CONSISTENCY: 'BoundedStaleness'
      COSMOS_DATABASE: 'voice'
      BLOB_ENDPOINT: 'https://${names.storage}.${suffixes.blob}'
      SPEECH_ENDPOINT: 'https://${names.speech}.${suffixes.cognitiveServices}'
      SPEECH_WEBSOCKET_URL: 'wss://${names.speech}.${suffixes.cognitiveServices}/tts/cognitiveservices/websocket/v1'
      SPEECH_AUDIO_TRANSFER: isPrivate ? 'upload' : 'url'
      DIRECT_UPLOADS: toLower(string(!isPrivate))
      RETENTION_RAW_MS: string(retention.rawDays * 86400000)
      PROVENANCE_RETENTION_MS: string(retention.provenanceDays * 86400000)
      RETENTION_ORIGINALS_MS: retention.originalsDays == 0 ? '' : string(retention.originalsDays * 86400000)
      LEGAL_HOLDS: toLower(string(retention.legalHolds))
      TRANSLATOR_ENDPOINT: translator ? 'https://${names.translator}.${suffixes.cognitiveServices}' : ''
      OPENAI_ENDPOINT: openAi == null ? '' : 'https://${names.openAi}.${suffixes.openAi}'
      OPENAI_DEPLOYMENT: openAi == null ? '' : 'speakable-texts'
    },
    variables
  )
  apiVariables: union(
    {
      ENTRA_AUDIENCE: empty(entra.clientId) ? '' : 'api://${entra.clientId}'
      ENTRA_ALLOWED_TENANTS: join(entra.allowedTenants, ',')
      ENTRA_ALLOWED_CLIENTS: join(entra.allowedClients, ',')
      SWAGGER_ENABLED: toLower(string(edge.swagger))
      SWAGGER_CLIENT_ID: entra.swaggerClientId
      TRUSTED_PROXY_HOPS: string(edge.trustedProxyHops)
      CORS_ALLOWED_ORIGINS: join(edge.corsAllowedOrigins, ',')
      REDIS_URL: redis == null
        ? ''
        : 'rediss://${names.redis}.${toLower(replace(location, ' ', ''))}.${suffixes.redis}:10000'
      REDIS_AUTH: redis == null ? '' : 'entra'
    },
    variables
  )
  workerVariables: union(
    empty(claimKey) ? {} : { C2PA_KEY_URL: '${replace(vaultUrl, '/secrets', '')}/keys/${claimKey}' },
    // The worker compares the tenants of producers with those that the API allows.
    empty(producers) ? {} : { PRODUCERS: variableOf(producers), ENTRA_ALLOWED_TENANTS: join(entra.allowedTenants, ',') }
  )
  apiSecrets: toObject(
    filter(secretNames, secret => !contains(['receipt-signing-keys', 'c2pa-private-key'], secret)),
    secret => toUpper(replace(secret, '-', '_')),
    secret => '${vaultUrl}/${secret}'
  )
  workerSecrets: toObject(
    filter(secretNames, secret => secret != 'hook-sources'),
    secret => toUpper(replace(secret, '-', '_')),
    secret => '${vaultUrl}/${secret}'
  )
}

module apiApp 'modules/api-app.bicep' = if (!empty(images.api)) {
  params: { platform: platform, image: images.api }
  dependsOn: [environmentOfApps, privateAccess, environmentDns, services, operations]
}

module workerApps 'modules/worker-apps.bicep' = if (!empty(images.worker)) {
  params: { platform: platform, image: images.worker }
  dependsOn: [environmentOfApps, privateAccess, environmentDns, services, operations]
}

module jobs 'modules/jobs.bicep' = if (!empty(images.api) || !empty(images.worker)) {
  params: { platform: platform, apiImage: images.api, workerImage: images.worker }
  dependsOn: [environmentOfApps, privateAccess, environmentDns, services]
}

@description('Properties that the container apps need: the parameter of api.bicep, worker.bicep and jobs.bicep.')
output APP_PLATFORM types.AppPlatform = platform

@description('Host name of the registry, for azd.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = platform.registryServer

@description('Domain of the container apps.')
output APP_DOMAIN string = environmentOfApps.outputs.defaultDomain

@description('Address of the ingress of the container apps. If the template creates no private zone for APP_DOMAIN, the company’s zone needs a record * with this address.')
output APP_STATIC_IP string = environmentOfApps.outputs.staticIp

@description('Value of the TXT record asuid.{subdomain}, which proves to Azure that you own the custom domain.')
output APP_DOMAIN_VERIFICATION_ID string = environmentOfApps.outputs.domainVerificationId

@description('Job that migrates documents; started before a release gets traffic.')
output MIGRATION_JOB_NAME string = jobNames.migration

@description('Job that runs the smoke test inside the environment.')
output SMOKE_JOB_NAME string = jobNames.smoke

@description('Job that repeats erasures after a backup was restored.')
output ERASURES_REPLAY_JOB_NAME string = jobNames.erasuresReplay
