import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { AggregationTemporalityPreference, OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { EXPORT_TIMEOUT_MS } from './export-queue.ts';
import type { Exporters, ReadableSpan, SpanTarget } from './exporter-set.ts';

export interface OtlpOptions {
  /** Base URL: `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of counters and histograms: sums since the start, differences, or whichever takes less memory, by kind. */
  readonly metricsTemporality: keyof typeof TEMPORALITIES;
}

const TEMPORALITIES = {
  cumulative: AggregationTemporalityPreference.CUMULATIVE,
  delta: AggregationTemporalityPreference.DELTA,
  lowmemory: AggregationTemporalityPreference.LOWMEMORY,
} as const;

/** Exporters by OTLP over HTTP, as JSON. */
export function otlp({ endpoint, headers, metricsTemporality }: OtlpOptions): Exporters {
  const base = endpoint.replace(/\/+$/, '');
  const to = (signal: string) => ({
    url: `${base}/v1/${signal}`,
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  return {
    name: 'otlp',
    spans: asTheyAre(new OTLPTraceExporter(to('traces'))),
    metrics: new OTLPMetricExporter({ ...to('metrics'), temporalityPreference: TEMPORALITIES[metricsTemporality] }),
    logs: new OTLPLogExporter(to('logs')),
  };
}

function asTheyAre(exporter: OTLPTraceExporter): SpanTarget<ReadableSpan> {
  return {
    of: (span) => span,
    export: (spans, done) => exporter.export(spans, done),
    shutdown: () => exporter.shutdown(),
  };
}
