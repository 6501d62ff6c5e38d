import { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import { ServiceError } from '#domain';
import { carriedBy, inSpan, parentOf } from '#observability';
import type { EgressPolicy } from './egress-policy.ts';
import { guardedConnector } from './guarded-connector.ts';
import { type Resolve, resolveBySystem } from './resolver.ts';
import { checkUrl, refused } from './url-rules.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const MAX_HEADERS_BYTES = 16 * 1024;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface EgressLimits {
  /** Until the headers of the answer, from when the request was sent. */
  readonly headersMs: number;
  /** From the call until the last byte, redirects included: a server that sends a byte a minute ends here. */
  readonly totalMs: number;
  readonly maxBytes: number;
}

export interface EgressRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Our own headers: nothing that came with a caller's request may be in them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly limits: EgressLimits;
  /** Only status and headers are wanted: whatever the body is, it is not read. */
  readonly ignoreBody?: boolean;
  /** How many redirects are followed, each checked as the URL was; 0 answers with the redirect itself. */
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface EgressResponse {
  readonly status: number;
  /** Lower-case names; the first value of each. */
  readonly headers: Readonly<Record<string, string>>;
  /** Fails with `payload-too-large` past `maxBytes`, with `remote-unavailable` when it breaks off or takes too long. Read or destroy it. */
  readonly body: Readable;
}

export interface EgressClientOptions {
  readonly policy: EgressPolicy;
  readonly resolve?: Resolve;
  /** Certificate authorities in place of those of Node, PEM. */
  readonly ca?: string;
}

/**
 * Requests to URLs that callers gave. It connects to public addresses only (and those that the operator allows), each time on a
 * connection of its own, follows no redirect unasked, decompresses nothing, and ends when its limits are reached.
 * See ADR 50.
 */
export class EgressClient {
  #agent: Agent | undefined;

  constructor(private readonly options: EgressClientOptions) {}

  /**
   * A `traceparent` among the headers is replaced by that of the request's own span, if there is one. (Hosts are the callers': spans do not name them.)
   * @throws ServiceError `url-refused`, `remote-unavailable`, `payload-too-large`
   */
  async request(wanted: EgressRequest): Promise<EgressResponse> {
    const traceparent = wanted.headers?.['traceparent'];
    const attributes = { 'http.request.method': wanted.method };
    const options = { kind: 'client', parent: parentOf(traceparent), attributes } as const;
    return inSpan(`egress ${wanted.method}`, options, async (span) => {
      const carried = traceparent && carriedBy(span, traceparent);
      const headers = { ...wanted.headers, ...(carried && { traceparent: carried }) };
      const response = await this.send({ ...wanted, headers });
      span.set({ 'http.response.status_code': response.status });
      return response;
    });
  }

  private async send(wanted: EgressRequest): Promise<EgressResponse> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(late()), wanted.limits.totalMs);
    const signal = wanted.signal ? AbortSignal.any([wanted.signal, deadline.signal]) : deadline.signal;
    const end = () => clearTimeout(timer);
    try {
      const response = await this.follow(wanted, signal);
      const headers = firstValues(response.headers);
      if (wanted.ignoreBody) {
        end();
        response.body.on('error', () => undefined).destroy();
        return { status: response.statusCode, headers, body: Readable.from([]) };
      }
      checkHead(headers, wanted.limits);
      const body = Readable.from(limited(response.body, wanted.limits.maxBytes, end), { objectMode: false });
      // A body that is destroyed before anybody reads it never starts the generator, whose end would clear the timer.
      body.once('close', () => {
        end();
        response.body.on('error', () => undefined).destroy();
      });
      return { status: response.statusCode, headers, body };
    } catch (error) {
      end();
      throw translated(error);
    }
  }

  /** Breaks off what is running. */
  async close(): Promise<void> {
    await this.#agent?.destroy();
  }

  private async follow(wanted: EgressRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    let url = checkUrl(wanted.url, this.options.policy);
    for (let redirects = 0; ; redirects++) {
      const response = await request(url, {
        dispatcher: this.agent(),
        method: wanted.method,
        headers: { ...wanted.headers, 'accept-encoding': 'identity' },
        ...(wanted.body === undefined ? {} : { body: wanted.body }),
        headersTimeout: wanted.limits.headersMs,
        bodyTimeout: wanted.limits.totalMs,
        signal,
      });
      const most = wanted.maxRedirects ?? 0;
      if (most === 0 || !REDIRECTS.has(response.statusCode)) return response;
      response.body.on('error', () => undefined).destroy();
      if (redirects >= most) throw new ServiceError('remote-unavailable', 'The URL redirects too often.');
      url = this.redirected(url, firstValues(response.headers)['location']);
    }
  }

  private redirected(from: URL, location: string | undefined): URL {
    if (location === undefined || !URL.canParse(location, from.href))
      throw refused('The URL redirects to an invalid URL.');
    const next = checkUrl(new URL(location, from).href, this.options.policy);
    if (from.protocol === 'https:' && next.protocol !== 'https:')
      throw refused('The URL redirects from https to http.');
    return next;
  }

  private agent(): Agent {
    this.#agent ??= new Agent({
      connect: guardedConnector({
        policy: this.options.policy,
        resolve: this.options.resolve ?? resolveBySystem,
        timeoutMs: CONNECT_TIMEOUT_MS,
        ca: this.options.ca,
      }),
      // No connection is used twice: what was checked is what is used.
      pipelining: 0,
      maxHeaderSize: MAX_HEADERS_BYTES,
    });
    return this.#agent;
  }
}

function checkHead(headers: Readonly<Record<string, string>>, { maxBytes }: EgressLimits): void {
  const encoding = headers['content-encoding'];
  // It was asked not to: a small body that unpacks to a huge one is not for us to unpack.
  if (encoding !== undefined && encoding !== 'identity') {
    throw new ServiceError(
      'remote-unavailable',
      'The other server compressed its response, although the request did not allow it.',
    );
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
}

async function* limited(body: Readable, maxBytes: number, end: () => void): AsyncGenerator<Buffer> {
  let seen = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      seen += chunk.length;
      if (seen > maxBytes) throw tooLarge(maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw translated(error);
  } finally {
    end();
  }
}

function firstValues(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat()[0] ?? '']])),
  );
}

/** The library's errors name hosts and addresses: they stay in `cause`. */
function translated(error: unknown): Error {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 3; cause = cause.cause, depth++) {
    if (cause instanceof ServiceError) return cause;
  }
  return new ServiceError('remote-unavailable', 'The other server could not be reached, or its response was invalid.', {
    cause: error,
  });
}

function late(): ServiceError {
  return new ServiceError('remote-unavailable', 'The other server did not answer in time.');
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError('payload-too-large', `The response has more than ${maxBytes} bytes.`);
}
