/** The app roles of the API's registration in Entra ID. `Voice.Admin` holds all others. */
export const ROLES = [
  'Voice.Read',
  'Voice.Enroll',
  'Voice.Synthesize',
  'Webhook.Manage',
  'Audit.Read',
  'Voice.Admin',
] as const;

export type Role = (typeof ROLES)[number];

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
}

/** Whether the principal holds one of the roles, or is an administrator. */
export function hasRole(principal: Principal, ...anyOf: readonly Role[]): boolean {
  return principal.roles.includes('Voice.Admin') || anyOf.some((role) => principal.roles.includes(role));
}

/** The roles known here among those of a token's `roles` claim; anything else assigned to the caller means nothing to this API. */
export function knownRoles(claim: unknown): readonly Role[] {
  return Array.isArray(claim) ? ROLES.filter((role) => claim.includes(role)) : [];
}
