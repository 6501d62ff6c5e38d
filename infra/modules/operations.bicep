// What operators see: alerts, a workbook, a budget.

import { AlertTargets, BudgetSettings, ServiceNames, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Names of the services.')
param names ServiceNames

@description('Whether the Key Vault belongs to this deployment; the owner of another one monitors it.')
param ownVault bool

@description('E-mail addresses for alerts and the budget; empty: the owners of the subscription.')
param emails string[]

@description('The budget of the resource group.')
param budget BudgetSettings

@description('Queues that another system empties.')
param replyQueues string[]

@description('Log Analytics workspace.')
param workspaceId string

var serviceBusId = resourceId('Microsoft.ServiceBus/namespaces', names.serviceBus)
var cosmosId = resourceId('Microsoft.DocumentDB/databaseAccounts', names.cosmos)
var speechId = resourceId('Microsoft.CognitiveServices/accounts', names.speech)
var targets AlertTargets = {
  serviceBus: [serviceBusId]
  cosmos: [cosmosId]
  storage: [resourceId('Microsoft.Storage/storageAccounts/blobServices', names.storage, 'default')]
  eventGrid: [resourceId('Microsoft.EventGrid/systemTopics', names.topic)]
  speech: [speechId]
  vault: ownVault ? [resourceId('Microsoft.KeyVault/vaults', names.vault)] : []
}

module alerts 'alerts.bicep' = {
  params: {
    location: location
    tags: tags
    suffix: suffix
    emails: emails
    workspaceId: workspaceId
    targets: targets
    replyQueues: replyQueues
  }
}

module workbook 'workbook.bicep' = {
  params: {
    location: location
    tags: tags
    suffix: suffix
    workspaceId: workspaceId
    serviceBusId: serviceBusId
    cosmosId: cosmosId
    speechId: speechId
  }
}

module monthly 'budget.bicep' = if (!empty(budget.startDate)) {
  params: { name: 'budget-${suffix}', budget: budget, emails: emails }
}
