import { VoiceClient, type VoiceClientOptions } from '../voice-client.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Blob;
}

type Answer = Response | Error | ((request: SeenRequest) => Response | Promise<Response>);

/** Answers requests with what it was given, one after the other, and remembers what was asked and how long was waited. */
export class FakeApi {
  readonly requests: SeenRequest[] = [];
  readonly pauses: number[] = [];
  private readonly answers: Answer[];

  constructor(...answers: Answer[]) {
    this.answers = answers;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const seen = {
      method: request.method,
      path: url.pathname + url.search,
      headers: request.headers,
      body: await request.blob(),
    };
    this.requests.push(seen);
    const answer = this.answers.shift() ?? new Error(`nothing is left to answer ${seen.method} ${seen.path} with`);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(seen) : answer;
  };

  client(options: Partial<VoiceClientOptions> = {}): VoiceClient {
    return new VoiceClient({
      baseUrl: 'https://voices.example.com',
      fetch: this.fetch,
      wait: (ms) => {
        this.pauses.push(ms);
        return Promise.resolve();
      },
      ...options,
    });
  }

  /** `METHOD path` of each request. */
  get calls(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  header(name: string): (string | null)[] {
    return this.requests.map(({ headers }) => headers.get(name));
  }
}

export function json(body: object, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function problem(
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Response {
  const body = { type: `urn:x:${code}`, title: code, status, detail: 'Why', instance: '/', code, requestId: 'req-1' };
  return new Response(JSON.stringify({ ...body, retryable: false, ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

/** A connection that broke, as `fetch` says it. */
export function broken(): TypeError {
  return new TypeError('fetch failed');
}
