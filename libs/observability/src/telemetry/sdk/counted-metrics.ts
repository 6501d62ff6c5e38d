import type { ExportResult } from '@opentelemetry/core';
import { ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Drops, ExporterName } from './drops.ts';
import { exported, EXPORT_TIMEOUT_MS } from './export-queue.ts';

/** Counts the exports that fail. The sums of counters that are sent as differences are lost with them. */
export function countedMetrics(
  exporter: PushMetricExporter,
  { name, drops, timeoutMs = EXPORT_TIMEOUT_MS }: { name: ExporterName; drops: Drops; timeoutMs?: number },
): PushMetricExporter {
  const target = {
    export: ([metrics]: ResourceMetrics[], done: (result: ExportResult) => void) =>
      metrics && exporter.export(metrics, done),
  };
  const send = async (metrics: ResourceMetrics, done: (result: ExportResult) => void): Promise<void> => {
    const failure = await exported(target, [metrics], timeoutMs);
    if (failure) drops.add('metrics', name, 1, failure.reason);
    // The reader would only report what is counted here.
    done({ code: ExportResultCode.SUCCESS });
  };
  return {
    export: (metrics, done) => void send(metrics, done),
    ...(exporter.selectAggregationTemporality && {
      selectAggregationTemporality: (kind) => exporter.selectAggregationTemporality!(kind),
    }),
    ...(exporter.selectAggregation && { selectAggregation: (kind) => exporter.selectAggregation!(kind) }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown().catch(() => undefined),
  };
}
