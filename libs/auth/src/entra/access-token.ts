import { knownRoles, type Principal } from '../principal.ts';

/** Entra and this process may disagree about the time by this much. */
export const CLOCK_SKEW_SECONDS = 60;
/** The year 3000: beyond it, a number of seconds is something else. */
const MAX_TIME_SECONDS = 32_503_680_000;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface AccessTokenRules {
  /** Tenants whose tokens are accepted, lower case. */
  readonly tenants: readonly string[];
  readonly audiences: readonly string[];
  /** Client ids whose tokens are accepted, lower case; undefined: all. */
  readonly clients: readonly string[] | undefined;
  /** The issuers, v2 and v1, of a tenant. */
  readonly issuersOf: (tenantId: string) => TenantIssuers;
}

export interface TenantIssuers {
  readonly v1: string;
  readonly v2: string;
}

/**
 * The principal of an access token's claims, or the rule that they break: a constant word, fit for a log.
 * @param nowSeconds Seconds since the epoch.
 */
export function principalOf(
  claims: Readonly<Record<string, unknown>>,
  rules: AccessTokenRules,
  nowSeconds: number,
): Principal | { readonly refused: string } {
  const refused = brokenRule(claims, rules, nowSeconds);
  if (refused !== undefined) return { refused };
  const { tid, oid, azp, appid, scp } = claims as Record<string, string>;
  return {
    tenantId: String(tid).toLowerCase(),
    objectId: String(oid).toLowerCase(),
    kind: scp === undefined ? 'application' : 'user',
    roles: knownRoles(claims['roles']),
    clientId: String(azp ?? appid).toLowerCase(),
    expiresAt: streamsEndAt(Number(claims['exp']), nowSeconds) * 1_000,
  };
}

/** What begins with a token that is taken only because clocks may differ is given that difference. */
function streamsEndAt(exp: number, nowSeconds: number): number {
  return exp > nowSeconds ? exp : exp + CLOCK_SKEW_SECONDS;
}

function brokenRule(
  claims: Readonly<Record<string, unknown>>,
  rules: AccessTokenRules,
  nowSeconds: number,
): string | undefined {
  return issuerRule(claims, rules) ?? timeRule(claims, nowSeconds) ?? kindRule(claims) ?? clientRule(claims, rules);
}

function issuerRule(claims: Readonly<Record<string, unknown>>, rules: AccessTokenRules): string | undefined {
  const { tid, iss, ver, aud, oid } = claims;
  if (!isGuid(tid) || !rules.tenants.includes(tid.toLowerCase())) return 'tenant';
  const issuers = rules.issuersOf(tid.toLowerCase());
  const version = iss === issuers.v2 ? '2.0' : iss === issuers.v1 ? '1.0' : undefined;
  if (version === undefined) return 'issuer';
  if (ver !== undefined && ver !== version) return 'version';
  // Entra issues a token for one audience; an array is something else's.
  if (typeof aud !== 'string' || !rules.audiences.includes(aud)) return 'audience';
  return isGuid(oid) ? undefined : 'object-id';
}

function timeRule({ exp, nbf, iat }: Readonly<Record<string, unknown>>, nowSeconds: number): string | undefined {
  if (!isTime(exp) || !isTime(iat) || (nbf !== undefined && !isTime(nbf))) return 'times';
  if (exp <= Math.max(iat, nbf ?? iat)) return 'times';
  if (exp + CLOCK_SKEW_SECONDS <= nowSeconds) return 'expired';
  if (Math.max(iat, nbf ?? iat) - CLOCK_SKEW_SECONDS >= nowSeconds) return 'not-yet-valid';
  return undefined;
}

/**
 * Id tokens are signed with the same keys for the same audience, and may hold `roles`. They never hold `scp`, which a user's access token
 * always does, and name no client, which an application's always does.
 */
function kindRule(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { scp, roles, idtyp } = claims;
  if (['nonce', 'at_hash', 'c_hash'].some((name) => Object.hasOwn(claims, name))) return 'id-token';
  if (roles !== undefined && !(Array.isArray(roles) && roles.every((role) => typeof role === 'string'))) return 'roles';
  if (scp !== undefined && (typeof scp !== 'string' || scp.trim() === '')) return 'scope';
  if (scp === undefined && roles === undefined) return 'id-token';
  if (idtyp !== undefined && idtyp !== (scp === undefined ? 'app' : 'user')) return 'kind';
  return undefined;
}

/** v2 tokens name the client that asked for them in `azp`, v1 tokens in `appid`; nobody is to choose which one counts. */
function clientRule(
  { azp, appid }: Readonly<Record<string, unknown>>,
  { clients }: AccessTokenRules,
): string | undefined {
  const client = azp ?? appid;
  if (!isGuid(client) || (azp !== undefined && appid !== undefined && azp !== appid)) return 'client';
  return clients === undefined || clients.includes(client.toLowerCase()) ? undefined : 'client';
}

function isGuid(value: unknown): value is string {
  return typeof value === 'string' && GUID.test(value);
}

/** NumericDate (RFC 7519) in whole seconds, as Entra writes it. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < MAX_TIME_SECONDS;
}
