/** What sends telemetry, loaded when a test asks for it: few do. */
export async function telemetrySdk() {
  const [{ SdkTelemetry }, { applicationInsights }, { otlp }, { ExportQueue }, { Drops }, { countedMetrics }] =
    await Promise.all([
      import('../src/telemetry/sdk/sdk-telemetry.ts'),
      import('../src/telemetry/sdk/application-insights.ts'),
      import('../src/telemetry/sdk/otlp.ts'),
      import('../src/telemetry/sdk/export-queue.ts'),
      import('../src/telemetry/sdk/drops.ts'),
      import('../src/telemetry/sdk/counted-metrics.ts'),
    ]);
  return { SdkTelemetry, applicationInsights, otlp, ExportQueue, Drops, countedMetrics };
}

export type { Exporters, ReadableLogRecord, ReadableSpan } from '../src/telemetry/sdk/exporter-set.ts';
