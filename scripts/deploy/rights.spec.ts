import { describe, expect, it } from 'vitest';
import { missingActions, neededActions, rolesFor } from './rights.ts';

const CONTRIBUTOR = {
  actions: ['*'],
  notActions: [
    'Microsoft.Authorization/*/Delete',
    'Microsoft.Authorization/*/Write',
    'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
  ],
};

describe('the rights of a deployer', () => {
  const needed = neededActions(
    ['Microsoft.Storage/storageAccounts', 'Microsoft.Authorization/roleAssignments'],
    'import',
    true,
  );

  it('are those to write each type, and those of the way that images take', () => {
    expect(needed).toContain('Microsoft.Storage/storageAccounts/write');
    expect(needed).toContain('Microsoft.ContainerRegistry/registries/importImage/action');
    expect(needed).not.toContain('Microsoft.ContainerRegistry/registries/push/write');
    expect(needed).not.toContain('Microsoft.Resources/subscriptions/resourceGroups/write');
    expect(neededActions([], 'none', false)).toContain('Microsoft.Resources/subscriptions/resourceGroups/write');
  });

  it('are missing where one role revokes them and no other gives them', () => {
    const missing = [
      'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
      'Microsoft.Authorization/roleAssignments/write',
    ];
    expect(missingActions(needed, [CONTRIBUTOR])).toEqual(missing);
    expect(rolesFor(missing)).toEqual(['Azure Deployment Stack Owner', 'User Access Administrator']);
    const administrator = { actions: ['microsoft.authorization/*'], notActions: [] };
    expect(missingActions(needed, [CONTRIBUTOR, administrator])).toEqual([missing[0]]);
    expect(missingActions(needed, [])).toEqual(needed);
  });
});
