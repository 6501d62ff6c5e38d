// Reports of delivery go to the queue notifications. Bounced and suppressed addresses suspend their subscription.

@description('System topic of the communication service.')
param topicName string

@description('Service Bus namespace.')
param serviceBusName string

resource serviceBus 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName

  resource queue 'queues' existing = {
    name: 'notifications'
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'email-reports'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'ServiceBusQueue'
        properties: { resourceId: serviceBus::queue.id }
      }
    }
    filter: {
      includedEventTypes: ['Microsoft.Communication.EmailDeliveryReportReceived']
      // Nothing is to be done about e-mail that was delivered: it wakes no worker.
      advancedFilters: [{ operatorType: 'StringIn', key: 'data.status', values: ['Bounced', 'Suppressed'] }]
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
  }
}
