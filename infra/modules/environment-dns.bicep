// The domain of an internal environment, resolved in the virtual network.

import { StringMap } from '../types.bicep'

@description('Tags of every resource.')
param tags StringMap

@description('Domain of the environment’s apps.')
param domain string

@description('Address of the environment’s ingress.')
param address string

@description('Resource id of the virtual network.')
param virtualNetworkId string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: domain
  location: 'global'
  tags: tags

  resource all 'A' = {
    name: '*'
    properties: { ttl: 3600, aRecords: [{ ipv4Address: address }] }
  }

  resource link 'virtualNetworkLinks' = {
    name: 'voice'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: virtualNetworkId } }
  }
}
