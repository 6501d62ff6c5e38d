import { ProviderError } from '#domain';
import { type z } from 'zod';
import { type SpeechLogger, silentLogger } from '../logger.ts';
import { type ProviderCall, recordProviderCall } from './provider-calls.ts';
import { withDeadline } from './deadline.ts';
import { providerErrorOf, SENTENCES, unreachable } from './provider-errors.ts';
import { authHeader, type SpeechAuth, speechAuth, type SpeechAuthOptions } from './speech-auth.ts';

/** Options of every REST client in this lib. */
export interface SpeechRestOptions extends SpeechAuthOptions {
  /** `https://{name}.cognitiveservices.azure.com`, without the path of the API. A bearer token needs the custom domain. */
  readonly endpoint: string | URL;
  /** Deadline of one call, token and body included, in milliseconds. */
  readonly timeoutMs?: number;
  readonly logger?: SpeechLogger;
  /** A limit that the requests of several processes share; none: none. */
  readonly limit?: RequestLimit;
}

/** Lets requests through as a limit allows. */
export interface RequestLimit {
  /** Waits until a request may be made. @returns what has to be called when it has ended. @throws the signal's reason, and what it cannot do */
  enter(signal?: AbortSignal): Promise<() => void>;
}

export interface CallOptions {
  /** Aborts the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of this call in milliseconds, instead of the client's. */
  readonly timeoutMs?: number | undefined;
}

interface RestCall extends CallOptions {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Under the endpoint, every part already encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
  /** What it asks for, where that is not what the other calls of its client do. */
  readonly as?: Partial<ProviderCall>;
  /** Statuses beside 2xx that are an answer and not an error, for example 404. */
  readonly alsoOk?: readonly number[];
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** One authenticated call to Azure AI Speech with a deadline. No retries: those are made by the one who delivers the work. */
export class SpeechRestClient {
  private readonly base: string;
  private readonly auth: SpeechAuth;
  private readonly timeoutMs: number;
  private readonly logger: SpeechLogger;
  private readonly limit: RequestLimit | undefined;

  constructor(
    options: SpeechRestOptions,
    defaultTimeoutMs: number,
    private readonly calls: ProviderCall,
  ) {
    this.base = String(options.endpoint).replace(/\/+$/v, '');
    if (!/^https?:\/\//v.test(this.base)) throw new TypeError('The endpoint of Azure AI Speech must be an http(s) URL');
    this.auth = speechAuth(options);
    this.timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    this.logger = options.logger ?? silentLogger;
    this.limit = options.limit;
  }

  /** Waits for the limit first: its deadline does not run meanwhile. @throws ProviderError; the signal's reason; what the limit throws */
  async send(call: RestCall): Promise<RestAnswer> {
    const leave = await this.limit?.enter(call.signal);
    try {
      return await recordProviderCall({ ...this.calls, ...call.as }, () => this.sendNow(call), call.signal);
    } finally {
      leave?.();
    }
  }

  private async sendNow(call: RestCall): Promise<RestAnswer> {
    const startedAt = performance.now();
    const answer = await withDeadline(
      { timeoutMs: call.timeoutMs ?? this.timeoutMs, signal: call.signal, what: `${call.method} ${call.path}` },
      async (signal) => await this.fetch(call, signal),
    );
    const ok = answer.status < 300 || (call.alsoOk?.includes(answer.status) ?? false);
    this.logger.debug(
      {
        method: call.method,
        path: call.path,
        status: answer.status,
        durationMs: Math.round(performance.now() - startedAt),
        requestId: answer.headers.get('apim-request-id') ?? undefined,
      },
      'Azure AI Speech answered',
    );
    if (ok) return answer;
    if (answer.status === 401 && this.auth.kind === 'token') this.auth.tokens.forget();
    throw providerErrorOf(answer.status, answer.headers, answer.body);
  }

  private async fetch(call: RestCall, signal: AbortSignal): Promise<RestAnswer> {
    const headers = { ...call.headers, ...(await authHeader(this.auth)) };
    signal.throwIfAborted();
    const query = new URLSearchParams(call.query).toString();
    try {
      const response = await fetch(`${this.base}${call.path}?${query}`, {
        method: call.method,
        headers,
        signal,
        // A redirect would carry the token to another host.
        redirect: 'manual',
        ...(call.body === undefined ? {} : { body: call.body }),
      });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (cause) {
      signal.throwIfAborted();
      throw unreachable(cause);
    }
  }
}

/** Reads a JSON answer. An answer that does not fit is the provider's fault and may pass: `provider-unavailable`, `InvalidResponse`. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: RestAnswer): T {
  try {
    return schema.parse(JSON.parse(answer.body));
  } catch (cause) {
    throw new ProviderError('provider-unavailable', `${SENTENCES['provider-unavailable']} (unreadable answer)`, {
      cause,
      providerCode: 'InvalidResponse',
      status: answer.status,
    });
  }
}
