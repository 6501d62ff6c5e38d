// Custom roles, where Azure’s own allow more than is needed. Their actions are in roles.json.

@description('Distinguishes the roles of this deployment from others in the tenant, where role names are unique.')
param suffix string

var custom = loadJsonContent('../roles.json').custom

resource definitions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for role in items(custom): {
    name: guid(resourceGroup().id, role.key)
    properties: {
      roleName: '${role.value.name} (${suffix})'
      description: role.value.description
      type: 'CustomRole'
      assignableScopes: [resourceGroup().id]
      permissions: [
        {
          actions: role.value.actions
          notActions: []
          dataActions: role.value.dataActions
          notDataActions: []
        }
      ]
    }
  }
]
