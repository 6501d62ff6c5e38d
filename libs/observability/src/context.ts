import { AsyncLocalStorage } from 'node:async_hooks';
import { formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';

/** What is known about the request or message being served. Every field stands in each log line, except for `traceparent` and `subjectRevision`. */
export interface LogContext {
  /** The `X-Request-Id` of the HTTP request. */
  requestId?: string;
  /** W3C trace id, 32 hex digits. */
  traceId?: string;
  /** W3C span id of the work done here, 16 hex digits. */
  spanId?: string;
  /** The header value that calls and messages caused by this work carry on. */
  traceparent?: string;
  tenantId?: string;
  principalId?: string;
  messageId?: string;
  messageType?: string;
  queue?: string;
  attempt?: number;
  /** Id of the aggregate that a message is about. */
  subjectId?: string;
  operationId?: string;
  /** The revision of that aggregate that the message was sent with: an older one comes from a replica that is behind. */
  subjectRevision?: number;
}

/** One span after another of the same work share its fields. */
interface Frame {
  readonly fields: LogContext;
  /** The innermost span, if it is not that of the fields: as it is, since few frames are ever asked for its text. */
  readonly trace?: TraceContext | undefined;
  /** What telemetry keeps beside the span. */
  readonly held?: unknown;
}

const storage = new AsyncLocalStorage<Frame>();

/** Runs `fn`, and everything that it starts, in a new context. Nothing is inherited: a message handler does not speak for the request that woke it. */
export function runInContext<T>(fields: LogContext, fn: () => T): T {
  return storage.run({ fields: { ...fields } }, fn);
}

/** The fields of the context that this code runs in; empty outside of one. */
export function currentContext(): Readonly<LogContext> {
  const frame = storage.getStore();
  if (!frame) return {};
  return frame.trace ? { ...frame.fields, ...traceFields(frame.trace) } : frame.fields;
}

/** Adds what has become known, for example who is asking, to the current context. Does nothing outside of one. */
export function extendContext(fields: LogContext): void {
  const frame = storage.getStore();
  if (frame) Object.assign(frame.fields, fields);
}

/** What a span adds to the log context. */
export function traceFields(trace: TraceContext): Required<Pick<LogContext, 'traceId' | 'spanId' | 'traceparent'>> {
  return { traceId: trace.traceId, spanId: trace.spanId, traceparent: formatTraceparent(trace) };
}

/** The span that this code runs in. */
export function currentTrace(): TraceContext | undefined {
  const frame = storage.getStore();
  return frame?.trace ?? parseTraceparent(frame?.fields.traceparent);
}

/**
 * Runs `fn` in a span of the current work: its log lines, calls and messages are that span's.
 * @param held kept beside it for `heldBySpan`
 */
export function runInSpan<T>(trace: TraceContext | undefined, fn: () => T, held?: unknown): T {
  const frame = storage.getStore();
  return storage.run({ fields: frame?.fields ?? {}, trace: trace ?? frame?.trace, held }, fn);
}

/** What `runInSpan` was given with the innermost span. */
export function heldBySpan(): unknown {
  return storage.getStore()?.held;
}
