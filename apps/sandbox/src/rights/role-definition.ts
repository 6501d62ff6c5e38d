import type { Right } from './caller.ts';

/** A role, as `Microsoft.Authorization/roleDefinitions` and Cosmos DB's `sqlRoleDefinitions` write it. */
export interface RoleDefinition {
  /** Of a built-in role: the GUID that is the same in every tenant; of Cosmos DB's, what stands behind `sqlRoleDefinitions/`. */
  readonly id?: string;
  readonly name: string;
  readonly permissions: readonly Permissions[];
}

/** Patterns with `*` for any text, slashes too. */
export interface Permissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/**
 * The patterns by which a role gives a right; none if it does not. As in Azure, an exclusion counts within its own set of permissions: another
 * set may give what this one leaves out.
 */
export function patternsFor(role: RoleDefinition, { kind, name }: Right): readonly string[] {
  return role.permissions.flatMap((set) => {
    const [given, excluded] = kind === 'action' ? [set.actions, set.notActions] : [set.dataActions, set.notDataActions];
    return excluded.some((pattern) => matches(pattern, name)) ? [] : given.filter((pattern) => matches(pattern, name));
  });
}

/** Upper and lower case are the same, as everywhere in Azure's resource ids. */
export function matches(pattern: string, name: string): boolean {
  const source = pattern.replaceAll(/[.+?^$()|[\]\\{}]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(name);
}
