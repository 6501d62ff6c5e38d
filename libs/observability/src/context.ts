import { AsyncLocalStorage } from 'node:async_hooks';

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

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `fn`, and everything that it starts, in a new context. Nothing is inherited: a message handler does not speak for the request that woke it. */
export function runInContext<T>(fields: LogContext, fn: () => T): T {
  return storage.run({ ...fields }, fn);
}

/** The fields of the context that this code runs in; empty outside of one. */
export function currentContext(): Readonly<LogContext> {
  return storage.getStore() ?? {};
}

/** Adds what has become known, for example who is asking, to the current context. Does nothing outside of one. */
export function extendContext(fields: LogContext): void {
  const context = storage.getStore();
  if (context) Object.assign(context, fields);
}
