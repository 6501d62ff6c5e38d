import type { ImagePush } from './settings.ts';

/** What a role allows, as Azure lists it for the caller at a scope. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** Actions of a deployment beside those that write resources of the template. */
const DEPLOYMENT_ACTIONS = [
  'Microsoft.Resources/deployments/write',
  'Microsoft.Resources/deployments/whatIf/action',
  'Microsoft.Resources/deploymentStacks/write',
  'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
  'Microsoft.Resources/tags/write',
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
  'Microsoft.App/containerApps/revisions/activate/action',
  'Microsoft.App/containerApps/revisions/deactivate/action',
  'Microsoft.App/jobs/start/action',
  'Microsoft.Insights/metrics/read',
];

const PUSH_ACTIONS: Readonly<Record<ImagePush, readonly string[]>> = {
  local: ['Microsoft.ContainerRegistry/registries/push/write'],
  runner: ['Microsoft.ContainerRegistry/registries/push/write'],
  'acr-task': [
    'Microsoft.ContainerRegistry/registries/scheduleRun/action',
    'Microsoft.ContainerRegistry/registries/listBuildSourceUploadUrl/action',
  ],
  'agent-pool': [
    'Microsoft.ContainerRegistry/registries/scheduleRun/action',
    'Microsoft.ContainerRegistry/registries/listBuildSourceUploadUrl/action',
  ],
  import: ['Microsoft.ContainerRegistry/registries/importImage/action'],
  none: [],
};

/** Roles of Azure by the first of their actions that is missing, with what they allow beyond. */
const ROLE_FOR: readonly (readonly [RegExp, string])[] = [
  [/\/deploymentStacks\/manageDenySetting\//, 'Azure Deployment Stack Owner'],
  [/^Microsoft\.Authorization\//, 'User Access Administrator'],
  [/./, 'Contributor'],
];

/**
 * Actions that a deployment needs at the resource group.
 * @param types types of the resources that the template makes in the group
 */
export function neededActions(types: readonly string[], imagePush: ImagePush, groupExists: boolean): readonly string[] {
  const writes = types.filter((type) => !type.startsWith('Microsoft.Resources/')).map((type) => `${type}/write`);
  const group = groupExists ? [] : ['Microsoft.Resources/subscriptions/resourceGroups/write'];
  return [...new Set([...group, ...DEPLOYMENT_ACTIONS, ...PUSH_ACTIONS[imagePush], ...writes])];
}

/** Which of the actions no permission allows. One permission's `notActions` take nothing from what another one allows. */
export function missingActions(needed: readonly string[], permissions: readonly Permission[]): readonly string[] {
  const allowed = (action: string) =>
    permissions.some(
      ({ actions, notActions }) =>
        actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action)),
    );
  return needed.filter((action) => !allowed(action));
}

/** Built-in roles with which nothing would be missing. */
export function rolesFor(missing: readonly string[]): readonly string[] {
  return [...new Set(missing.map((action) => ROLE_FOR.find(([pattern]) => pattern.test(action))?.[1] ?? 'Owner'))];
}

/** Azure compares without regard to case; `*` stands for anything, slashes too. */
function matches(pattern: string, action: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}
