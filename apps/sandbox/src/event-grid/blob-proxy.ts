import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream';
import { applyHttpFault, type ErrorDocument } from '../faults/http-faults.ts';
import type { RunningService, ServiceContext, TlsMaterial, TokenVerifier } from '../service.ts';
import { SPEECH_USER_AGENT } from '../speech/custom-voice/fetch-blob.ts';
import { BlobHttp } from '../storage/blob-http.ts';
import { blobRange } from '../storage/blob-range.ts';
import { listen, shutDown } from '../tls/listen.ts';
import { blobCreatedEvent } from './blob-event.ts';
import { type BlobCall, classifyBlobCall } from './blob-operation.ts';
import type { EventDelivery } from './event-delivery.ts';
import { refuseCredential } from './storage-authorization.ts';

/** Headers that belong to one connection, not to the message. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];

export interface BlobProxyOptions extends ServiceContext {
  readonly tls: TlsMaterial;
  /** Azurite's `https://localhost:PORT/ACCOUNT`. */
  readonly upstream: string;
  readonly verifyToken: TokenVerifier;
  /** Where to ask for a token, for the challenge of a 401. */
  readonly authority: string;
  /** A bearer token for `https://storage.azure.com`, for reading the properties of a new blob. */
  readonly token: () => Promise<string>;
  /** Resource id of the storage account: the `source` of the events. */
  readonly source: string;
  readonly events: EventDelivery;
}

export interface BlobProxy extends RunningService {
  /** `https://localhost:PORT/ACCOUNT`, the blob endpoint that everybody uses. */
  readonly endpoint: string;
}

/** The public blob endpoint: streams every call to Azurite, and publishes an event for each blob that comes into being. */
export async function startBlobProxy(options: BlobProxyOptions): Promise<BlobProxy> {
  const { clock, events, faults, host, log, tls } = options;
  const upstream = new URL(options.upstream);
  const agent = new Agent({ keepAlive: true, ca: tls.ca });
  const properties = new BlobHttp(options.upstream, tls.ca, options.token);
  let sequence = 0;
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log('blob proxy failed', { error: String(error) });
      response.destroy();
    });
  });
  // Uploads of an hour of audio over a slow line are allowed to take as long as they take.
  server.requestTimeout = 0;
  const port = await listen(server, host, options.port);
  const endpoint = `https://localhost:${port}${upstream.pathname}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = classifyBlobCall(request.method ?? 'GET', request.url ?? '/', request.headers);
    const subject = [call.container, call.blob].filter((part) => part !== undefined).join('/');
    const isOutside = request.headers['user-agent'] !== SPEECH_USER_AGENT;
    const effect = faults.take('storage', call.operation, subject, isOutside);
    if (await applyHttpFault(effect, { request, response, clock, errorBody: storageError })) return;
    const refusal = await refuseCredential(request, options);
    if (refusal) {
      const { body, contentType, headers } = storageError(refusal);
      request.resume();
      response.writeHead(refusal.status, {
        'content-type': contentType,
        ...headers,
        ...refusal.headers,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
      return;
    }
    forward(call, request, response);
  }

  function forward(call: BlobCall, request: IncomingMessage, response: ServerResponse): void {
    const outgoing = httpsRequest({
      agent,
      host: upstream.hostname,
      port: upstream.port,
      method: request.method,
      path: request.url,
      headers: withKnownRange(withoutHopByHop(request.headers)),
      servername: 'localhost',
    });
    outgoing.on('response', (answer) => {
      const raw = answer.rawHeaders;
      for (let index = 0; index < raw.length; index += 2) {
        const name = raw[index] ?? '';
        if (!isHopByHop(name)) response.appendHeader(name, raw[index + 1] ?? '');
      }
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage);
      if (call.creates && isCreated(call, answer)) void publish(call, request, answer);
      pipeline(answer, response, () => undefined);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      log('azurite could not be reached', { error: error.code ?? error.message });
      const { body, contentType, headers } = storageError({ code: 'ServerBusy', message: 'The server is busy.' });
      response.writeHead(503, { 'content-type': contentType, ...headers });
      response.end(body);
    });
    response.on('close', () => {
      if (!response.writableFinished) outgoing.destroy();
    });
    pipeline(request, outgoing, () => undefined);
  }

  /** What the creating request says about length and type is not reliable for block lists and copies, so the blob is asked. */
  async function publish(call: BlobCall, request: IncomingMessage, answer: IncomingMessage): Promise<void> {
    const { container, blob, creates } = call;
    if (container === undefined || blob === undefined || !creates || !events.wants(container)) return;
    sequence += 1;
    const own = sequence;
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const known = await readProperties(path.slice(upstream.pathname.length), answer.headers.etag);
    events.publish(
      container,
      blobCreatedEvent(options.source, {
        api: creates,
        container,
        blob,
        url: `https://localhost:${port}${path}`,
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

  log('blob endpoint listens', { port });
  return {
    port,
    endpoint,
    close: async () => {
      events.close();
      await shutDown(server);
      agent.destroy();
      properties.close();
    },
  };
}

/** A copy inside Azurite is complete when it answers; one that is still pending has created nothing yet. */
function isCreated(call: BlobCall, answer: IncomingMessage): boolean {
  if (call.creates === 'CopyBlob') return answer.statusCode === 202 && answer.headers['x-ms-copy-status'] === 'success';
  return answer.statusCode === 201;
}

function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isHopByHop(name)));
}

/** Azurite reads ranges that Blob Storage does not know. */
function withKnownRange(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => !['range', 'x-ms-range'].includes(name) || blobRange(String(value)) !== undefined,
    ),
  );
}

function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.includes(name.toLowerCase());
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function storageError(error: { code: string; message: string }): ErrorDocument & { headers: Record<string, string> } {
  const text = (value: string): string =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${text(error.code)}</Code><Message>${text(error.message)}</Message></Error>`;
  return {
    contentType: 'application/xml',
    body,
    headers: { 'x-ms-error-code': error.code, 'x-ms-request-id': randomUUID() },
  };
}
