import { randomFillSync } from 'node:crypto';

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
  return { traceId: newTraceId(), spanId: newSpanId(), sampled };
}

/** A new span of the same trace. */
export function childSpan(parent: TraceContext): TraceContext {
  return { traceId: parent.traceId, spanId: newSpanId(), sampled: parent.sampled };
}

/** A new span: of the trace that `traceparent` names, or of a new trace if it is missing or invalid. */
export function continueTrace(traceparent: unknown): TraceContext {
  const parent = parseTraceparent(traceparent);
  return parent ? childSpan(parent) : newTrace();
}

export function formatTraceparent(trace: TraceContext): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
}

export function newTraceId(): string {
  return randomDigits(16);
}

export function newSpanId(): string {
  return randomDigits(8);
}

/** Drawn many at a time: a call of the operating system's generator costs more than all else of an id. */
const pool = Buffer.allocUnsafeSlow(4_096);
let unused = 0;

/** @returns hex digits, two for each byte, not all zero */
function randomDigits(bytes: number): string {
  if (unused < bytes) {
    randomFillSync(pool);
    unused = pool.length;
  }
  const digits = pool.toString('hex', unused - bytes, unused);
  unused -= bytes;
  return /[^0]/.test(digits) ? digits : randomDigits(bytes);
}
