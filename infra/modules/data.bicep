// Cosmos DB account with its database and containers.

import { NetworkReach, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Name of the account.')
@minLength(3)
@maxLength(44)
param name string

@description('Name of the database.')
param databaseName string

@description('private: only through private endpoints.')
param reach NetworkReach

@description('serverless: billed by request, free when idle. autoscale: throughput that the containers share, a tenth of the maximum when idle.')
param capacityMode 'serverless' | 'autoscale'

@description('Maximum of request units a second of autoscale, for all containers together.')
@minValue(1000)
@maxValue(100000)
param maxThroughput int

@description('Whether the region’s replicas are spread over availability zones; cannot be changed later.')
param zoneRedundant bool

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

var isServerless = capacityMode == 'serverless'
var containers = loadJsonContent('../generated/cosmos-containers.json').containers

resource account 'Microsoft.DocumentDB/databaseAccounts@2026-03-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
    // The product needs it: whatever process writes, every other one reads it soon (COSMOS_CONSISTENCY).
    consistencyPolicy: { defaultConsistencyLevel: 'BoundedStaleness', maxStalenessPrefix: 100, maxIntervalInSeconds: 5 }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: reach == 'private' ? 'Disabled' : 'Enabled'
    networkAclBypass: 'None'
    // The receipt of an erasure names the same 7 days.
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
    capabilities: isServerless ? [{ name: 'EnableServerless' }] : []
    capacity: isServerless ? null : { totalThroughputLimit: maxThroughput }
    enableAutomaticFailover: false
    enableMultipleWriteLocations: false
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2026-03-15' = {
  parent: account
  name: databaseName
  properties: {
    resource: { id: databaseName }
    options: isServerless ? {} : { autoscaleSettings: { maxThroughput: maxThroughput } }
  }
}

resource databaseContainers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2026-03-15' = [
  for container in containers: {
    parent: database
    name: container.id
    properties: { resource: container }
  }
]

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    // Not DataPlaneRequests: one line for each request costs more than the requests, and holds the keys of partitions.
    logs: [{ category: 'ControlPlaneRequests', enabled: true }]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

@description('Resource id of the account.')
output id string = account.id
