import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { applyHttpFault } from '../faults/http-faults.ts';
import type { RunningService, ServiceContext } from '../service.ts';
import { listen, shutDown } from '../tls/listen.ts';
import type { ManagedIdentity } from './directory.ts';
import { AZURE_RESOURCES, type TokenIssuer } from './token-issuer.ts';

const API_VERSION = '2019-08-01';
/** As in Azure, the holder is told that a token lives for 24 hours. */
const RENEWAL_S = 86_400;

export interface ManagedIdentityOptions extends ServiceContext {
  readonly issuer: TokenIssuer;
  /** Resources on the sandbox's own addresses, for example `https://localhost:PORT` of Cosmos; asked at each request. */
  readonly localResources: () => readonly string[];
  /** The secret that callers send; a new one if not given. */
  readonly header?: string | undefined;
}

export interface ManagedIdentityEndpoint extends RunningService {
  /** For `IDENTITY_ENDPOINT`. */
  readonly endpoint: string;
  /** For `IDENTITY_HEADER`: the secret that a caller sends as `X-IDENTITY-HEADER`. With this one it gets every identity of the directory. */
  readonly header: string;
  /** The same for a container app that has one identity and no other, by the identity's name. */
  headerOf(name: string): string;
}

/**
 * The managed-identity endpoint of Container Apps: plain http on loopback, as in Azure.
 * `GET /msi/token?api-version=2019-08-01&resource=…[&client_id=… | &principal_id=… | &mi_res_id=…]`
 */
export async function startManagedIdentity(options: ManagedIdentityOptions): Promise<ManagedIdentityEndpoint> {
  const { host, clock, faults, log, header = randomUUID() } = options;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log('managed identity failed', { error: String(error) });
      if (!response.headersSent)
        send(response, 500, { statusCode: 500, message: 'Internal error', correlationId: randomUUID() });
    });
  });
  const port = await listen(server, host, options.port);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const resource = url.searchParams.get('resource') ?? '';
    const effect = faults.take('entra', 'managed-identity', resource);
    const errorBody = ({ status, message }: { status: number; message: string }) => ({
      contentType: 'application/json',
      body: JSON.stringify({ statusCode: status, message, correlationId: randomUUID() }),
    });
    if (await applyHttpFault(effect, { request, response, clock, errorBody })) return;
    const refusal = refuse(request, url);
    if (refusal) {
      send(response, refusal.status, {
        statusCode: refusal.status,
        message: refusal.message,
        correlationId: randomUUID(),
      });
      return;
    }
    const identity = findIdentity(identitiesFor(headerIn(request)), url.searchParams);
    if (!identity) {
      send(response, 400, {
        statusCode: 400,
        message: 'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
        correlationId: randomUUID(),
      });
      return;
    }
    const issued = await options.issuer.issueManagedIdentityToken(identity, resource);
    send(response, 200, {
      access_token: issued.token,
      expires_on: String(Math.floor(Math.max(Date.now(), options.clock.now()) / 1000) + RENEWAL_S),
      resource,
      token_type: 'Bearer',
      client_id: identity.clientId,
    });
  }

  function headerOf(name: string): string {
    return createHmac('sha256', header).update(name).digest('hex');
  }

  /** Those that a caller with this header has; none if the header is wrong. */
  function identitiesFor(given: string): readonly ManagedIdentity[] {
    const all = options.issuer.directory.managedIdentities;
    return sameText(given, header) ? all : all.filter(({ name }) => sameText(given, headerOf(name)));
  }

  function refuse(request: IncomingMessage, url: URL): { status: number; message: string } | undefined {
    if (request.method !== 'GET' || url.pathname !== '/msi/token') return { status: 404, message: 'Not found' };
    if (identitiesFor(headerIn(request)).length === 0) {
      return { status: 401, message: 'The header X-IDENTITY-HEADER is missing or wrong.' };
    }
    if (url.searchParams.get('api-version') !== API_VERSION) {
      return { status: 400, message: `The api-version must be ${API_VERSION}.` };
    }
    const resource = (url.searchParams.get('resource') ?? '').replace(/\/+$/, '');
    if (![...AZURE_RESOURCES, ...options.localResources()].includes(resource)) {
      const message = `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`;
      return { status: 400, message };
    }
    return undefined;
  }

  log('managed identity listens', { port });
  return { port, endpoint: `http://localhost:${port}/msi/token`, header, headerOf, close: () => shutDown(server) };
}

function headerIn({ headers }: IncomingMessage): string {
  return String(headers['x-identity-header'] ?? '');
}

function findIdentity(identities: readonly ManagedIdentity[], query: URLSearchParams): ManagedIdentity | undefined {
  const clientId = query.get('client_id');
  const principalId = query.get('principal_id') ?? query.get('object_id');
  const resourceId = query.get('mi_res_id') ?? query.get('msi_res_id');
  if (clientId !== null) return identities.find((identity) => identity.clientId === clientId);
  if (principalId !== null) return identities.find((identity) => identity.principalId === principalId);
  if (resourceId !== null) return identities.find((identity) => identity.resourceId === resourceId);
  return identities.find(({ kind }) => kind === 'system-assigned');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
