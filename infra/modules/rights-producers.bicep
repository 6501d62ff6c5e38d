// Who may send and receive on the queues of producers, as `producerQueues` in roles.json says. A producer has two rights, each on one queue of its
// own: the right to send is its identity. See ADR 208.

import { Producer } from '../settings.bicep'

@description('Suffix of the names of the identities.')
param suffix string

@description('Service Bus namespace.')
param serviceBusName string

@description('Systems that order work by messages.')
param producers Producer[]

var roles = loadJsonContent('../roles.json')
var grants = flatten(map(
  producers,
  producer =>
    map(roles.grants.producerQueues, grant => {
      identity: grant.identity
      queue: '${grant.queue}-${producer.name}'
      role: grant.role
      reason: grant.reason
      producer: producer
    })
))
var producerGrants = filter(grants, grant => grant.identity == 'producer')
var ownGrants = filter(grants, grant => grant.identity != 'producer')
var purposes = ['api', 'worker']

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for purpose in purposes: {
    name: 'id-${purpose}-${suffix}'
  }
]

resource serviceBus 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName
}

resource queuesOfProducers 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' existing = [
  for grant in producerGrants: {
    parent: serviceBus
    name: grant.queue
  }
]

resource producerRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in producerGrants: {
    scope: queuesOfProducers[index]
    name: guid(queuesOfProducers[index].id, grant.producer.principalId, grant.role)
    properties: {
      principalId: grant.producer.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn[grant.role].id)
      description: 'producer ${grant.producer.name}: ${grant.reason}'
    }
  }
]

resource ownQueues 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' existing = [
  for grant in ownGrants: {
    parent: serviceBus
    name: grant.queue
  }
]

resource ownRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in ownGrants: {
    scope: ownQueues[index]
    name: guid(ownQueues[index].id, grant.identity, grant.role)
    properties: {
      principalId: identities[indexOf(purposes, grant.identity)].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn[grant.role].id)
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]
