// The services that the container apps use, and who may do what with them.

import { CosmosSettings, ExistingResources, Producer, RetentionSettings, SecretName } from '../settings.bicep'
import { IdentityIds, NetworkReach, OpenAiSettings, RedisSettings, ServiceNames, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Names of the services.')
param names ServiceNames

@description('Network access of all services except Service Bus and Speech.')
param reach NetworkReach

@description('Network access of Service Bus.')
param serviceBusNetwork NetworkReach

@description('Messaging units of Service Bus Premium.')
param serviceBusCapacity int

@description('Network access of Speech, Translator and Azure OpenAI.')
param speechNetwork NetworkReach

@description('Existing resources to use instead of new ones.')
param existing ExistingResources

@description('Capacity of Cosmos DB.')
param cosmos CosmosSettings

@description('How long data is kept.')
param retention RetentionSettings

@description('Days that versions and deleted data stay recoverable.')
param recoverableDays int

@description('Origins whose pages may upload recordings directly to the storage account.')
param corsOrigins string[]

@description('Whether services are spread over availability zones.')
param zoneRedundant bool

@description('Whether a deleted Key Vault cannot be purged early.')
param purgeProtection bool

@description('Whether Defender for Storage scans uploads for malware.')
param defenderForStorage bool

@description('Whether Azure restores a deleted Speech resource.')
param restoreSpeech bool

@description('The chat model that prepares texts for speech; null: none.')
param openAi OpenAiSettings?

@description('Redis for rate limits of all replicas together; null: none.')
param redis RedisSettings?

@description('Systems that order work by messages.')
param producers Producer[]

@description('The role of KEDA’s identity.')
param scalerRole 'data-owner' | 'queue-counter'

@description('Resource ids of the identities.')
param identityIds IdentityIds

@description('Secrets that the apps read.')
param secretNames SecretName[]

@description('Value of RECEIPT_SIGNING_KEYS for the vault; empty: keep the existing value.')
@secure()
param receiptSigningKeys string

@description('Value of PROVENANCE_SIGNING_KEYS for the vault; empty: keep the existing value.')
@secure()
param provenanceSigningKeys string

@description('Value of WEBHOOK_SECRET_KEYS for the vault; empty: keep the existing value.')
@secure()
param webhookSecretKeys string

@description('Value of HOOK_SOURCES for the vault; empty: keep the existing value.')
@secure()
param hookSources string

@description('Value of C2PA_CERTIFICATES for the vault; empty: keep the existing value.')
@secure()
param c2paCertificates string

@description('Value of C2PA_PRIVATE_KEY for the vault; empty: keep the existing value.')
@secure()
param c2paPrivateKey string

@description('Key of the vault that signs manifests, as name/version; empty: none.')
param claimKey string

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

var databaseName = 'voice'

module messaging 'messaging.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.serviceBus
    reach: serviceBusNetwork
    capacity: serviceBusCapacity
    producers: map(producers, producer => producer.name)
    workspaceId: workspaceId
  }
}

module data 'data.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.cosmos
    databaseName: databaseName
    reach: reach
    capacityMode: cosmos.capacityMode
    maxThroughput: cosmos.maxThroughput
    zoneRedundant: zoneRedundant
    workspaceId: workspaceId
  }
}

module storage 'storage.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.storage
    reach: reach
    zoneRedundant: zoneRedundant
    corsOrigins: corsOrigins
    retention: retention
    recoverableDays: recoverableDays
    defender: defenderForStorage
    workspaceId: workspaceId
  }
}

module speech 'speech.bicep' = {
  params: {
    location: location
    tags: tags
    speechName: names.speech
    reach: speechNetwork
    restore: restoreSpeech
    translatorName: names.translator
    openAiName: names.openAi
    openAi: openAi
    workspaceId: workspaceId
  }
}

module redisCache 'redis.bicep' = if (redis != null) {
  params: {
    location: location
    tags: tags
    suffix: suffix
    name: names.redis
    reach: reach
    settings: redis!
    workspaceId: workspaceId
  }
}

module registry 'registry.bicep' = if (empty(existing.registryId)) {
  params: { location: location, tags: tags, name: names.registry, reach: reach, workspaceId: workspaceId }
}

module secrets 'secrets.bicep' = if (empty(existing.keyVaultId)) {
  params: {
    location: location
    tags: tags
    name: names.vault
    reach: reach
    purgeProtection: purgeProtection
    workspaceId: workspaceId
  }
}

module rights 'rights.bicep' = {
  params: {
    suffix: suffix
    serviceBusName: names.serviceBus
    storageName: names.storage
    cosmosName: names.cosmos
    databaseName: databaseName
    speechName: names.speech
    translatorName: names.translator
    openAiName: names.openAi
    appInsightsName: 'appi-${suffix}'
    scalerRole: scalerRole
    forEvents: !empty(identityIds.events)
    forTicks: !empty(identityIds.ticks)
    directUploads: reach != 'private'
    audioByUrl: reach != 'private'
  }
  dependsOn: [messaging, data, storage, speech]
}

module producerRights 'rights-producers.bicep' = if (!empty(producers)) {
  params: { suffix: suffix, serviceBusName: names.serviceBus, producers: producers }
  dependsOn: [messaging]
}

resource readers 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for purpose in ['api', 'worker', 'pull']: {
    name: 'id-${purpose}-${suffix}'
  }
]

module vaultContent 'vault-content.bicep' = {
  scope: resourceGroup(
    empty(existing.keyVaultId) ? subscription().subscriptionId : split(existing.keyVaultId, '/')[2],
    empty(existing.keyVaultId) ? resourceGroup().name : split(existing.keyVaultId, '/')[4]
  )
  params: {
    vaultName: names.vault
    #disable-next-line what-if-short-circuiting // Azure gives the principals when it makes the identities.
    principals: { api: readers[0].properties.principalId, worker: readers[1].properties.principalId }
    secretNames: secretNames
    receiptSigningKeys: receiptSigningKeys
    provenanceSigningKeys: provenanceSigningKeys
    webhookSecretKeys: webhookSecretKeys
    hookSources: hookSources
    c2paCertificates: c2paCertificates
    c2paPrivateKey: c2paPrivateKey
    claimKey: claimKey
    suffix: suffix
  }
  dependsOn: [secrets]
}

module registryRights 'rights-registry.bicep' = {
  scope: resourceGroup(
    empty(existing.registryId) ? subscription().subscriptionId : split(existing.registryId, '/')[2],
    empty(existing.registryId) ? resourceGroup().name : split(existing.registryId, '/')[4]
  )
  params: {
    #disable-next-line what-if-short-circuiting // As above.
    pullPrincipalId: readers[2].properties.principalId
    registryName: names.registry
  }
  dependsOn: [registry]
}

// The identity must have its rights before Azure takes the subscription.
module events 'events.bicep' = {
  params: {
    location: location
    tags: tags
    topicName: names.topic
    topicExists: !empty(existing.eventGridSystemTopic)
    storageName: names.storage
    serviceBusName: names.serviceBus
    identityId: identityIds.events
    workspaceId: workspaceId
  }
  dependsOn: [rights]
}
