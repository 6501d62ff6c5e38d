import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../faults/clock.ts';
import type { FaultEffect, FaultPlan } from '../../faults/fault-plan.ts';
import { applyHttpFault } from '../../faults/http-faults.ts';
import type { Log } from '../../log.ts';
import { ApiError, codeForStatus, envelope } from './api-error.ts';
import type { Access, Authenticator } from './authenticator.ts';
import { parseJson, RestCall, type RestAnswer } from './call.ts';
import type { RequestLimits } from './request-limits.ts';
import type { RequestLog } from './request-log.ts';
import { requiredRight } from './required-right.ts';
import type { ApiName, Route, RouteTable } from './route.ts';

/** Versions served, newest first. An API without an entry takes no api-version. */
const VERSIONS: Partial<Record<ApiName, readonly string[]>> = {
  'custom-voice': ['2026-01-01'],
  'batch-synthesis': ['2024-04-01'],
  translator: ['3.0'],
  openai: ['2024-10-21'],
  'key-vault': ['7.4'],
  communication: ['2025-09-01'],
  transcription: ['2025-10-15', '2024-11-15'],
};

/** Largest request bodies, bytes: batch synthesis 2 MB, custom voice 30 MB of audio, fast transcription 300 MB (quotas page). */
const MAX_BODY_BYTES: Record<ApiName, number> = {
  'custom-voice': 32 * 1024 * 1024,
  'batch-synthesis': 2 * 1024 * 1024,
  transcription: 300 * 1024 * 1024,
  'text-to-speech': 1024 * 1024,
  results: 0,
  translator: 1024 * 1024,
  openai: 1024 * 1024,
  'key-vault': 64 * 1024,
  // An e-mail with its attachments.
  communication: 10 * 1024 * 1024,
  teams: 28 * 1024,
};

export interface RestServerParts {
  readonly routes: RouteTable;
  readonly authenticator: Authenticator;
  readonly requests: RequestLog;
  readonly limits: RequestLimits;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly log: Log;
  /** `https://localhost:1234`, of this service. */
  readonly origin: () => string;
}

/** Takes the REST calls: routing, authentication, versions, faults and answers; the work itself is the routes'. */
export class RestServer {
  constructor(private readonly parts: RestServerParts) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      await this.serve(request, response, gone.signal);
    } catch (error) {
      this.parts.log('speech: a request failed', { error: error instanceof Error ? error.message : String(error) });
      if (response.headersSent) response.destroy();
      else await send(response, answerFor(error));
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const { routes, authenticator, requests, limits, clock, faults, log } = this.parts;
    const url = new URL(request.url ?? '/', this.originFor(request));
    const headers = singleHeaders(request);
    const found = routes.find(request.method ?? 'GET', url.pathname);
    if (found === undefined || found === 'method-mismatch') {
      await readBody(request, 1024 * 1024);
      const status = found === undefined ? 404 : 405;
      await send(response, { status, ...errorBody('NotFound', 'The requested resource does not exist.') });
      return;
    }
    const { route, parameters } = found;
    const body = await readBody(request, MAX_BODY_BYTES[route.api]);
    requests.add({
      operation: route.operation,
      method: route.method,
      path: url.pathname,
      query: queryRecord(url),
      contentType: headers['content-type'],
      body:
        headers['content-type']?.startsWith('application/json') === true
          ? parseJson(body.toString('utf8'))?.value
          : undefined,
    });
    const effect = faults.take('speech', route.operation, parameters['id'] ?? url.pathname);
    if (effect !== undefined)
      log('speech: a scripted fault applies', { operation: route.operation, fault: effect.kind });
    if (await applyHttpFault(withErrorCode(effect), { request, response, clock, errorBody: faultBody })) return;
    const call = new RestCall(route.operation, route.method, url, headers, parameters, body, signal, effect);
    let answer: RestAnswer;
    try {
      const isOpen = route.anonymous === true || route.api === 'results';
      if (!isOpen) refuse(await authenticator.access(headers, url.searchParams, requiredRight(route)), route.api);
      limits.admit(route.api);
      checkVersion(route, url);
      answer = await route.handle(call);
      if (answer.replayed !== true) requests.countEffective(route.operation);
    } catch (error) {
      if (!(error instanceof ApiError))
        log('speech: an operation failed', { operation: route.operation, error: String(error) });
      answer = answerFor(error);
    }
    await send(response, answer);
  }

  /** Links in answers lead back to where the client reached this service. */
  private originFor(request: IncomingMessage): string {
    const host = request.headers.host;
    const origin = this.parts.origin();
    return host === undefined || !/^[\w.:[\]-]+$/.test(host)
      ? origin
      : `${origin.slice(0, origin.indexOf('//'))}//${host}`;
  }
}

