import { ProblemError, retryAfterMs } from './problem-error.ts';
import { wait, type Wait } from './wait.ts';

export type Fetch = (request: Request) => Promise<Response>;

/**
 * Gives the token for a request. It is called for each request, so it should keep the token while that is valid. `renew` is true after the API
 * has refused the token that it gave before.
 */
export type TokenProvider = (options: { readonly renew: boolean }) => Promise<string>;

export interface PersistenceOptions {
  /** Without one, requests carry no token. */
  readonly token?: TokenProvider | undefined;
  /** `globalThis.fetch` unless given. */
  readonly fetch?: Fetch | undefined;
  /** How often a request is repeated after a failure that may pass. */
  readonly maxRetries?: number | undefined;
  /** A longer `Retry-After` is not waited for: the caller gets the error, and decides. */
  readonly maxRetryAfterMs?: number | undefined;
  readonly wait?: Wait | undefined;
}

const MAX_RETRIES = 4;
const MAX_RETRY_AFTER_MS = 60_000;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 8_000;

/** What these answers are about may pass. Others are not repeated, not even where their problem is retryable: what is needed first is up to the caller. */
const PASSING = [429, 502, 503, 504];
/** Repeating them has the effect of one (RFC 9110, 9.2.2). */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/**
 * A fetch that adds the token, asks for another token once when it was refused, and repeats what may succeed later: 429 and 5xx unless the answer
 * says that it is not retryable, a request whose key is still being worked on, and a broken connection where repeating does no harm.
 */
export class PersistentFetch {
  private readonly maxRetries: number;
  private readonly maxRetryAfterMs: number;
  private readonly wait: Wait;
  private readonly options: PersistenceOptions;

  constructor(options: PersistenceOptions) {
    this.options = options;
    this.maxRetries = options.maxRetries ?? MAX_RETRIES;
    this.maxRetryAfterMs = options.maxRetryAfterMs ?? MAX_RETRY_AFTER_MS;
    this.wait = options.wait ?? wait;
  }

  /**
   * Sends until there is an answer that stays.
   * @param copy makes the request of each attempt, which its body can only be read for once
   * @throws what the last attempt threw, when none was answered, and the reason of the request's signal
   */
  async send(request: Request, copy: () => Request = () => request.clone()): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.sendOnce(request, copy).catch((error: unknown) => ({ error }));
      const delayMs = attempt < this.maxRetries ? await this.delayMs(request, outcome, attempt) : undefined;
      if (delayMs === undefined) {
        if ('error' in outcome) throw outcome.error;
        return outcome;
      }
      if (!('error' in outcome)) await outcome.body?.cancel();
      await this.wait(delayMs, request.signal);
    }
  }

  /** Sends with a token, and again with another one if that was refused. */
  async sendOnce(request: Request, copy: () => Request = () => request.clone()): Promise<Response> {
    const { token } = this.options;
    if (token === undefined || request.headers.has('authorization')) return this.fetched(copy());
    const first = await token({ renew: false });
    const response = await this.fetched(authorized(copy(), first));
    if (response.status !== 401) return response;
    const second = await token({ renew: true });
    if (second === first) return response;
    await response.body?.cancel();
    return this.fetched(authorized(copy(), second));
  }

  private fetched(request: Request): Promise<Response> {
    // By name: browsers refuse to call `fetch` as a method of another object.
    const { fetch = (one: Request) => globalThis.fetch(one) } = this.options;
    return fetch(request);
  }

  /** How long to wait before the next attempt, or undefined where there is none. */
  private async delayMs(
    request: Request,
    outcome: Response | { readonly error: unknown },
    attempt: number,
  ): Promise<number | undefined> {
    const backoffMs = Math.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
    const harmless = IDEMPOTENT.includes(request.method) || request.headers.has('idempotency-key');
    if ('error' in outcome) {
      // As `fetch` says that a connection failed. Anything else comes from the token provider.
      const broken = outcome.error instanceof TypeError && !request.signal.aborted;
      return broken && harmless ? backoffMs : undefined;
    }
    if (outcome.ok) return undefined;
    const asked = retryAfterMs(outcome.headers);
    if (asked !== undefined && asked > this.maxRetryAfterMs) return undefined;
    const problem = await ProblemError.from(outcome.clone());
    if (problem.is('idempotency-in-progress')) return asked ?? backoffMs;
    if (!PASSING.includes(outcome.status) || !problem.retryable) return undefined;
    // Those two say that nothing was done; after the others it may have been.
    return harmless || [429, 503].includes(outcome.status) ? (asked ?? backoffMs) : undefined;
  }
}

function authorized(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`);
  return request;
}
