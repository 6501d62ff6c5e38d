// Service Bus namespace with its queues.

import { NetworkReach, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Name of the namespace.')
@minLength(6)
@maxLength(50)
param name string

@description('private: Premium, only through private endpoints. public-entra: Standard, from anywhere with an Entra ID token. It cannot change in place.')
param reach NetworkReach

@description('Messaging units of Premium.')
@allowed([1, 2, 4, 8, 16])
param capacity int

@description('Names of the producers; each has two queues.')
param producers string[]

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

var isPrivate = reach == 'private'
var pair = loadJsonContent('../generated/producers.json')
var queues = concat(
  loadJsonContent('../generated/queues.json').queues,
  flatten(map(producers, producer => [
    { name: 'requests-${producer}', properties: pair.requests.properties }
    { name: 'replies-${producer}', properties: pair.replies.properties }
  ]))
)

resource namespace 'Microsoft.ServiceBus/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: isPrivate ? { name: 'Premium', tier: 'Premium', capacity: capacity } : { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

// Event Grid is one of the services that Azure trusts; it delivers with an identity of its own.
resource networkRules 'Microsoft.ServiceBus/namespaces/networkRuleSets@2026-01-01' = if (isPrivate) {
  parent: namespace
  name: 'default'
  properties: {
    defaultAction: 'Deny'
    publicNetworkAccess: 'Disabled'
    trustedServiceAccessEnabled: true
  }
}

resource namespaceQueues 'Microsoft.ServiceBus/namespaces/queues@2026-01-01' = [
  for queue in queues: {
    parent: namespace
    name: queue.name
    properties: {
      ...queue.properties
      enablePartitioning: false
      maxSizeInMegabytes: 5120
    }
  }
]

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id of the namespace.')
output id string = namespace.id
