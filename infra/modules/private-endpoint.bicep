// One private endpoint, with its entries in private DNS zones.

import { StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Name of the endpoint.')
param name string

@description('Resource id of the subnet.')
param subnetId string

@description('Resource id of the target.')
param targetId string

@description('Sub-resource of the private endpoint, as Azure names it.')
param groupId string

@description('Resource ids of the zones in which its addresses are registered; empty: a policy of the company registers them.')
param zoneIds string[]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' existing = [
  for zoneId in zoneIds: {
    scope: resourceGroup(split(zoneId, '/')[2], split(zoneId, '/')[4])
    name: last(split(zoneId, '/'))
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    customNetworkInterfaceName: 'nic-${name}'
    privateLinkServiceConnections: [
      { name: groupId, properties: { privateLinkServiceId: targetId, groupIds: [groupId] } }
    ]
  }

  resource zoneGroup 'privateDnsZoneGroups' = if (!empty(zoneIds)) {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        for (zoneId, index) in zoneIds: {
          name: replace(last(split(zoneId, '/')), '.', '-')
          properties: { privateDnsZoneId: zones[index].id }
        }
      ]
    }
  }
}
