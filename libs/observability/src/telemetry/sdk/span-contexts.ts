import { type Context, isSpanContextValid, type SpanContext, trace, TraceFlags } from '@opentelemetry/api';
import type { TraceContext } from '../../trace-context.ts';

export function spanContextOf({ traceId, spanId, sampled }: TraceContext): SpanContext {
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
}

export function traceContextOf({ traceId, spanId, traceFlags }: SpanContext): TraceContext {
  return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}

/** The span of an OpenTelemetry context. */
export function traceOf(context: Context): TraceContext | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext && isSpanContextValid(spanContext) ? traceContextOf(spanContext) : undefined;
}

export function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && 'getValue' in value && 'deleteValue' in value;
}