function checkVersion(route: Route, url: URL): void {
  const versions = VERSIONS[route.api];
  if (versions === undefined) return;
  const version = url.searchParams.get('api-version');
  if (version === null || version === '')
    throw new ApiError('BadRequest', 'The api-version query parameter is required.');
  if (!versions.includes(version))
    throw new ApiError('BadRequest', `The api-version is not supported. Supported: ${versions.join(', ')}.`);
}

/** @throws ApiError 401 in either case, as Azure AI services answer; the codes differ. Key Vault answers 403 to callers that it knows. */
function refuse(access: Access, api: ApiName): void {
  if (access === 'forbidden' && api === 'key-vault') {
    throw new ApiError('Forbidden', 'Caller is not authorized to perform action on resource.');
  }
  if (access === 'forbidden') {
    throw new ApiError('PermissionDenied', 'Principal does not have access to API/Operation.');
  }
  if (access === 'allowed') return;
  throw new ApiError(
    'Unauthorized',
    'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key or token.',
  );
}

function answerFor(error: unknown): RestAnswer {
  if (error instanceof ApiError) {
    return {
      status: error.status,
      headers: { 'x-ms-error-code': error.code, ...error.headers },
      body: envelope(error.code, error.message, error.details),
    };
  }
  return { status: 500, ...errorBody('InternalServerError', 'An internal error occurred.') };
}

function errorBody(code: string, message: string): Pick<RestAnswer, 'headers' | 'body'> {
  return { headers: { 'x-ms-error-code': code }, body: envelope(code, message) };
}

function faultBody(error: { code: string; message: string }): { contentType: string; body: string } {
  return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(envelope(error.code, error.message)) };
}

/** A scripted error looks like one of the service. */
function withErrorCode(effect: FaultEffect | undefined): FaultEffect | undefined {
  if (effect?.kind !== 'error') return effect;
  const code = effect.code ?? codeForStatus(effect.status ?? 500);
  return { ...effect, code, headers: { 'x-ms-error-code': code, ...effect.headers } };
}

async function send(response: ServerResponse, answer: RestAnswer): Promise<void> {
  const { body } = answer;
  if (body === undefined) {
    response.writeHead(answer.status, answer.headers).end();
  } else if (body instanceof Uint8Array) {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length }).end(body);
  } else if (Symbol.asyncIterator in body) {
    response.writeHead(answer.status, answer.headers);
    for await (const piece of body) {
      if (response.destroyed) return;
      if (!response.write(piece)) await writable(response);
    }
    response.end();
  } else {
    const text = Buffer.from(JSON.stringify(body));
    response
      .writeHead(answer.status, {
        'content-type': 'application/json; charset=utf-8',
        ...answer.headers,
        'content-length': text.length,
      })
      .end(text);
  }
}

/** Resolves when more can be written, or never will be. */
function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

async function readBody(request: IncomingMessage, largest: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= largest) pieces.push(piece);
    else pieces.length = 0;
  }
  if (size > largest) throw new ApiError('BadRequest', `The request body is larger than ${largest} bytes.`, [], 413);
  return Buffer.concat(pieces);
}

function singleHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** Without secrets. */
function queryRecord(url: URL): Record<string, string> {
  const secret = new Set(['authorization', 'ocp-apim-subscription-key', 'sig']);
  return Object.fromEntries([...url.searchParams].filter(([name]) => !secret.has(name.toLowerCase())));
}
