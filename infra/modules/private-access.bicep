// Private endpoints of all services that are reached from the virtual network alone, with their DNS zones.

import { DnsSettings, ServiceNames, StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of names.')
param suffix string

@description('Resource id of the virtual network.')
param virtualNetworkId string

@description('Resource id of the subnet of the endpoints.')
param subnetId string

@description('Who manages the zones.')
param dns DnsSettings

@description('Whether telemetry and logs use a private endpoint too.')
param monitor bool

@description('Names of the services by kind; empty: no endpoint.')
param services ServiceNames

var zoneNames = union(loadJsonContent('../azure-cloud.json').privateDnsZones, {
  environment: 'privatelink.${location}.azurecontainerapps.io'
})
var candidates = [
  {
    name: 'sb'
    target: services.serviceBus
    type: 'Microsoft.ServiceBus/namespaces'
    group: 'namespace'
    zones: ['serviceBus']
  }
  {
    name: 'cosmos'
    target: services.cosmos
    type: 'Microsoft.DocumentDB/databaseAccounts'
    group: 'Sql'
    zones: ['cosmos']
  }
  { name: 'blob', target: services.storage, type: 'Microsoft.Storage/storageAccounts', group: 'blob', zones: ['blob'] }
  { name: 'kv', target: services.vault, type: 'Microsoft.KeyVault/vaults', group: 'vault', zones: ['vault'] }
  {
    name: 'cr'
    target: services.registry
    type: 'Microsoft.ContainerRegistry/registries'
    group: 'registry'
    zones: ['registry']
  }
  {
    name: 'speech'
    target: services.speech
    type: 'Microsoft.CognitiveServices/accounts'
    group: 'account'
    zones: ['cognitiveServices']
  }
  {
    name: 'translator'
    target: services.translator
    type: 'Microsoft.CognitiveServices/accounts'
    group: 'account'
    zones: ['cognitiveServices']
  }
  {
    name: 'openai'
    target: services.openAi
    type: 'Microsoft.CognitiveServices/accounts'
    group: 'account'
    zones: ['openAi']
  }
  {
    name: 'redis'
    target: services.redis
    type: 'Microsoft.Cache/redisEnterprise'
    group: 'redisEnterprise'
    zones: ['redis']
  }
  {
    name: 'cae'
    target: services.environment
    type: 'Microsoft.App/managedEnvironments'
    group: 'managedEnvironments'
    zones: ['environment']
  }
  {
    name: 'ampls'
    target: monitor ? 'ampls-${suffix}' : ''
    type: 'Microsoft.Insights/privateLinkScopes'
    group: 'azuremonitor'
    zones: ['monitor', 'oms', 'ods', 'agentService', 'blob']
  }
]
var wanted = filter(candidates, candidate => !empty(candidate.target))
var wantedZones = union(flatten(map(wanted, endpoint => endpoint.zones)), [])
var existingZones = dns.mode == 'existing' ? dns.zoneIds : {}

module zones 'dns-zones.bicep' = if (dns.mode == 'create') {
  params: {
    tags: tags
    names: map(wantedZones, zone => zoneNames[zone])
    virtualNetworkId: virtualNetworkId
  }
}

module endpoints 'private-endpoint.bicep' = [
  for endpoint in wanted: {
    params: {
      location: location
      tags: tags
      name: 'pe-${endpoint.name}-${suffix}'
      subnetId: subnetId
      targetId: resourceId(endpoint.type, endpoint.target)
      groupId: endpoint.group
      zoneIds: dns.mode == 'policy'
        ? []
        : map(
            endpoint.zones,
            zone => existingZones[?zone] ?? resourceId('Microsoft.Network/privateDnsZones', zoneNames[zone])
          )
    }
    dependsOn: [zones]
  }
]
