import { errorCodeOf } from '#domain';
import { currentTrace } from '../context.ts';
import { childSpan, continueTrace, formatTraceparent, parseTraceparent, type TraceContext } from '../trace-context.ts';

/** `server` and `consumer` begin the work of this process, `producer` sends a message, `client` calls another service. */
export type SpanKind = 'server' | 'consumer' | 'producer' | 'client' | 'internal';

export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a minor span takes, in milliseconds, is told from here on. */
export const MIN_MINOR_MS = 100;

export interface SpanOptions {
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
  /**
   * `traceparent` of what this continues, which may come from outside; null: begins a trace. The current span if not given.
   */
  readonly parent?: string | null | undefined;
  /** Bookkeeping that starts no spans of its own: it is sent only if it fails or takes longer than `MIN_MINOR_MS`. */
  readonly isMinor?: boolean;
  /** The code of what `inSpan` runs into; undefined where that is no failure of this work. */
  readonly failure?: (error: unknown) => string | undefined;
}

/** A piece of work, from when it was started to its `end`. */
export interface Span {
  /** The ids that its log lines, calls and messages carry. */
  readonly trace: TraceContext;
  /** Names may hold patterns (a route, a message type), no ids. */
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed, with a code: that of the error if not given. Texts of errors are not kept. */
  fail(error: unknown, code?: string): void;
  /** @param isLong whether it is meant to last: it is not kept for being slow */
  end(isLong?: boolean): void;
}

/** Makes spans. There is none until telemetry is configured and its modules are loaded. */
export interface SpanSource {
  start(name: string, options: SpanOptions): Span;
  run<T>(span: Span, fn: () => T): T;
}

let source: SpanSource | undefined;

/** While there is no telemetry: the ids, so that lines and messages belong together, and nothing else. */
class IdsOnly implements Span {
  constructor(readonly trace: TraceContext) {}
  rename(): void {}
  set(): void {}
  fail(): void {}
  end(): void {}
}

/** Whether spans are made: telemetry is configured, and its modules are loaded. */
export function isTraced(): boolean {
  return source !== undefined;
}

/** Starts a span that ends somewhere else, by `end`. */
export function startSpan(name: string, options: SpanOptions): Span {
  if (source) return source.start(name, options);
  const current = options.parent === undefined ? currentTrace() : undefined;
  return new IdsOnly(current ? childSpan(current) : continueTrace(options.parent));
}

/** Runs `fn` in this span, which goes on after it, and whose ids the log context has already. */
export function runWithin<T>(span: Span, fn: () => T): T {
  return source ? source.run(span, fn) : fn();
}

/**
 * Runs `fn` in a span of its own, which fails with what it throws. It just runs `fn` without telemetry, and for a call that no work has caused, as
 * those of timers.
 */
export async function inSpan<T>(name: string, options: SpanOptions, fn: (span: Span) => Promise<T>): Promise<T> {
  if (!source) return fn(NO_SPAN);
  const isOfNoWork = options.kind === 'client' && options.parent === undefined && currentTrace() === undefined;
  if (isOfNoWork) return fn(NO_SPAN);
  const span = source.start(name, options);
  try {
    // A minor one has no spans below it, so that nobody needs to find it.
    return await (options.isMinor ? fn(span) : source.run(span, () => fn(span)));
  } catch (error) {
    const code = (options.failure ?? errorCodeOf)(error);
    if (code !== undefined) span.fail(error, code);
    throw error;
  } finally {
    span.end();
  }
}

/** What `inSpan` gives without telemetry. Its ids are nobody's: those of the current context apply. */
const NO_SPAN: Span = new IdsOnly({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), sampled: false });

/** The `parent` of work that is sent on behalf of a stored trace: a sweep that sends it keeps it in that trace. */
export function parentOf(stored: string | undefined): string | undefined {
  const own = parseTraceparent(stored);
  return own === undefined || own.traceId === currentTrace()?.traceId ? undefined : stored;
}

/** The `traceparent` that what is sent in this span carries; without telemetry the one that is stored with it. */
export function carriedBy(span: Span, stored: string | undefined): string | undefined {
  return span === NO_SPAN ? stored : formatTraceparent(span.trace);
}

/**
 * Has this source make the spans from now on, in the whole process.
 * @returns what puts the source of before in its place
 */
export function useSpanSource(next: SpanSource | undefined): () => void {
  const before = source;
  source = next;
  return () => {
    source = before;
  };
}
