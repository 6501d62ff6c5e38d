import { setTimeout as delay } from 'node:timers/promises';

/** A check did not hold; the message says what was found and what to do about it, and holds no secret. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** Nothing answers at the URL. */
export class Unreachable extends CheckFailed {}

export interface SmokeRequest {
  readonly body?: FormData | object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends no token. */
  readonly anonymous?: boolean;
  readonly timeoutMs?: number;
}

export interface SmokeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Calls the API as any client would. */
export class SmokeClient {
  constructor(
    private readonly url: URL,
    private readonly token: string,
  ) {}

  /** @throws Unreachable */
  async send(method: string, path: string, request: SmokeRequest = {}): Promise<SmokeAnswer> {
    const { body, anonymous = false, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
    const isForm = body instanceof FormData;
    try {
      const response = await fetch(new URL(path, this.url), {
        method,
        headers: {
          ...(anonymous ? {} : { authorization: `Bearer ${this.token}` }),
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
        // The API never redirects: a server that does is not the API, and must not get the token.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        headers: response.headers,
        body: Buffer.from(await response.arrayBuffer()),
      };
    } catch (error) {
      throw new Unreachable(`${this.url.origin} does not answer: ${reasonOf(error, timeoutMs)}.`, { cause: error });
    }
  }

  /** The JSON of an answer with this status. @throws CheckFailed with the code and the detail of the problem that came instead */
  async json<T>(method: string, path: string, status: number, request?: SmokeRequest): Promise<T> {
    const answer = await this.send(method, path, request);
    if (answer.status !== status) throw refusal(method, path, answer);
    return (
      (jsonOf(answer) as T | undefined) ??
      failed(`${method} ${pathAlone(path)} returned ${answer.contentType || 'nothing'} instead of JSON.`)
    );
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
export function jsonOf({ body }: SmokeAnswer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

export function failed(message: string): never {
  throw new CheckFailed(message);
}

/** What a refusal means to who runs the test. */
export function refusal(method: string, path: string, answer: SmokeAnswer): CheckFailed {
  const { code, detail } = (jsonOf(answer) ?? {}) as { code?: string; detail?: string };
  const said = `${method} ${pathAlone(path)} answered ${answer.status}${code === undefined ? '' : ` ${code}`}${detail === undefined ? '' : `: ${detail}`}`;
  return new CheckFailed(`${said}${ADVICE[answer.status] ?? ''}`);
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ' The token in SMOKE_TOKEN was refused: it has expired, is for another API, or comes from a tenant that is not allowed.',
  403: ' The token in SMOKE_TOKEN lacks an app role of the API.',
};

function pathAlone(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? (cause instanceof Error ? cause.message : 'unknown');
}
