import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';
import { keptText } from '../data/kept-values.ts';
import { MEMORY_ONLY } from '../data/state-store.ts';
import { applyHttpFault } from '../faults/http-faults.ts';
import type { Caller } from '../rights/caller.ts';
import type { RunningService, ServiceContext, TlsMaterial, TokenVerifier } from '../service.ts';
import { SPEECH_USER_AGENT } from '../speech/custom-voice/fetch-blob.ts';
import { AzuriteCalls } from '../storage/azurite-calls.ts';
import { AzuriteClient, type AzuriteRequest, passedOn } from '../storage/azurite-client.ts';
import { BlobAuthorizer, type Credential } from '../storage/blob-authorizer.ts';
import { BlobCors } from '../storage/blob-cors.ts';
import { BlobHttp } from '../storage/blob-http.ts';
import { BlobLegalHolds } from '../storage/blob-legal-holds.ts';
import { BlobLifecycle, type StorageLifecycle } from '../storage/blob-lifecycle.ts';
import { blobRange } from '../storage/blob-range.ts';
import { type BlobVersion, BlobVersions } from '../storage/blob-versions.ts';
import { DeletedContainers } from '../storage/deleted-containers.ts';
import { fetchSource } from '../storage/fetched-source.ts';
import { refuseRequest } from '../storage/request-rules.ts';
import { overwriteRefused } from '../storage/sas-permissions.ts';
import { AZURITE_VERSION } from '../storage/service-versions.ts';
import { StorageNetwork } from '../storage/storage-network.ts';
import { refusal, storageError, type StorageRefusal } from '../storage/storage-refusal.ts';
import { SAS_PARAMETERS } from '../storage/user-delegation-sas.ts';
import { VersionedBlobs } from '../storage/versioned-blobs.ts';
import { listen, shutDown } from '../tls/listen.ts';
import { blobCreatedEvent } from './blob-event.ts';
import { type BlobCall, classifyBlobCall } from './blob-operation.ts';
import type { EventDelivery } from './event-delivery.ts';

export interface BlobProxyOptions extends ServiceContext {
  readonly tls: TlsMaterial;
  /** Azurite's `https://localhost:PORT/ACCOUNT`. */
  readonly upstream: string;
  readonly verifyToken: TokenVerifier;
  /** What the identity behind a user delegation key may do. */
  readonly callerOf: (identity: { oid: string; tid: string }) => Caller;
  /** Where to ask for a token, for the challenge of a 401. */
  readonly authority: string;
  /** A bearer token for `https://storage.azure.com`: what a SAS permits is done with it, and new blobs are looked at. */
  readonly token: () => Promise<string>;
  /** Resource id of the storage account: the `source` of the events. */
  readonly source: string;
  readonly events: EventDelivery;
  /** Who may come at all. Default: everybody. */
  readonly network?: StorageNetwork;
  /** Default: no page of another origin may do anything. */
  readonly cors?: BlobCors | undefined;
  /** What the account deletes by itself. */
  readonly lifecycle: StorageLifecycle;
  /** Resolves when all that Azurite has answered until then is kept; undefined where nothing is. */
  readonly saveBlobs?: (() => Promise<void>) | undefined;
}

export interface BlobProxy extends RunningService {
  /** `https://127.0.0.1:PORT/ACCOUNT`, the blob endpoint that everybody uses: .NET takes only an address for path style. */
  readonly endpoint: string;
}

/**
 * The public blob endpoint. It decides who may do what (tokens, SAS, closed storage) and refuses what Blob Storage refuses and Azurite does
 * not; everything else is done by Azurite. An event is published for each blob that comes into being.
 */
