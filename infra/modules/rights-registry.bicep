// The right to pull images. Of the resource group that the registry is in.

@description('Principal of the identity that pulls images. The name of the role assignment depends on it: after the group was deleted and created again, the old assignment keeps the old name.')
param pullPrincipalId string

@description('Container registry.')
param registryName string

var roles = loadJsonContent('../roles.json')

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource registryRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for grant in roles.grants.registry: {
    scope: registry
    name: guid(registry.id, pullPrincipalId, grant.role)
    properties: {
      principalId: pullPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn[grant.role].id)
      description: '${grant.identity}: ${grant.reason}'
    }
  }
]
