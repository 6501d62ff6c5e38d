// Azure AI Speech and, where they are wanted, Translator and Azure OpenAI.

import { NetworkReach, OpenAiSettings, StringMap } from '../types.bicep'

@description('Region; personal voice must be available there.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Name of the Speech resource and of its domain; reserved for 48 hours after the resource was purged.')
param speechName string

@description('private: only through private endpoints.')
param reach NetworkReach

@description('Whether Azure restores the resource with this name, if it was deleted less than 48 hours ago.')
param restore bool

@description('Name of the Translator resource; empty: none.')
param translatorName string

@description('Name of the Azure OpenAI resource; empty: none.')
param openAiName string

@description('The deployment of a chat model; null: none.')
param openAi OpenAiSettings?

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

var publicAccess = reach == 'private' ? 'Disabled' : 'Enabled'
var networkRules = { defaultAction: reach == 'private' ? 'Deny' : 'Allow' }

resource speech 'Microsoft.CognitiveServices/accounts@2026-07-01' = {
  name: speechName
  location: location
  tags: tags
  kind: 'SpeechServices'
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: speechName
    disableLocalAuth: true
    publicNetworkAccess: publicAccess
    networkAcls: networkRules
    restore: restore
  }
}

resource translator 'Microsoft.CognitiveServices/accounts@2026-07-01' = if (!empty(translatorName)) {
  name: empty(translatorName) ? 'none' : translatorName
  location: location
  tags: tags
  kind: 'TextTranslation'
  sku: { name: 'S1' }
  properties: {
    customSubDomainName: translatorName
    disableLocalAuth: true
    publicNetworkAccess: publicAccess
    networkAcls: networkRules
  }
}

resource openAiAccount 'Microsoft.CognitiveServices/accounts@2026-07-01' = if (openAi != null) {
  name: empty(openAiName) ? 'none' : openAiName
  location: location
  tags: tags
  kind: 'OpenAI'
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: openAiName
    disableLocalAuth: true
    publicNetworkAccess: publicAccess
    networkAcls: networkRules
  }

  resource deployment 'deployments' = {
    name: 'speakable-texts'
    sku: { name: 'Standard', capacity: openAi.?capacity ?? 1 }
    properties: {
      model: { format: 'OpenAI', name: openAi.?model ?? '', version: openAi.?version ?? '' }
      versionUpgradeOption: 'NoAutoUpgrade'
    }
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource speechDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: speech
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'Audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource translatorDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (!empty(translatorName)) {
  scope: translator
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'Audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource openAiDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (openAi != null) {
  scope: openAiAccount
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'Audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id of the Speech resource.')
output speechId string = speech.id
