// The right to pull images. Of the resource group that the registry is in.

@description('Resource id of the identity that images are pulled with.')
param pullIdentityId string

@description('Container registry.')
param registryName string

var roles = loadJsonContent('../roles.json')

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  scope: resourceGroup(split(pullIdentityId, '/')[2], split(pullIdentityId, '/')[4])
  name: last(split(pullIdentityId, '/'))
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource registryRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in roles.grants.registry: {
    scope: registry
    name: guid(registry.id, pullIdentityId, grant.role)
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn[grant.role].id)
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]
