// Virtual network, with the subnets of the Container Apps environment and of the private endpoints.

import { StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Address space of the network.')
param addressPrefix string

@description('Subnet of the Container Apps environment.')
param infrastructurePrefix string

@description('Subnet of the private endpoints.')
param endpointPrefix string

@description('Whether a NAT gateway gives outbound traffic one address.')
param natGateway bool

@description('Log Analytics workspace for the diagnostic settings.')
param workspaceId string

resource infrastructureRules 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-apps-${suffix}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'callers'
        properties: {
          description: 'Callers of the API, of this network and of those that are peered with it.'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: infrastructurePrefix
          destinationPortRanges: ['443', '31443']
        }
      }
      {
        name: 'load-balancer'
        properties: {
          description: 'Probes of the environment’s load balancer.'
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: infrastructurePrefix
          destinationPortRange: '30000-32767'
        }
      }
      {
        name: 'environment'
        properties: {
          description: 'The environment’s own traffic.'
          priority: 120
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
          sourceAddressPrefix: infrastructurePrefix
          sourcePortRange: '*'
          destinationAddressPrefix: infrastructurePrefix
          destinationPortRange: '*'
        }
      }
      {
        name: 'nothing-else'
        properties: {
          description: 'Nothing else comes in.'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: 'nsg-endpoints-${suffix}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'apps'
        properties: {
          description: 'The container apps: HTTPS, AMQP, and Redis.'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: infrastructurePrefix
          sourcePortRange: '*'
          destinationAddressPrefix: endpointPrefix
          destinationPortRanges: ['443', '5671', '10000']
        }
      }
      {
        name: 'people'
        properties: {
          description: 'Operators and build agents of this network and of those that are peered with it: HTTPS alone.'
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: endpointPrefix
          destinationPortRange: '443'
        }
      }
      {
        name: 'nothing-else'
        properties: {
          description: 'Nothing else comes in.'
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource infrastructureDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: infrastructureRules
  name: 'to-workspace'
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}

#disable-next-line use-recent-api-versions // The only version of diagnosticSettings with category groups.
resource endpointDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: endpointRules
  name: 'to-workspace'
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}

resource outboundAddress 'Microsoft.Network/publicIPAddresses@2025-09-01' = if (natGateway) {
  name: 'pip-nat-${suffix}'
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Regional' }
  properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' }
}

resource nat 'Microsoft.Network/natGateways@2025-09-01' = if (natGateway) {
  name: 'ng-${suffix}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { idleTimeoutInMinutes: 10, publicIpAddresses: [{ id: outboundAddress.id }] }
}

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: 'vnet-${suffix}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: infrastructurePrefix
          networkSecurityGroup: { id: infrastructureRules.id }
          natGateway: natGateway ? { id: nat.id } : null
          delegations: [{ name: 'container-apps', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: endpointPrefix
          networkSecurityGroup: { id: endpointRules.id }
          privateEndpointNetworkPolicies: 'Enabled'
          defaultOutboundAccess: false
        }
      }
    ]
  }

  resource apps 'subnets' existing = {
    name: 'apps'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

@description('Resource id of the virtual network.')
output virtualNetworkId string = virtualNetwork.id

@description('Resource id of the subnet of the Container Apps environment.')
output infrastructureSubnetId string = virtualNetwork::apps.id

@description('Resource id of the subnet of the private endpoints.')
output endpointSubnetId string = virtualNetwork::endpoints.id