export async function startBlobProxy(options: BlobProxyOptions): Promise<BlobProxy> {
  const { clock, events, faults, host, log, tls, network = new StorageNetwork(), state = MEMORY_ONLY } = options;
  const { cors = new BlobCors() } = options;
  const upstream = new URL(options.upstream);
  const azurite = new AzuriteClient(upstream, tls.ca);
  const properties = new BlobHttp(options.upstream, tls.ca, options.token);
  const deleted = new DeletedContainers(clock);
  const holds = new BlobLegalHolds(state);
  const calls = new AzuriteCalls(azurite, upstream.pathname, options.token);
  const versions = new BlobVersions({ calls, clock, state, softDeleteDays: options.lifecycle.softDeleteDays });
  const versioned = new VersionedBlobs(versions, holds, calls);
  const lifecycle = new BlobLifecycle({ ...options, state, calls, versions, versioned, holds });
  const authorizer = new BlobAuthorizer({
    ...options,
    account: upstream.pathname.slice(1),
    isOwnHost: (name) => [`127.0.0.1:${port}`, `localhost:${port}`].includes(name),
    delegationSecret: Buffer.from(
      keptText(state, 'user delegation keys', () => randomBytes(32).toString('base64')),
      'base64',
    ),
  });
  const creations = state.area<{ count: number }>('blob-creations');
  let sequence = creations.load()[0]?.fields.count ?? 0;
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log('blob proxy failed', { error: String(error) });
      response.destroy();
    });
  });
  await versioned.start();
  // Uploads of an hour of audio over a slow line are allowed to take as long as they take.
  server.requestTimeout = 0;
  const port = await listen(server, host, options.port);
  const endpoint = `https://127.0.0.1:${port}${upstream.pathname}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = classifyBlobCall(request.method ?? 'GET', request.url ?? '/', request.headers);
    const subject = [call.container, call.blob].filter((part) => part !== undefined).join('/');
    const isOutside = request.headers['user-agent'] !== SPEECH_USER_AGENT;
    const effect = faults.take('storage', call.operation, subject, isOutside);
    const errorBody = (error: { code: string; message: string }) => storageError(error);
    if (await applyHttpFault(effect, { request, response, clock, errorBody })) return;
    if (request.method === 'OPTIONS') return preflight(request, response);
    for (const [name, value] of Object.entries(cors.headersFor(request))) response.setHeader(name, value);
    const query = new URL(request.url ?? '/', endpoint).searchParams;
    const refused = refuseRequest(call, query, request.headers) ?? network.refuse(request, query);
    if (refused) return refuse(refused, request, response);
    const credential = await authorizer.authorize(request, call, query);
    if ('code' in credential) return refuse(credential, request, response);
    const gone = deleted.refuse(call);
    if (gone) return refuse(gone, request, response);
    const named = await versioned.named(call, query);
    if (named && 'code' in named) return refuse(named, request, response);
    if (call.operation === 'set-blob-legal-hold') return setHold(call, query, named, request, response);
    const held = holds.refuse(call, query, named?.id);
    if (held) return refuse(held, request, response);
    if (holds.isHeld(call, query, named?.id)) response.setHeader('x-ms-legal-hold', 'true');
    if (named && call.operation === 'delete-blob') return deleteVersion(named, request, response);
    if (call.operation === 'get-user-delegation-key') return issueKey(credential, request, response);
    await forward(call, credential, named, request, response);
  }

  function preflight(request: IncomingMessage, response: ServerResponse): void {
    const answer = cors.preflight(request);
    if (answer.refused) return refuse(answer.refused, request, response);
    request.resume();
    response.writeHead(200, { ...answer.headers, 'content-length': '0' });
    response.end();
  }

  async function issueKey(credential: Credential, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const version = header(request.headers, 'x-ms-version') ?? '';
    const answer =
      credential.kind === 'bearer'
        ? authorizer.keys.issue(await text(request), credential.caller, version, Date.now())
        : refusal(403, 'AuthorizationFailure', 'This request is not authorized to perform this operation.');
    if (typeof answer !== 'string') return refuse(answer, request, response);
    response.writeHead(200, { 'content-type': 'application/xml', 'x-ms-version': version });
    response.end(answer);
  }

  function deleteVersion(version: BlobVersion, request: IncomingMessage, response: ServerResponse): void {
    versions.delete(version);
    request.resume();
    response.writeHead(202, {
      'x-ms-delete-type-permanent': 'false',
      'x-ms-version': header(request.headers, 'x-ms-version') ?? AZURITE_VERSION,
      'content-length': '0',
    });
    response.end();
  }

  async function setHold(
    call: BlobCall,
    query: URLSearchParams,
    named: BlobVersion | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const isThere = named !== undefined || (await properties.request('HEAD', belowAccount(request))).status !== 404;
    const answer = isThere
      ? holds.set(call, query, request.headers, named?.id)
      : refusal(404, 'BlobNotFound', 'The specified blob does not exist.');
    if (typeof answer !== 'boolean') return refuse(answer, request, response);
    request.resume();
    response.writeHead(200, {
      'x-ms-legal-hold': String(answer),
      'x-ms-version': header(request.headers, 'x-ms-version') ?? AZURITE_VERSION,
      'content-length': '0',
    });
    response.end();
  }

  async function forward(
    call: BlobCall,
    credential: Credential,
    named: BlobVersion | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const canceled = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) canceled.abort();
    });
    const { createOnly } = credential;
    let answer: IncomingMessage;
    let captured: BlobVersion | undefined;
    try {
      const sent = await requestToAzurite(call, credential, named, request, canceled.signal);
      if ('code' in sent) return refuse(sent, request, response);
      captured = await versions.capture(call, belowAccount(request), request.headers, createOnly);
      // What makes a version does not end with its client's connection: its answer says whether there is one.
      answer = await azurite.send(sent, captured === undefined ? canceled.signal : undefined);
      if (options.saveBlobs) {
        // The event first: a blob without its event would wait forever, while an event without its blob does no harm.
        if (call.creates && isCreated(call, answer)) await publish(call, request, answer);
        // Reads too: what they show must not be gone after a restart.
        await options.saveBlobs();
      }
      // After that, so that no version is kept of a call that is not.
      await versioned.settle(captured, (answer.statusCode ?? 0) < 300 ? 'done' : 'refused');
    } catch (error) {
      await versioned.settle(captured, 'unknown').catch((reason: unknown) => {
        log('a version of a blob could not be settled', { error: String(reason) });
      });
      if (response.headersSent || response.destroyed) return void response.destroy();
      log('azurite could not be reached', { error: String((error as NodeJS.ErrnoException).code ?? error) });
      return refuse(refusal(503, 'ServerBusy', 'The server is busy.'), request, response);
    }
    if (createOnly && answer.statusCode === 409 && answer.headers['x-ms-error-code'] === 'BlobAlreadyExists') {
      answer.resume();
      return refuse(overwriteRefused(), request, response);
    }
    if (call.operation === 'delete-container' && answer.statusCode === 202) {
      deleted.add(call.container ?? '');
      await versions.forget(call.container ?? '');
    }
    const query = new URL(request.url ?? '/', endpoint).searchParams;
    const version = header(request.headers, 'x-ms-version');
    const headers = passedOn(answer.rawHeaders, (name) => name === 'x-ms-version' && version !== undefined);
    for (let index = 0; index < headers.length; index += 2) {
      response.appendHeader(headers[index] ?? '', headers[index + 1] ?? '');
    }
    if (version !== undefined) response.setHeader('x-ms-version', version);
    if ((answer.statusCode ?? 502) < 300) versioned.addHeaders(response, call, query, named, answer.headers);
    const rewrite = answer.statusCode === 200 ? versioned.listing(call, query) : undefined;
    if (rewrite) return sendText(await rewrite(await text(answer)), response);
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage);
    if (!options.saveBlobs && call.creates && isCreated(call, answer)) void publish(call, request, answer);
    pipeline(answer, response, () => undefined);
  }

  /** The same request, with the sandbox's own token in place of a SAS, and with the content of a source in place of its URL. */
  async function requestToAzurite(
    call: BlobCall,
    credential: Credential,
    named: BlobVersion | undefined,
    request: IncomingMessage,
    signal: AbortSignal,
  ): Promise<AzuriteRequest | StorageRefusal> {
    const { method = 'GET' } = request;
    const isFromUrl = request.headers['x-ms-copy-source'] !== undefined && call.operation !== 'copy-blob';
    const source = isFromUrl ? await fetchSource(azurite, request, await options.token(), signal) : undefined;
    if (source !== undefined && 'code' in source) return source;
    const headers = passedOn(source?.headers ?? request.rawHeaders, (name, value) =>
      ['range', 'x-ms-range'].includes(name) ? blobRange(value) === undefined : name === 'authorization',
    );
    if (credential.kind === 'bearer') headers.push('Authorization', request.headers.authorization ?? '');
    else headers.push('Authorization', `Bearer ${await options.token()}`);
    if (request.headers['x-ms-version'] === undefined) headers.push('x-ms-version', AZURITE_VERSION);
    // Azurite decides, so that of two uploads at the same moment only one creates the blob.
    if (credential.createOnly && request.headers['if-none-match'] === undefined) {
      headers.push('If-None-Match', '*');
    }
    for (let index = 0; index < headers.length; index += 2) {
      if (headers[index]?.toLowerCase() === 'x-ms-copy-source')
        headers[index + 1] = versioned.sourceOf(headers[index + 1] ?? '');
    }
    const [path = '', query = ''] = withoutParameters(request.url ?? '/').split('?', 2);
    const target = `${named === undefined ? path : versioned.pathOf(named)}${query && `?${query}`}`;
    return { method, path: target, headers, body: source?.body ?? request };
  }

  /** Path of a container or blob as it was sent, below the account. */
  function belowAccount(request: IncomingMessage): string {
    return (request.url ?? '').split('?', 1)[0]?.slice(upstream.pathname.length) ?? '';
  }

  function refuse(refused: StorageRefusal, request: IncomingMessage, response: ServerResponse): void {
    const { body, contentType, headers } = storageError(refused);
    request.resume();
    response.writeHead(refused.status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      ...headers,
      ...refused.headers,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  /** What the creating request says about length and type is not reliable for block lists and copies, so the blob is asked. */
  async function publish(call: BlobCall, request: IncomingMessage, answer: IncomingMessage): Promise<void> {
    const { container, blob, creates } = call;
    if (container === undefined || blob === undefined || !creates || !events.wants(container)) return;
    sequence += 1;
    creations.put('count', { count: sequence });
    const own = sequence;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const known = await readProperties(belowAccount(request), answer.headers.etag);
    events.publish(
      container,
      blobCreatedEvent(options.source, {
        api: creates,
        container,
        blob,
        url: `https://127.0.0.1:${port}${path}`,
        clientRequestId: header(request.headers, 'x-ms-client-request-id') ?? '',
        requestId: header(answer.headers, 'x-ms-request-id') ?? '',
        eTag: header(answer.headers, 'etag') ?? '',
        contentType:
          header(known, 'content-type') ??
          header(request.headers, 'x-ms-blob-content-type') ??
          header(request.headers, 'content-type') ??
          'application/octet-stream',
        contentLength: Number(header(known, 'content-length') ?? header(request.headers, 'content-length') ?? 0),
        blobType: header(known, 'x-ms-blob-type') ?? header(request.headers, 'x-ms-blob-type') ?? 'BlockBlob',
        at: clock.date(),
        sequence: own,
      }),
    );
  }

  /** Empty if the blob is already gone or overwritten, or cannot be read: the event is published all the same. */
  async function readProperties(path: string, eTag: string | undefined): Promise<IncomingHttpHeaders> {
    try {
      const { status, headers } = await properties.request('HEAD', path);
      return status === 200 && headers.etag === eTag ? headers : {};
    } catch (error) {
      log('the properties of a new blob could not be read', { error: String(error) });
      return {};
    }
  }

  lifecycle.start();
  log('blob endpoint listens', { port });
  return {
    port,
    endpoint,
    close: async () => {
      events.close();
      await lifecycle.close();
      await shutDown(server);
      azurite.close();
      properties.close();
    },
  };
}

function sendText(body: string, response: ServerResponse): void {
  response.removeHeader('transfer-encoding');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(200);
  response.end(body);
}

/** A copy inside Azurite is complete when it answers; one that is still pending has created nothing yet. */
function isCreated(call: BlobCall, answer: IncomingMessage): boolean {
  if (call.creates === 'CopyBlob') return answer.statusCode === 202 && answer.headers['x-ms-copy-status'] === 'success';
  return answer.statusCode === 201;
}

/** Only the parameters of the SAS and the version are taken out: what else a name or a value is written like stays as it came. */
function withoutParameters(url: string): string {
  const [path = '', query] = url.split('?', 2);
  if (query === undefined) return url;
  const taken = [...SAS_PARAMETERS, 'versionid'];
  const kept = query.split('&').filter((pair) => !taken.includes(pair.split('=', 1)[0] ?? ''));
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
