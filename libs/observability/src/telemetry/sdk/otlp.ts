import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { EXPORT_TIMEOUT_MS } from './export-queue.ts';
import type { Exporters } from './exporter-set.ts';

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
    spans: new OTLPTraceExporter(to('traces')),
    metrics: new OTLPMetricExporter(to('metrics')),
    logs: new OTLPLogExporter(to('logs')),
  };
}
