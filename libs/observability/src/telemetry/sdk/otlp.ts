import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { EXPORT_TIMEOUT_MS } from './export-queue.ts';
import type { Exporters, ReadableSpan, SpanTarget } from './exporter-set.ts';

export interface OtlpOptions {
  /** Base URL: `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Exporters by OTLP over HTTP, as JSON. */
export function otlp({ endpoint, headers }: OtlpOptions): Exporters {
  const base = endpoint.replace(/\/+$/, '');
  const to = (signal: string) => ({
    url: `${base}/v1/${signal}`,
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  return {
    name: 'otlp',
    spans: asTheyAre(new OTLPTraceExporter(to('traces'))),
    metrics: new OTLPMetricExporter(to('metrics')),
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
