// An identity for each purpose. What each of them may do is in rights.bicep.

import { StringMap } from '../types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags StringMap

@description('Suffix of the names of the identities.')
param suffix string

@description('Whether Event Grid delivers with one of these identities, rather than that of its topic.')
param forEvents bool

@description('Whether the job of the ticks exists, which has an identity of its own.')
param forTicks bool

var purposes = concat(['api', 'worker', 'scaler', 'pull'], forEvents ? ['events'] : [], forTicks ? ['ticks'] : [])

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [
  for purpose in purposes: {
    name: 'id-${purpose}-${suffix}'
    location: location
    tags: tags
  }
]

@description('Resource id of the API’s identity.')
output apiId string = identities[0].id

@description('Client id of the API’s identity, for AZURE_CLIENT_ID.')
output apiClientId string = identities[0].properties.clientId

@description('Resource id of the worker’s identity.')
output workerId string = identities[1].id

@description('Client id of the worker’s identity, for AZURE_CLIENT_ID.')
output workerClientId string = identities[1].properties.clientId

@description('Resource id of the identity that KEDA uses to count messages.')
output scalerId string = identities[2].id

@description('Resource id of the identity that pulls images.')
output pullId string = identities[3].id
