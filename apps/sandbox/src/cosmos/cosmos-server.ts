import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { decodeJwt } from 'jose';
import { applyHttpFault } from '../faults/http-faults.ts';
import type { RunningService, ServiceContext, TlsMaterial, TokenVerifier } from '../service.ts';
import { listen, shutDown } from '../tls/listen.ts';
import { isSignedWith } from './account-key.ts';
import { ACCOUNT, CosmosAccount } from './account.ts';
import { CosmosError } from './cosmos-error.ts';
import { type CosmosCall, type CosmosOperation, classifyCosmosCall, textOf } from './cosmos-operation.ts';
import { notByToken, refusedByRoles } from './cosmos-rights.ts';
import { type CosmosContainer, type ItemContainer, type StaleReads, tooLarge } from './item-container.ts';
import { handleItems } from './item-operations.ts';
import { sessionToken } from './session-token.ts';

export type { CosmosContainer, StaleReads } from './item-container.ts';

export interface CosmosOptions extends ServiceContext {
  readonly tls: TlsMaterial;
  readonly verifyToken: TokenVerifier;
  /** In base64. With it requests may be signed with the key of the account, as its emulators want it; without it they may not. */
  readonly accountKey?: string;
  readonly database: string;
  /** Created at the start: as in Azure, an Entra identity may not create them. */
  readonly containers: readonly CosmosContainer[];
}

export interface Cosmos extends RunningService {
  /** `https://localhost:PORT/`. */
  readonly endpoint: string;
  /** The audiences of its tokens: `https://localhost:PORT`, without the port (as .NET asks), and that of Cosmos DB everywhere. */
  readonly resources: readonly string[];
  /** All documents of a container, as they are stored. */
  documents(container: string): Promise<readonly Record<string, unknown>[]>;
  /** Lets replicas fall behind: reads then see earlier states, except for clients whose session token says that they have seen more. */
  staleReads(stale: StaleReads | undefined): void;
}

/** What no document needs; a longer body is not read to its end. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** A replica answers these, which may be behind; writes and their conditions are the primary's. */
const READS: ReadonlySet<CosmosOperation> = new Set<CosmosOperation>(['read', 'read-feed', 'query', 'query-plan']);
/** Refusals of which the SDKs keep the session token (`ClientContext.captureSessionToken` of @azure/cosmos). */
const JUDGED_STATUSES: ReadonlySet<number> = new Set([404, 409, 412]);
/** Of a refused call, as its header says. */
const REFUSAL_CHARGE = 1;
const GATEWAY_VERSION = 'version=2.14.0';

