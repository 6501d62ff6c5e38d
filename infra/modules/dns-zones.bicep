// Private DNS zones, linked to the virtual network.

import { StringMap } from '../types.bicep'

@description('Tags of every resource.')
param tags StringMap

@description('Names of the zones.')
param names string[]

@description('Resource id of the virtual network.')
param virtualNetworkId string

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for name in names: {
    name: name
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (name, index) in names: {
    parent: zones[index]
    name: 'voice'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: virtualNetworkId } }
  }
]
