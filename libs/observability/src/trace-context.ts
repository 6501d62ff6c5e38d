import { randomUUID } from 'node:crypto';

/** One span of a W3C trace (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  /** 32 lowercase hex digits, not all zero. */
  readonly traceId: string;
  /** 16 lowercase hex digits, not all zero. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED_FLAG = 0x01;
/** A later version may append fields; more than this is not a trace header. */
const MAX_LENGTH = 512;

/** The span that a `traceparent` names; `undefined` for anything that the specification calls invalid. */
export function parseTraceparent(value: unknown): TraceContext | undefined {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] = TRACEPARENT.exec(value) ?? [];
  if (version === undefined || version === 'ff') return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED_FLAG) !== 0 };
}

/** The first span of a new trace. */
export function newTrace(sampled = true): TraceContext {
  return { traceId: randomId(), spanId: randomSpanId(), sampled };
}

/** A new span of the same trace. */
export function childSpan(parent: TraceContext): TraceContext {
  return { ...parent, spanId: randomSpanId() };
}

/** A new span: of the trace that `traceparent` names, or of a new trace if it is missing or invalid. */
export function continueTrace(traceparent: unknown): TraceContext {
  const parent = parseTraceparent(traceparent);
  return parent ? childSpan(parent) : newTrace();
}

export function formatTraceparent(trace: TraceContext): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
}

/** The digits of a UUID, which Node draws many at a time. Two of its bits are always set in either half, so that neither is all zero. */
function randomId(): string {
  return randomUUID().replaceAll('-', '');
}

function randomSpanId(): string {
  return randomId().slice(16);
}
