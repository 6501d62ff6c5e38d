import type { components } from './generated/contract.ts';

/** An error answer of the API (RFC 9457). */
export type Problem = components['schemas']['Problem'];
export type ProblemCode = Problem['code'];
/** One thing that is wrong with the request. */
export type FieldProblem = NonNullable<Problem['errors']>[number];

/** The API, or a proxy in front of it, refused a request or failed to answer it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Stable: branch on it. `unexpected-answer` where the body is neither a problem nor an error of the OpenAI-compatible routes. */
  readonly code: string;
  readonly title: string;
  /** The cause in this request, and how to fix it. */
  readonly detail: string;
  /** Quote it when you report a problem; empty where the answer had none. */
  readonly requestId: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the API asks to wait before that. */
  readonly retryAfterMs: number | undefined;
  /** Address of the page of the API that explains the code; undefined where the answer does not name one. */
  readonly helpUrl: string | undefined;
  /** Each invalid input of the request. */
  readonly errors: readonly FieldProblem[];
  readonly headers: Headers;

  /** @param text the body of the response */
  constructor(response: Response, text: string, request?: Pick<Request, 'method' | 'url'>) {
    const { error, ...problem } = parsed(text);
    const code = problem.code ?? error?.code ?? 'unexpected-answer';
    const detail = problem.detail ?? error?.message ?? withoutBody(response);
    const asked = request === undefined ? '' : `${request.method} ${new URL(request.url).pathname} answered `;
    super(`${asked}${response.status} ${code}${detail === '' ? '' : `: ${detail}`}`);
    this.status = response.status;
    this.code = code;
    this.title = problem.title ?? response.statusText;
    this.detail = detail;
    this.requestId = problem.requestId ?? response.headers.get('x-request-id') ?? '';
    this.retryable = problem.retryable ?? mayRetry(response);
    this.retryAfterMs = retryAfterMs(response.headers);
    this.helpUrl = helpUrl(problem.type, response.url || request?.url);
    this.errors = problem.errors ?? [];
    this.headers = response.headers;
  }

  /** @param request is named in the message, without its query */
  static async from(response: Response, request?: Pick<Request, 'method' | 'url'>): Promise<ProblemError> {
    return new ProblemError(response, await response.text(), request);
  }

  /** Whether the error has this code; the compiler knows the codes. */
  is(code: ProblemCode): boolean {
    return this.code === code;
  }
}

/** A problem, or the error of an OpenAI-compatible route. */
interface ErrorBody extends Partial<Problem> {
  readonly error?: { readonly code?: string | null; readonly message?: string };
}

function parsed(text: string): ErrorBody {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

/** `type` is relative to what was asked. What is no web page, such as `about:blank`, is no help. */
function helpUrl(type: unknown, asked: string | undefined): string | undefined {
  if (typeof type !== 'string') return undefined;
  try {
    const { protocol, href } = new URL(type, asked);
    return /^https?:$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

/** The API never redirects: the base URL leads to something in front of it. A browser tells nothing about where a redirect leads (status 0). */
function withoutBody({ status, statusText, headers }: Response): string {
  if (status > 0 && (status < 300 || status >= 400)) return statusText;
  // Its query may hold what is secret.
  const [location = ''] = (headers.get('location') ?? '').split('?');
  return `a redirect${location === '' ? '' : ` to ${location}`}; correct the base URL`;
}

/** What an answer without a problem says: the OpenAI-compatible routes have a header for it. */
function mayRetry({ status, headers }: Response): boolean {
  const told = headers.get('x-should-retry');
  return told === null ? [429, 502, 503, 504].includes(status) : told === 'true';
}

/** `Retry-After` in milliseconds; a date is taken by the clock of this machine (RFC 9110, 10.2.3). */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = value.endsWith(' GMT') ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
