import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import type { RoleDefinition } from './role-definition.ts';

const patterns = z.array(z.string().min(1));
const table = z.object({
  roles: z.array(
    z.object({
      name: z.string().min(1),
      permissions: z.array(
        z.object({ actions: patterns, notActions: patterns, dataActions: patterns, notDataActions: patterns }),
      ),
    }),
  ),
  assignments: z.array(
    z.object({
      identity: z.string().min(1),
      scope: z.string().min(1),
      /** Name of a role of this file, or of a built-in one. */
      role: z.string().min(1),
      condition: z.object({ actions: patterns, containerPrefix: z.string().min(1) }).optional(),
    }),
  ),
});
const file = z.object({ public: table, private: table });

/** `private`: with closed storage and networks. */
export type Profile = keyof z.output<typeof file>;

/** That an identity has a role at a resource and below it. */
export interface RoleAssignment {
  /** For example `api`: the name of an identity of the template. */
  readonly identity: string;
  /** For example `Microsoft.ServiceBus/namespaces/voice/queues/maintenance`. Empty: everything. */
  readonly scope: string;
  readonly role: RoleDefinition;
  readonly condition?: AssignmentCondition | undefined;
}

/** The actions are given only for containers of blobs whose name begins so; other actions of the role are given everywhere. */
export interface AssignmentCondition {
  /** Patterns, as in roles. */
  readonly actions: readonly string[];
  readonly containerPrefix: string;
}

/**
 * The table of rights that is made from the template's snapshots (`npm run generate`).
 * @throws Error for a role that is neither in the file nor built in: it must not silently give nothing
 */
export function readRights(path: string, profile: Profile): readonly RoleAssignment[] {
  const { roles, assignments } = file.parse(JSON.parse(readFileSync(path, 'utf8')))[profile];
  const known = new Map<string, RoleDefinition>([...BUILT_IN_ROLES, ...roles].map((role) => [role.name, role]));
  return assignments.map(({ role: name, ...assignment }) => {
    const role = known.get(name);
    if (role === undefined) throw new Error(`Nobody knows what the role '${name}' permits.`);
    return { ...assignment, role };
  });
}
