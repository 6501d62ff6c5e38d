import type { Span } from '#observability';

/** What a request is known by, from its first hook to its last. */
export interface RequestCorrelation {
  readonly requestId: string;
  /** `performance.now()` at arrival. */
  readonly startedAt: number;
  /** Runs a function in the request's log context. */
  readonly run: (fn: () => void) => void;
  /** Of the request; probes have none. */
  readonly span?: Span | undefined;
}

const correlations = new WeakMap<object, RequestCorrelation>();

/** Keyed by Node's request, which Fastify's and Nest's both lead to. */
export function setCorrelation(rawRequest: object, correlation: RequestCorrelation): void {
  correlations.set(rawRequest, correlation);
}

/** The statuses of the errors that answers broke with after their head was sent. */
const broken = new WeakMap<object, number>();

/** Notes that an answer broke after its head was sent: its own status says nothing of it. @param status that of the error */
export function noteBroken(rawRequest: object, status: number): void {
  broken.set(rawRequest, status);
}

/** The status of the error that an answer broke with, if it did. */
export function brokenWith(rawRequest: object): number | undefined {
  return broken.get(rawRequest);
}

export function correlationOf(rawRequest: object): RequestCorrelation | undefined {
  return correlations.get(rawRequest);
}

/** The path of a request target without its query, in which secrets may travel. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return (end === -1 ? target : target.slice(0, end)).slice(0, 1_024);
}
