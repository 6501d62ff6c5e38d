// Event Grid: a recording that was uploaded is announced on a queue.

import { StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Name of the system topic.')
param topicName string

@description('Whether the topic exists: an account has at most one, and Defender for Storage may have created it. It must have the identity of event delivery, or a system-assigned one if identityId is empty.')
param topicExists bool

@description('Storage account.')
param storageName string

@description('Service Bus namespace.')
param serviceBusName string

@description('Resource id of the identity for Event Grid’s deliveries; empty: the topic’s own identity. A storage account with a firewall refuses dead letters of a user-assigned identity.')
param identityId string

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

var asItself = empty(identityId)
var deliveryIdentity = asItself
  ? { type: 'SystemAssigned' }
  : { type: 'UserAssigned', userAssignedIdentity: identityId }

resource storage 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

resource serviceBus 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName

  resource queue 'queues' existing = {
    name: 'audio-uploads'
  }
}

resource newTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (!topicExists) {
  name: topicName
  location: location
  tags: tags
  identity: asItself
    ? { type: 'SystemAssigned' }
    : { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: { source: storage.id, topicType: 'Microsoft.Storage.StorageAccounts' }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

// Its own identity is there when the topic is; Azure takes the subscription only where its rights are too.
module rights 'rights-events.bicep' = if (asItself) {
  params: {
    #disable-next-line what-if-short-circuiting // Azure gives the principal when it makes the topic.
    principalId: topic.identity!.principalId
    serviceBusName: serviceBusName
    storageName: storageName
  }
  dependsOn: [newTopic]
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'audio-uploads'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    deliveryWithResourceIdentity: {
      identity: deliveryIdentity
      destination: {
        endpointType: 'ServiceBusQueue'
        properties: { resourceId: serviceBus::queue.id }
      }
    }
    deadLetterWithResourceIdentity: {
      identity: deliveryIdentity
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: storage.id, blobContainerName: 'event-dead-letters' }
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/uploads/'
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
  dependsOn: [newTopic, rights]
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: topic
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
  dependsOn: [newTopic]
}

@description('Resource id of the system topic.')
output topicId string = topic.id
