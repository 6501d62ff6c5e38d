// Who may do what on which resource, as the table in roles.json says. Rights on a vault and a registry, which may be of another resource group,
// are in rights-vault.bicep and rights-registry.bicep.

@description('Suffix of the names of the identities.')
param suffix string

@description('Service Bus namespace.')
param serviceBusName string

@description('Storage account.')
param storageName string

@description('Cosmos DB account.')
param cosmosName string

@description('Database of the Cosmos DB account.')
param databaseName string

@description('Speech resource.')
param speechName string

@description('Translator resource; empty: none.')
param translatorName string

@description('Azure OpenAI resource; empty: none.')
param openAiName string

@description('Application Insights resource.')
param appInsightsName string

@description('The role of KEDA’s identity on the namespace.')
param scalerRole 'data-owner' | 'queue-counter'

@description('Whether clients get upload URLs.')
param directUploads bool

@description('Whether Speech fetches recordings by URL, rather than receiving them with the request.')
param audioByUrl bool

@description('Whether Event Grid delivers with a user-assigned identity; rights-events.bicep has the rights of a topic that uses its own identity.')
param forEvents bool

@description('Whether the job of the ticks exists.')
param forTicks bool

var roles = loadJsonContent('../roles.json')
var queues = loadJsonContent('../generated/queues.json').queues

var circumstances = union(
  [scalerRole],
  directUploads ? ['directUploads'] : [],
  audioByUrl ? ['audioByUrl'] : ['audioByUpload']
)
var roleIds = union(
  toObject(
    items(roles.builtIn),
    role => role.key,
    role => subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value.id)
  ),
  toObject(
    items(roles.custom),
    role => role.key,
    role => subscriptionResourceId('Microsoft.Authorization/roleDefinitions', guid(resourceGroup().id, role.key))
  )
)
var purposes = ['api', 'worker', 'scaler', 'pull', 'events', 'ticks']
// Of these there may be none.
var absent = concat(forEvents ? [] : ['events'], forTicks ? [] : ['ticks'])

// The `*` of the table is every queue.
var queueGrants = flatten(map(
  filter(roles.grants.queues, grant => !contains(absent, grant.identity)),
  grant =>
    map(filter(queues, queue => grant.queue == '*' || grant.queue == queue.name), queue => {
      identity: grant.identity
      queue: queue.name
      role: grant.role
      reason: grant.reason
    })
))
var namespaceGrants = filter(roles.grants.namespace, grant => contains(circumstances, grant.when))
var containerGrants = filter(roles.grants.blobContainers, grant => !contains(absent, grant.identity))
var cosmosAccountGrants = filter(roles.grants.cosmosAccount, grant => !contains(absent, grant.identity))
var cosmosContainerGrants = filter(roles.grants.cosmosContainers, grant => !contains(absent, grant.identity))
var appInsightsGrants = filter(roles.grants.appInsights, grant => !contains(absent, grant.identity))
var accountGrants = filter(roles.grants.storageAccount, grant => contains(circumstances, grant.when))
var translatorGrants = empty(translatorName) ? [] : roles.grants.translator
var openAiGrants = empty(openAiName) ? [] : roles.grants.openAi

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for purpose in purposes: {
    name: 'id-${purpose}-${suffix}'
  }
]

resource serviceBus 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName
}

resource grantedQueues 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' existing = [
  for grant in queueGrants: {
    parent: serviceBus
    name: grant.queue
  }
]

resource queueRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in queueGrants: {
    scope: grantedQueues[index]
    name: guid(grantedQueues[index].id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]

resource namespaceRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in namespaceGrants: {
    scope: serviceBus
    name: guid(serviceBus.id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]

resource storage 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource grantedContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' existing = [
  for grant in containerGrants: {
    parent: storage::blobs
    name: grant.container
  }
]

resource containerRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in containerGrants: {
    scope: grantedContainers[index]
    name: guid(grantedContainers[index].id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]

// Containers that are made while the product runs cannot be a scope: a condition on their names stands for it.
resource accountRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in accountGrants: {
    scope: storage
    name: guid(storage.id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
      conditionVersion: grant.?containerPrefix == null ? null : '2.0'
      condition: grant.?containerPrefix == null
        ? null
        : '((${join(map(roles.custom[grant.role].dataActions, action => '!(ActionMatches{\'${action}\'})'), ' AND ')}) OR (@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringStartsWith \'${grant.containerPrefix}\'))'
    }
  }
]

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' existing = {
  name: cosmosName
}

// One after the other: the account refuses changes of its roles that come at the same time.
@batchSize(1)
resource cosmosRoles 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions@2026-03-15' = [
  for role in items(roles.cosmos): {
    parent: cosmos
    name: guid(cosmos.id, role.key)
    properties: {
      roleName: role.value.name
      type: 'CustomRole'
      assignableScopes: [cosmos.id]
      permissions: [{ dataActions: role.value.dataActions }]
    }
  }
]

@batchSize(1)
resource cosmosAccountRights 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = [
  for grant in cosmosAccountGrants: {
    parent: cosmos
    name: guid(cosmos.id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/${guid(cosmos.id, grant.role)}'
      scope: cosmos.id
    }
    dependsOn: [cosmosRoles]
  }
]

@batchSize(1)
resource cosmosContainerRights 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2026-03-15' = [
  for grant in cosmosContainerGrants: {
    parent: cosmos
    name: guid(cosmos.id, grant.container, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      roleDefinitionId: '${cosmos.id}/sqlRoleDefinitions/${guid(cosmos.id, grant.role)}'
      scope: '${cosmos.id}/dbs/${databaseName}/colls/${grant.container}'
    }
    dependsOn: [cosmosAccountRights]
  }
]

resource speech 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = {
  name: speechName
}

resource speechRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in roles.grants.speech: {
    scope: speech
    name: guid(speech.id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]

resource translator 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = if (!empty(translatorName)) {
  name: empty(translatorName) ? 'none' : translatorName
}

resource translatorRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in translatorGrants: {
    scope: translator
    name: guid(translator.id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]

resource openAi 'Microsoft.CognitiveServices/accounts@2026-07-01' existing = if (!empty(openAiName)) {
  name: empty(openAiName) ? 'none' : openAiName
}

resource openAiRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in openAiGrants: {
    scope: openAi
    name: guid(openAi.id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]

resource appInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: appInsightsName
}

resource appInsightsRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in appInsightsGrants: {
    scope: appInsights
    name: guid(appInsights.id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleIds[grant.role]
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]
