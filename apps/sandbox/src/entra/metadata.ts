import type { TokenIssuer } from './token-issuer.ts';

/** Tenant names in a URL that stand for "whichever tenant the user belongs to". */
const MULTI_TENANT = ['common', 'organizations'];

/** Whether `name`, the first path segment of an Entra ID URL, is a tenant id of the directory, `common` or `organizations`. */
export function isTenantSegment(issuer: TokenIssuer, name: string): boolean {
  return MULTI_TENANT.includes(name) || issuer.directory.tenants.some(({ tenantId }) => tenantId === name);
}

/** The tenant id of a URL; undefined for `common` and `organizations`. */
export function tenantOf(name: string): string | undefined {
  return MULTI_TENANT.includes(name) ? undefined : name;
}

/** `/{tenant}/v2.0/.well-known/openid-configuration`, or the v1.0 document without `v2.0` in the path. */
export function openIdConfiguration(
  issuer: TokenIssuer,
  tenant: string,
  version: 'v1.0' | 'v2.0',
): Record<string, unknown> {
  const base = `${issuer.authority}/${tenant}`;
  // Entra ID writes the placeholder `{tenantid}` where the tenant is not known before the token is.
  const tenantId = tenantOf(tenant) ?? '{tenantid}';
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    jwks_uri: `${base}/discovery/${version === 'v2.0' ? 'v2.0/' : ''}keys`,
    response_modes_supported: ['query', 'fragment'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: version === 'v2.0' ? issuer.v2Issuer(tenantId) : issuer.v1Issuer(tenantId),
    request_uri_parameter_supported: false,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'preferred_username', 'name', 'tid', 'ver', 'oid'],
    tenant_region_scope: null,
    cloud_instance_name: 'localhost',
  };
}

/** The JSON Web Key Set. Each key names the issuer whose tokens it signs, as v2.0 of Entra ID does. */
export function jsonWebKeySet(issuer: TokenIssuer, tenant: string, version: 'v1.0' | 'v2.0'): Record<string, unknown> {
  const tenantId = tenantOf(tenant) ?? '{tenantid}';
  const keyIssuer = version === 'v2.0' ? { issuer: issuer.v2Issuer(tenantId) } : {};
  return { keys: issuer.keys.published().map((key) => ({ ...key, ...keyIssuer })) };
}
