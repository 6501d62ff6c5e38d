import type { TokenCredential } from '@azure/core-auth';
import { type Config, environmentOfThisProcess } from '#config';
import { saidBy } from '#observability';
import type { Endpoint } from './endpoints.ts';
import type { Finding } from './finding.ts';
import type { RedisCredentials } from './redis-login.ts';

const TIMEOUT_MS = 10_000;

/** Whether the identity gets a token for an endpoint, and whose it is. */
export async function tokenFor(endpoint: Endpoint, credential: TokenCredential): Promise<Finding> {
  const { area, variable, scope = '' } = endpoint;
  const base = { area, variable, subject: 'token' };
  try {
    const token = await credential.getToken(scope, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    if (token === null) throw new Error('no credential gives one');
    return { ...base, status: 'ok', detail: `for ${scope}, of the principal ${holderOf(token.token)}` };
  } catch (error) {
    return { ...base, status: 'failed', detail: `there is none for ${scope}. ${tokenAdvice(saidBy(error), variable)}` };
  }
}

/** With what the API signs in to Redis: its object id and a token, or what stands in the URL. @throws the credential's error */
export async function redisCredentials(
  endpoint: Endpoint,
  url: string,
  credential: TokenCredential,
): Promise<RedisCredentials | undefined> {
  if (endpoint.scope !== undefined) {
    const token = await credential.getToken(endpoint.scope, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    return token === null ? undefined : { username: holderOf(token.token), password: token.token };
  }
  const { username, password } = new URL(url);
  const [user, secret] = [username, password].map(decodeURIComponent);
  return secret === undefined || secret === ''
    ? undefined
    : { username: user === '' ? 'default' : (user ?? ''), password: secret };
}

/** What Entra ID must know: the tenant, with keys for its tokens, and the registration of the API in it. */
export async function entraFindings(config: Config, credential: TokenCredential): Promise<readonly Finding[]> {
  const { authority, tenantId } = config.entra;
  return [await issuer(authority, tenantId), await registration(config, credential)];
}

async function issuer(authority: string, tenantId: string): Promise<Finding> {
  const base = { area: 'entra', subject: 'issuer' } as const;
  try {
    const metadata = await json<{ jwks_uri?: string }>(
      `${authority}/${tenantId}/v2.0/.well-known/openid-configuration`,
    );
    if (metadata.jwks_uri === undefined) throw new Error('its metadata contain no keys');
    const { keys } = await json<{ keys?: unknown[] }>(metadata.jwks_uri);
    if (!keys?.length) throw new Error('it publishes no keys');
    return { ...base, status: 'ok', detail: `${keys.length} signing keys for tokens of the tenant ${tenantId}` };
  } catch (error) {
    const detail = `ENTRA_TENANT_ID: ${authority} does not know the tenant ${tenantId} (${saidBy(error)}). Correct ENTRA_TENANT_ID or ENTRA_AUTHORITY.`;
    return { ...base, status: 'failed', variable: 'ENTRA_TENANT_ID', detail };
  }
}

/** The own identity asks for a token for the API; whether it has a role there is of no account. */
async function registration({ entra }: Config, credential: TokenCredential): Promise<Finding> {
  const base = { area: 'entra', subject: 'registration', variable: 'ENTRA_CLIENT_ID' } as const;
  try {
    await credential.getToken(`api://${entra.clientId}/.default`, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    return { ...base, status: 'ok', detail: `the tenant knows the API as ${entra.clientId}` };
  } catch (error) {
    const said = saidBy(error);
    // AADSTS500011, 650057 and 700016: there is no such application, or no service principal of it.
    return /AADSTS(500011|650057|700016)\b/.test(said)
      ? {
          ...base,
          status: 'failed',
          detail: `ENTRA_CLIENT_ID: the tenant has no application ${entra.clientId}. Run infra/entra, or correct ENTRA_CLIENT_ID.`,
        }
      : {
          ...base,
          status: 'not-shown',
          detail: `the identity gets no token for the API, which would show it (${said})`,
        };
  }
}

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Object id in a token of Entra ID; role assignments name it. */
function holderOf(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      oid?: unknown;
    };
    return typeof claims.oid === 'string' ? claims.oid : 'unknown';
  } catch {
    return 'unknown';
  }
}

function tokenAdvice(said: string, variable: string): string {
  const { IDENTITY_ENDPOINT, AZURE_CLIENT_ID = 'none' } = environmentOfThisProcess();
  if (/No User Assigned or Delegated Managed Identity|identity not found|identity_not_found/i.test(said)) {
    return `AZURE_CLIENT_ID (${AZURE_CLIENT_ID}) is not an identity of this app. Assign the identity to the app, or correct AZURE_CLIENT_ID. (${said})`;
  }
  if (/AADSTS500011/.test(said)) return `${variable} is not a resource of the tenant. (${said})`;
  if (/X-IDENTITY-HEADER/i.test(said))
    return `IDENTITY_HEADER is not that of this platform; both it and IDENTITY_ENDPOINT are set by Container Apps. (${said})`;
  if (IDENTITY_ENDPOINT === undefined) {
    return `IDENTITY_ENDPOINT is not set: this is not a container app with a managed identity, and there is no other credential (az login). (${said})`;
  }
  return `The managed identity did not answer at IDENTITY_ENDPOINT. (${said})`;
}
