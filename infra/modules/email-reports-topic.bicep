// The status of e-mail is announced by a system topic of Communication Services, which delivers as itself.

import { StringMap } from '../types.bicep'

@description('Tags of every resource.')
param tags StringMap

@description('Name of the topic.')
param name string

@description('Resource id of the communication service.')
param communicationId string

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: 'global'
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: communicationId, topicType: 'Microsoft.Communication.CommunicationServices' }
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
}

@description('Principal of the topic’s deliveries.')
output principalId string = topic.identity!.principalId
