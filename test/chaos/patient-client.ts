import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3_000;
const ATTEMPT_TIMEOUT_MS = 15_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly replayed: boolean;
}

/** What the clients together went through. */
export interface ClientCounts {
  requests: number;
  /** Attempts that ended in a broken connection or without an answer. */
  connectionErrors: number;
  /** Attempts that were answered 5xx. */
  serverErrors: number;
  /** Attempts that were answered 429, or 409 because the first request was still running. */
  toldToWait: number;
  /** Answers that were repeated from an earlier attempt. */
  replayed: number;
  /** The most attempts that one request took. */
  mostAttempts: number;
}

export function noCounts(): ClientCounts {
  return { requests: 0, connectionErrors: 0, serverErrors: 0, toldToWait: 0, replayed: 0, mostAttempts: 0 };
}

/**
 * Calls the API as a good client does: the same Idempotency-Key at each attempt, again after a broken connection, 5xx, 429 and a 409
 * that says the first attempt is still running, with growing pauses; each attempt may reach another replica.
 */
export class PatientClient {
  #next = 0;
  /** How many requests each API has answered, by its URL; what it could not do is not counted. */
  readonly answered = new Map<string, number>();

  constructor(
    private readonly options: {
      readonly urls: readonly string[];
      readonly token: () => Promise<string>;
      readonly counts: ClientCounts;
      /** Ends all waiting: waiting calls get the error of the last attempt. */
      readonly giveUp: AbortSignal;
    },
  ) {}

  /** @param key Idempotency-Key, for POST */
  async request(method: string, path: string, options: { body?: unknown; key?: string } = {}): Promise<Answer> {
    const { counts, giveUp } = this.options;
    counts.requests += 1;
    for (let attempt = 1; ; attempt += 1) {
      counts.mostAttempts = Math.max(counts.mostAttempts, attempt);
      let answer: Answer | undefined;
      let problem: unknown;
      let pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), MAX_PAUSE_MS);
      try {
        const response = await this.attempt(method, path, options);
        answer = {
          status: response.status,
          body: response.status === 204 ? undefined : await response.json(),
          replayed: response.headers.get('idempotency-replayed') === 'true',
        };
        pauseMs = Math.max(pauseMs, Math.min(Number(response.headers.get('retry-after') ?? 0) * 1_000, 5_000));
      } catch (error) {
        problem = error;
        counts.connectionErrors += 1;
      }
      if (answer && !isTemporary(answer)) {
        if (answer.replayed) counts.replayed += 1;
        return answer;
      }
      if (answer && answer.status >= 500) counts.serverErrors += 1;
      else if (answer) counts.toldToWait += 1;
      if (giveUp.aborted) throw new Error(`${method} ${path} came to nothing`, { cause: problem ?? answer });
      await delay(pauseMs, undefined, { signal: giveUp }).catch(() => undefined);
    }
  }

  private async attempt(method: string, path: string, options: { body?: unknown; key?: string }): Promise<Response> {
    const { urls, token } = this.options;
    this.#next += 1;
    const url = urls[this.#next % urls.length] ?? '';
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    if (response.status < 500) this.answered.set(url, (this.answered.get(url) ?? 0) + 1);
    return response;
  }
}

function isTemporary({ status, body }: Answer): boolean {
  if (status >= 500 || status === 429 || status === 401) return true;
  return status === 409 && (body as { code?: string }).code === 'idempotency-in-progress';
}

/** Uploads a recording as the API's answer says, again until it is there. */
export async function putBlob(
  upload: { url: string; method: string; headers: Readonly<Record<string, string>> },
  content: Buffer,
  giveUp: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    let status: number | undefined;
    let problem: unknown;
    try {
      const response = await fetch(upload.url, {
        method: upload.method,
        headers: upload.headers,
        body: new Uint8Array(content),
        signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
      });
      ({ status } = response);
      await response.arrayBuffer();
    } catch (error) {
      problem = error;
    }
    // 409: an earlier attempt wrote it, whose answer was lost; 403: the URL cannot overwrite what is there.
    if (status === 201 || (attempt > 1 && (status === 409 || status === 403))) return;
    if (giveUp.aborted || (status !== undefined && status < 500)) {
      throw new Error(`Blob Storage answered ${status}`, { cause: problem });
    }
    await delay(Math.min(FIRST_PAUSE_MS * 2 ** attempt, MAX_PAUSE_MS));
  }
}
