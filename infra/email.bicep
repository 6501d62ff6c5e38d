// E-mail for notifications: Azure Communication Services with a domain that Azure manages. Optional, and a deployment of its own after main.bicep:
// docs/notifications.md explains it.

import { AppPlatform, DataLocation } from 'types.bicep'

@description('The output APP_PLATFORM of main.bicep.')
param platform AppPlatform

@description('Where Communication Services stores data. It cannot be changed later.')
param dataLocation DataLocation = 'Europe'

var topicName = 'evgt-email-${platform.suffix}'

resource emailService 'Microsoft.Communication/emailServices@2026-03-18' = {
  name: 'email-${platform.suffix}'
  location: 'global'
  tags: platform.tags
  properties: { dataLocation: dataLocation }

  resource domain 'domains' = {
    name: 'AzureManagedDomain'
    location: 'global'
    tags: platform.tags
    properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
  }
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' = {
  name: 'acs-${platform.suffix}'
  location: 'global'
  tags: platform.tags
  properties: { dataLocation: dataLocation, disableLocalAuth: true, linkedDomains: [emailService::domain.id] }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: communication
  name: 'to-workspace'
  properties: {
    workspaceId: platform.workspaceId
    // Of e-mail only whether it was delivered: other categories contain addresses of recipients.
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

module rights 'modules/email-rights.bicep' = {
  params: {
    suffix: platform.suffix
    communicationName: communication.name
    serviceBusName: platform.serviceBusName
    #disable-next-line what-if-short-circuiting // Azure gives the principal when it makes the topic.
    eventsPrincipalId: reports.outputs.principalId
  }
}

module reports 'modules/email-reports-topic.bicep' = {
  params: {
    tags: platform.tags
    name: topicName
    communicationId: communication.id
    workspaceId: platform.workspaceId
  }
}

// Azure takes the subscription only where the topic has its right.
module subscription 'modules/email-reports.bicep' = {
  params: { topicName: topicName, serviceBusName: platform.serviceBusName }
  dependsOn: [reports, rights]
}

@description('Value of EMAIL_ENDPOINT, for the parameter variables of main.bicep.')
output EMAIL_ENDPOINT string = 'https://${communication.properties.hostName}'

@description('Value of EMAIL_SENDER.')
output EMAIL_SENDER string = 'donotreply@${emailService::domain.properties.mailFromSenderDomain}'
