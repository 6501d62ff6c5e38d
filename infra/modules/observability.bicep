// Log Analytics workspace, Application Insights, and the private link scope of both.

import { NetworkReach, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Resource id of an existing workspace; empty: the template creates one.')
param existingWorkspaceId string

@description('private: telemetry and queries only through private endpoints.')
param reach NetworkReach

@description('Whether people may query logs from public networks, although telemetry may not come from there.')
param queriesFromPublicNetworks bool

@description('Days that logs are kept.')
param retentionDays int

@description('Maximum of gigabytes of logs a day; further logs are dropped until the next day. -1: no limit.')
param dailyQuotaGb int

var isPrivate = reach == 'private'
var ingestion = isPrivate ? 'Disabled' : 'Enabled'
var queries = isPrivate && !queriesFromPublicNetworks ? 'Disabled' : 'Enabled'
var ownWorkspace = empty(existingWorkspaceId)
var workspaceId = ownWorkspace ? workspace.id : existingWorkspaceId

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = if (ownWorkspace) {
  name: 'log-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    workspaceCapping: { dailyQuotaGb: dailyQuotaGb }
    publicNetworkAccessForIngestion: ingestion
    publicNetworkAccessForQuery: queries
  }
}

// Who read which logs: they hold ids of people.
#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (ownWorkspace) {
  scope: workspace
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'Audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource appInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceId
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    DisableIpMasking: false
    publicNetworkAccessForIngestion: ingestion
    publicNetworkAccessForQuery: queries
  }
}

// Private only: with Open, telemetry of the network would leave for workspaces of others.
resource linkScope 'Microsoft.Insights/privateLinkScopes@2021-09-01' = if (isPrivate) {
  name: 'ampls-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    accessModeSettings: {
      ingestionAccessMode: 'PrivateOnly'
      queryAccessMode: queriesFromPublicNetworks ? 'Open' : 'PrivateOnly'
    }
  }
}

resource linkedWorkspace 'Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01' = if (isPrivate) {
  parent: linkScope
  name: 'workspace'
  properties: { linkedResourceId: workspaceId }
}

resource linkedAppInsights 'Microsoft.Insights/privateLinkScopes/scopedResources@2021-09-01' = if (isPrivate) {
  parent: linkScope
  name: 'app-insights'
  properties: { linkedResourceId: appInsights.id }
  dependsOn: [linkedWorkspace]
}

@description('Resource id of the workspace.')
output workspaceId string = workspaceId

@description('Resource id of Application Insights.')
output appInsightsId string = appInsights.id
