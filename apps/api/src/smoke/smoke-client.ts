import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError, VoiceClient } from '#client';

/** A check did not hold; the message says what was found and what to do about it, and holds no secret. */
export class CheckFailed extends Error {
  override readonly name: string = 'CheckFailed';
}

/** Nothing answers at the URL. */
export class Unreachable extends CheckFailed {
  override readonly name = 'Unreachable';
}

const REQUEST_TIMEOUT_MS = 30_000;

/** Calls the API as any client would: by the routes of the contract, with the token and without one, and by any other path. */
export class SmokeClient {
  readonly api: VoiceClient;
  readonly anonymous: VoiceClient;

  constructor(
    private readonly url: URL,
    token: string,
  ) {
    // A failure is what the test is there to find: nothing is retried.
    const options = { baseUrl: url.origin, fetch: (request: Request) => this.fetch(request), maxRetries: 0 };
    this.api = new VoiceClient({ ...options, token: () => Promise.resolve(token) });
    this.anonymous = new VoiceClient(options);
  }

  /** Without a token. @throws Unreachable */
  get(path: string, timeoutMs?: number): Promise<Response> {
    return this.fetch(new Request(new URL(path, this.url)), timeoutMs);
  }

  private async fetch(request: Request, timeoutMs: number = REQUEST_TIMEOUT_MS): Promise<Response> {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      // The API never redirects: a server that does is not the API, and must not get the token.
      return await fetch(new Request(request, { redirect: 'manual', signal }));
    } catch (error) {
      request.signal.throwIfAborted();
      throw new Unreachable(`${this.url.origin} does not answer: ${reasonOf(error, timeoutMs)}.`, { cause: error });
    }
  }
}

/** Asks until `attempt` holds or the time is over. @throws what the last attempt threw */
export async function eventually<T>(attempt: () => Promise<T>, timeoutMs: number, pauseMs = 1_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() + pauseMs > deadline) throw error;
      await delay(pauseMs);
    }
  }
}

/** Undefined where the body is no JSON. */
export async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function failed(message: string): never {
  throw new CheckFailed(message);
}

/** What an error means to who runs the test. */
export function meaningOf(error: Error): string {
  return error instanceof ProblemError ? `${error.message}${ADVICE[error.status] ?? ''}` : error.message;
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ' The token in SMOKE_TOKEN was refused: it has expired, is for another API, or comes from a tenant that is not allowed.',
  403: ' The token in SMOKE_TOKEN lacks an app role of the API.',
};

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? (cause instanceof Error ? cause.message : 'unknown');
}