/** Cosmos DB for NoSQL over https, with Entra tokens only, as an account with `disableLocalAuth: true`, unless it is given a key. */
export async function startCosmos(options: CosmosOptions): Promise<Cosmos> {
  const { clock, faults, host, log, tls, verifyToken } = options;
  const account = new CosmosAccount(options.database, options.containers, clock, options.state);
  let resources: readonly string[] = [];
  let endpoint = '';
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (error instanceof CosmosError) {
        answerError(response, error);
        return;
      }
      log('cosmos failed', { error: String(error) });
      response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const call = classifyCosmosCall(method, url, headers);
    const effect = faults.take('cosmos', call.operation, `/${call.path.join('/')}`);
    const scripted = (error: { status: number; code: string; message: string }) => ({
      ...errorBody(error),
      headers: refusalHeaders(call, error.status),
    });
    if (await applyHttpFault(effect, { request, response, clock, errorBody: scripted })) return;
    const refusal = await refuse(request, method, call);
    if (refusal) {
      request.resume();
      answerError(response, refusal);
      return;
    }
    const body = await bodyOf(request);
    if (call.operation === 'metadata') answerMetadata(request, response, call);
    else answerItems(request, response, call, body);
  }

  function answerMetadata(
    { method = 'GET', headers }: IncomingMessage,
    response: ServerResponse,
    call: CosmosCall,
  ): void {
    const resource = account.metadata(method, call.path, endpoint);
    // Ranges of partitions are read as a feed of changes, until there are none.
    const tag = `"${JSON.stringify(call.path).length}"`;
    const isUnchanged = headers['a-im'] !== undefined && headers['if-none-match'] === tag;
    response.writeHead(isUnchanged ? 304 : 200, {
      ...commonHeaders(1),
      etag: headers['a-im'] === undefined && typeof resource['_etag'] === 'string' ? resource['_etag'] : tag,
      ...('_count' in resource && { 'x-ms-item-count': String(resource['_count']) }),
    });
    response.end(isUnchanged ? undefined : JSON.stringify(resource));
  }

  function answerItems(request: IncomingMessage, response: ServerResponse, call: CosmosCall, body: Buffer): void {
    const [, database = '', , id = '', , item] = call.path;
    const { operation } = call;
    const container = account.container(database, id);
    const isRead = READS.has(operation);
    const replica = isRead ? container.replicaFor(textOf(request.headers['x-ms-session-token'])) : container.primary;
    // Refusals tell how far the replica is, too, and the SDKs keep it. A write is told of after it was done.
    const ownHeaders = () => containerHeaders(database, container, isRead ? replica.lsn : container.lsn);
    try {
      const answer = handleItems(container, { operation, headers: request.headers, id: item, body, replica });
      faults.counters.charge('cosmos', operation, `/${call.path.join('/')}`, answer.charge);
      response.writeHead(answer.status, {
        ...commonHeaders(answer.charge),
        ...ownHeaders(),
        ...(answer.etag !== undefined && { etag: answer.etag }),
        ...(answer.continuation !== undefined && { 'x-ms-continuation': answer.continuation }),
        ...(answer.itemCount !== undefined && { 'x-ms-item-count': String(answer.itemCount) }),
        ...(answer.json !== undefined && { 'content-length': String(Buffer.byteLength(answer.json)) }),
      });
      response.end(answer.json);
    } catch (error) {
      if (!(error instanceof CosmosError)) throw error;
      faults.counters.charge('cosmos', operation, `/${call.path.join('/')}`, REFUSAL_CHARGE);
      answerError(response, error, ownHeaders());
    }
  }

  /** Azure's refusals of a condition tell how far the primary is; the SDKs keep that and read no older state. */
  function refusalHeaders({ path, operation }: CosmosCall, status: number): Record<string, string> {
    if (operation === 'metadata' || !JUDGED_STATUSES.has(status)) return {};
    const [, database = '', , id = ''] = path;
    try {
      const container = account.container(database, id);
      return containerHeaders(database, container, container.lsn);
    } catch (error) {
      if (!(error instanceof CosmosError)) throw error;
      return {};
    }
  }

  async function refuse(
    { headers }: IncomingMessage,
    method: string,
    call: CosmosCall,
  ): Promise<CosmosError | undefined> {
    const fields = new URLSearchParams(decode(headers.authorization ?? '').replaceAll('+', '%2B'));
    if (fields.get('type') === 'master') {
      const signed = { method, path: call.path, date: textOf(headers['x-ms-date']) ?? '' };
      if (options.accountKey !== undefined) {
        if (isSignedWith(options.accountKey, signed, fields.get('sig') ?? '')) return undefined;
        return unauthorized('The input authorization token cannot serve the request.');
      }
      return unauthorized('Local Authorization is disabled. Use an AAD token to authorize all requests.');
    }
    const token = fields.get('type') === 'aad' ? (fields.get('sig') ?? '') : '';
    if (token === '')
      return unauthorized('Required Header authorization is missing. Ensure a valid Authorization token is passed.');
    const audience = audienceOf(token);
    const isOurs = audience !== undefined && resources.includes(audience);
    const caller = isOurs ? await verifyToken(token, audience) : undefined;
    if (caller === undefined)
      return unauthorized('The provided AAD token is invalid, expired or for another resource.');
    if (call.administers) return notByToken(method, call.path, ACCOUNT);
    return refusedByRoles(caller, call, account.named(call.path), ACCOUNT);
  }

  const port = await listen(server, host, options.port);
  const own = `https://localhost:${port}`;
  resources = [own, 'https://localhost', 'https://cosmos.azure.com'];
  endpoint = `${own}/`;
  log('cosmos listens', { port });
  return {
    port,
    endpoint,
    resources,
    documents: async (id) => {
      const container = account.container(options.database, id);
      return Array.from(container.scan(undefined), ({ document }) => document);
    },
    staleReads: (stale) => account.setStaleReads(stale),
    close: () => shutDown(server),
  };
}

function unauthorized(message: string): CosmosError {
  return new CosmosError(401, 'Unauthorized', message);
}

function answerError(response: ServerResponse, error: CosmosError, headers: Record<string, string> = {}): void {
  const { contentType, body } = errorBody(error, error.members);
  if (response.headersSent) return;
  response.writeHead(error.status, {
    ...commonHeaders(REFUSAL_CHARGE),
    ...headers,
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(body)),
    'x-ms-substatus': String(error.subStatus),
  });
  response.end(body);
}

function errorBody(
  { code, message }: { code: string; message: string },
  members: Readonly<Record<string, unknown>> = {},
): { contentType: string; body: string } {
  return { contentType: 'application/json', body: JSON.stringify({ code, message, ...members }) };
}

function commonHeaders(charge: number): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-ms-activity-id': randomUUID(),
    'x-ms-request-charge': String(charge),
    'x-ms-gatewayversion': GATEWAY_VERSION,
    'x-ms-serviceversion': GATEWAY_VERSION,
  };
}

function containerHeaders(database: string, { rid, options }: ItemContainer, lsn: number): Record<string, string> {
  return {
    'x-ms-session-token': sessionToken(lsn),
    lsn: String(lsn),
    'x-ms-alt-content-path': `dbs/${database}/colls/${options.id}`,
    'x-ms-content-path': rid,
  };
}

/** @throws CosmosError 413 */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    // The rest is read and forgotten: a client that is still sending would not see the answer.
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece);
  }
  if (bytes > MAX_BODY_BYTES) throw tooLarge();
  return Buffer.concat(pieces);
}

function audienceOf(token: string): string | undefined {
  try {
    const { aud } = decodeJwt(token);
    return typeof aud === 'string' ? aud.replace(/\/+$/, '') : undefined;
  } catch {
    // Not a token at all: refused like one for another resource.
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not URL-encoded as the protocol asks: no token can be read from it, so it is refused as one without.
    return '';
  }
}
