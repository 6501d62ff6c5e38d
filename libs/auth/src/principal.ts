import { type Role, ROLES } from '#domain';

export { type Role, ROLES } from '#domain';

/** Who is asking. A person or application is known by `tenantId` and `objectId`, never by a name or an address, which can change hands. */
export interface Principal {
  /** `tid`, lower case. */
  readonly tenantId: string;
  /** `oid`, lower case. */
  readonly objectId: string;
  readonly kind: 'user' | 'application';
  /** As assigned; use `hasRole` to ask. */
  readonly roles: readonly Role[];
  /** `azp` or `appid`: the application that asked for the token. */
  readonly clientId: string;
  /** When the token expires, epoch milliseconds: what stays open for the principal ends then. */
  readonly expiresAt?: number;
  /** The name of the producer by whose queue the request came; absent when it came by HTTP. */
  readonly producer?: string;
}

/** Whether the principal holds one of the roles, or is an administrator. */
export function hasRole(principal: Principal, ...anyOf: readonly Role[]): boolean {
  return principal.roles.includes('Voice.Admin') || anyOf.some((role) => principal.roles.includes(role));
}

/** The roles known here among those of a token's `roles` claim; anything else assigned to the caller means nothing to this API. */
export function knownRoles(claim: unknown): readonly Role[] {
  return Array.isArray(claim) ? ROLES.filter((role) => claim.includes(role)) : [];
}
