import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { ExporterName } from './drops.ts';
import type { BatchExporter } from './export-queue.ts';

/** @typeParam T what is kept of a span until it is sent */
export interface SpanTarget<T = unknown> extends BatchExporter<T> {
  of(span: ReadableSpan): T;
}

/** Where telemetry is sent. */
export interface Exporters {
  readonly name: ExporterName;
  readonly spans: SpanTarget;
  readonly metrics: PushMetricExporter;
  readonly logs: LogRecordExporter;
}

export type { ReadableLogRecord, ReadableSpan };
