import type { TokenVerifier } from '../service.ts';
import type { Caller } from './caller.ts';
import type { RoleDefinition } from './role-definition.ts';

/** What the developer's identity has, so that people, tests and the sandbox's own services reach everything. No Azure role is like it. */
export const EVERYTHING: RoleDefinition = {
  name: 'Sandbox Developer',
  permissions: [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }],
};

/** Somebody who may do everything: for services that look at no tokens, and for specs of a single service. */
export function unlimited(oid = 'b0000000-0000-4000-8000-000000000999', tid = ''): Caller {
  return { oid, tid, may: () => true };
}

/** Takes each holder of a valid token for somebody who may do everything. */
export function withoutRoles(isValid: (token: string, audience: string) => Promise<boolean>): TokenVerifier {
  return async (token, audience) => ((await isValid(token, audience)) ? unlimited() : undefined);
}
