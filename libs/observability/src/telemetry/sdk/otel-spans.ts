import { TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { currentTrace, runInSpan } from '../../context.ts';
import { newSpanId, newTraceId, parseTraceparent } from '../../trace-context.ts';
import type { Span, SpanOptions, SpanSource } from '../spans.ts';
import { isInRatio } from './ratio-sampler.ts';
import { RecordedSpan } from './recorded-span.ts';
import type { SpanKeeper } from './span-keeper.ts';

export interface OtelSpansOptions {
  /** Name of what makes the spans. */
  readonly scope: string;
  readonly resource: Resource;
  /** Share of the traces whose spans carry the sampled flag. */
  readonly ratio: number;
  readonly keeper: Pick<SpanKeeper, 'noteLong' | 'onStart' | 'onEnd'>;
}

/** Spans for the exporters of OpenTelemetry, below those of the log context. */
export class OtelSpans implements SpanSource {
  constructor(private readonly options: OtelSpansOptions) {}

  start(name: string, { kind, attributes, parent, isMinor = false }: SpanOptions): RecordedSpan {
    const found = parent === undefined ? currentTrace() : parseTraceparent(parent);
    const traceId = found?.traceId ?? newTraceId();
    // As its trace id says, in every process, whatever a caller has set.
    const sampled = isInRatio(traceId, this.options.ratio);
    const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
    const trace = { traceId, spanId: newSpanId(), sampled, traceFlags };
    const isRemote = parent !== undefined;
    const span = new RecordedSpan({ name, kind, trace, parent: found, isRemote, isMinor }, this.options);
    if (attributes) span.set(attributes);
    return span;
  }

  run<T>(span: Span, fn: () => T): T {
    return runInSpan(span.trace, fn);
  }
}
