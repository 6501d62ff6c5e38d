/** A REST call as it arrived, for tests that compare calls with the OpenAPI files. */
export interface RecordedRequest {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  /** Parsed; only of JSON requests. Signatures in URLs are blanked out. */
  readonly body: unknown;
}

/** How many calls are kept; the oldest are forgotten. */
const KEPT = 2000;

export class RequestLog {
  private readonly kept: RecordedRequest[] = [];
  private readonly counts = new Map<string, number>();

  add(request: RecordedRequest): void {
    this.kept.push({ ...request, body: withoutSignatures(request.body) });
    if (this.kept.length > KEPT) this.kept.shift();
  }

  /** Counts a call that did what it asked for: not refused, not failed, not the repetition of an earlier one. */
  countEffective(operation: string): void {
    this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
  }

  requests(): readonly RecordedRequest[] {
    return [...this.kept];
  }

  effectiveCalls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }
}

function withoutSignatures(body: unknown): unknown {
  if (typeof body === 'string') return body.replaceAll(/([?&]sig=)[^&\s]+/g, '$1removed');
  if (Array.isArray(body)) return body.map(withoutSignatures);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, withoutSignatures(value)]));
}
