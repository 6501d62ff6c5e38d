// Log Analytics workspace, Application Insights, and the private link scope of both.

import { NetworkReach, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('What names end with.')
param suffix string

@description('Resource id of a workspace that is there; empty: the template makes one.')
param existingWorkspaceId string

@description('private: telemetry and queries pass through private endpoints alone.')
param reach NetworkReach

@description('Whether people may query logs from public networks although telemetry may not come from there.')
param queriesFromPublicNetworks bool

@description('Days that logs stay.')
param retentionDays int

@description('Most gigabytes of logs a day; what comes beyond is dropped until the next day. -1: no limit.')
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
