// Azure Managed Redis, in which the replicas of the API count requests together. It keeps counts of a minute and nothing else.

import { NetworkReach, RedisSettings, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Name of the Redis.')
@maxLength(60)
param name string

@description('Whether it can be reached only through private endpoints.')
param reach NetworkReach

@description('Its size.')
param settings RedisSettings

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: 'id-api-${suffix}'
}

resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: settings.sku }
  properties: {
    minimumTlsVersion: '1.2'
    highAvailability: settings.highAvailability ? 'Enabled' : 'Disabled'
    publicNetworkAccess: reach == 'private' ? 'Disabled' : 'Enabled'
  }

  // One address for all shards: the API's client knows no cluster.
  resource database 'databases' = {
    name: 'default'
    properties: {
      clientProtocol: 'Encrypted'
      port: 10000
      clusteringPolicy: 'EnterpriseCluster'
      evictionPolicy: 'VolatileTTL'
      accessKeysAuthentication: 'Disabled'
    }

    // Azure has no policy that is narrower than `default`.
    resource access 'accessPolicyAssignments' = {
      name: 'api'
      properties: {
        accessPolicyName: 'default'
        user: { objectId: identity.properties.principalId }
      }
    }
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: redis
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // As above. Who connected is logged by the database.
resource connections 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: redis::database
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}
