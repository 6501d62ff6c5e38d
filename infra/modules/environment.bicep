// Container Apps environment.

import { StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Resource id of the subnet; empty: the environment has its own isolated network.')
param subnetId string

@description('Whether the environment has an address only in the virtual network.')
param internal bool

@description('Whether it can be reached from the internet.')
param publicNetworkAccess bool

@description('Whether its replicas are spread over availability zones; needs a subnet and cannot be changed later.')
param zoneRedundant bool

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: 'cae-${suffix}'
  location: location
  tags: tags
  properties: {
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId, internal: internal }
    publicNetworkAccess: publicNetworkAccess ? 'Enabled' : 'Disabled'
    zoneRedundant: zoneRedundant
    peerTrafficConfiguration: { encryption: { enabled: true } }
    // Not log-analytics: that needs the workspace's shared key.
    appLogsConfiguration: { destination: 'azure-monitor' }
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id of the environment.')
output id string = environment.id

@description('Domain of its apps.')
output defaultDomain string = environment.properties.defaultDomain

@description('Proof to Azure of the ownership of a custom domain.')
output domainVerificationId string = environment.properties.customDomainConfiguration!.customDomainVerificationId

@description('Address of its ingress.')
output staticIp string = environment.properties.staticIp
