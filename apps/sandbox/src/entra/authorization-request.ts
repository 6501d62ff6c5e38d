import { AadstsError } from './aadsts-error.ts';
import { API_SCOPE, type AppRegistration, type Directory } from './directory.ts';

const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** A checked request to `/authorize`. */
export interface AuthorizationRequest {
  readonly client: AppRegistration;
  readonly redirectUri: string;
  readonly responseMode: 'query' | 'fragment';
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly scopes: Scopes;
  /** S256 challenge: base64url of a SHA-256. */
  readonly codeChallenge: string;
  readonly loginHint: string | undefined;
  readonly silent: boolean;
}

export interface Scopes {
  /** `scp` of the access token; undefined if none of the API's permissions were asked for. */
  readonly api: string | undefined;
  readonly openId: boolean;
  readonly offlineAccess: boolean;
}

/** The client and the address to return to: without these nothing may be redirected, errors neither. */
export function checkReturnAddress(directory: Directory, parameters: URLSearchParams) {
  const clientId = parameters.get('client_id') ?? '';
  const client = findClient(directory, clientId);
  if (!client) throw unknownClient(clientId);
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!client.redirectUris.some((registered) => sameRedirectUri(registered, redirectUri))) {
    const text = `The redirect URI specified in the request does not match the redirect URIs configured for the application '${client.name}'.`;
    throw new AadstsError('invalid_request', 50011, text);
  }
  return { client, redirectUri };
}

/** Everything else; the errors of this part go to the client by redirect. */
export function checkAuthorizationRequest(directory: Directory, parameters: URLSearchParams): AuthorizationRequest {
  const { client, redirectUri } = checkReturnAddress(directory, parameters);
  const responseType = parameters.get('response_type');
  if (responseType !== 'code') {
    const text = `The response_type '${responseType ?? ''}' is not supported: only 'code' is.`;
    throw new AadstsError('unsupported_response_type', 700054, text);
  }
  const codeChallenge = parameters.get('code_challenge') ?? '';
  if (parameters.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(codeChallenge)) {
    throw new AadstsError(
      'invalid_request',
      9002325,
      'Proof Key for Code Exchange (S256) is required to redeem the code.',
    );
  }
  return {
    client,
    redirectUri,
    responseMode: responseModeOf(parameters),
    state: parameters.get('state') ?? undefined,
    nonce: parameters.get('nonce') ?? undefined,
    scopes: parseScopes(directory, parameters.get('scope') ?? ''),
    codeChallenge,
    loginHint: parameters.get('login_hint') ?? undefined,
    silent: parameters.get('prompt') === 'none',
  };
}

export function responseModeOf(parameters: URLSearchParams): 'query' | 'fragment' {
  return parameters.get('response_mode') === 'fragment' ? 'fragment' : 'query';
}

export function unknownClient(clientId: string): AadstsError {
  const text = `Application with identifier '${clientId}' was not found in the directory. The sandbox's registrations are fixed.`;
  return new AadstsError('unauthorized_client', 700016, text);
}

/** A resource that no service principal of the tenant has. */
export function unknownResource(resource: string, tenantId: string): AadstsError {
  const text = [
    `The resource principal named ${resource} was not found in the tenant named ${tenantId}.`,
    'This can happen if the application has not been installed by the administrator of the tenant',
    'or consented to by any user in the tenant.',
    'The sandbox knows its API and the Azure resources that a deployment uses.',
  ];
  return new AadstsError('invalid_resource', 500011, text.join(' '));
}

export function findClient(directory: Directory, clientId: string): AppRegistration | undefined {
  return directory.clients.find((client) => client.clientId === clientId);
}

/** Splits the requested scopes and refuses those of other APIs. */
export function parseScopes(directory: Directory, scope: string): Scopes {
  const requested = scope.split(' ').filter((name) => name !== '');
  if (requested.length === 0) {
    throw new AadstsError('invalid_request', 900144, "The request body must contain the following parameter: 'scope'.");
  }
  const apiPrefixes = [`api://${directory.api.clientId}/`, `${directory.api.clientId}/`];
  const permissions = new Set<string>();
  for (const name of requested) {
    if (OPENID_SCOPES.includes(name)) continue;
    const prefix = apiPrefixes.find((candidate) => name.startsWith(candidate));
    const permission = prefix === undefined ? undefined : name.slice(prefix.length);
    if (permission === undefined && name.includes('/')) {
      throw unknownResource(name.slice(0, name.lastIndexOf('/')), directory.homeTenantId);
    }
    if (permission !== API_SCOPE && permission !== '.default') {
      const text = `The application '${directory.api.name}' has no permission '${name}': ask for 'api://${directory.api.clientId}/${API_SCOPE}'.`;
      throw new AadstsError('invalid_scope', 65005, text);
    }
    permissions.add(API_SCOPE);
  }
  return {
    api: permissions.size === 0 ? undefined : [...permissions].join(' '),
    openId: requested.includes('openid'),
    offlineAccess: requested.includes('offline_access'),
  };
}

/** Exact comparison, except that the port of a loopback address is free (RFC 8252 section 7.3; Entra ID does the same). */
function sameRedirectUri(registered: string, requested: string): boolean {
  if (registered === requested) return true;
  if (!URL.canParse(requested)) return false;
  const [left, right] = [new URL(registered), new URL(requested)];
  return (
    LOOPBACK.includes(left.hostname) &&
    left.protocol === right.protocol &&
    left.hostname === right.hostname &&
    left.pathname === right.pathname &&
    right.search === left.search &&
    right.hash === '' &&
    right.username === '' &&
    right.password === ''
  );
}
