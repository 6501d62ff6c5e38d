// Who may send e-mail, and that reports of its delivery may be put on their queue.

@description('Suffix of the names of the identities.')
param suffix string

@description('Communication service.')
param communicationName string

@description('Service Bus namespace.')
param serviceBusName string

@description('Principal of Event Grid’s deliveries.')
param eventsPrincipalId string

var builtIn = loadJsonContent('../roles.json').builtIn

resource worker 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: 'id-worker-${suffix}'
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' existing = {
  name: communicationName
}

resource serviceBus 'Microsoft.ServiceBus/namespaces@2026-01-01' existing = {
  name: serviceBusName

  resource queue 'queues' existing = {
    name: 'notifications'
  }
}

// Azure has no data action for e-mail, so these of the control plane stand for sending.
resource sender 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'emailSender')
  properties: {
    roleName: 'Voice email sender (${suffix})'
    description: 'Sends e-mail by a communication service.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.Communication/CommunicationServices/read'
          'Microsoft.Communication/CommunicationServices/write'
        ]
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource sending 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: communication
  name: guid(communication.id, 'worker', 'emailSender')
  properties: {
    principalId: worker.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: sender.id
    description: 'worker: notifications by e-mail'
  }
}

resource reporting 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: serviceBus::queue
  name: guid(serviceBus::queue.id, eventsPrincipalId, 'serviceBusDataSender')
  properties: {
    principalId: eventsPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', builtIn.serviceBusDataSender.id)
    description: 'events: reports of the delivery of e-mail'
  }
}
