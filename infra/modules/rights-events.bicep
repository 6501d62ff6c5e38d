// What Event Grid may do where the topic delivers as itself. The principal is a parameter: the names of the assignments follow from it, and must be
// known before anything is made.

@description('Principal of the topic’s deliveries.')
param principalId string

@description('Service Bus namespace.')
param serviceBusName string

@description('Storage account.')
param storageName string

var roles = loadJsonContent('../roles.json')
var queueGrants = filter(roles.grants.queues, grant => grant.identity == 'events')
var containerGrants = filter(roles.grants.blobContainers, grant => grant.identity == 'events')

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
    name: guid(grantedQueues[index].id, principalId, grant.role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn[grant.role].id)
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
    name: guid(grantedContainers[index].id, principalId, grant.role)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn[grant.role].id)
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]
