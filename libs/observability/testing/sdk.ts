/** What sends telemetry, loaded when a test asks for it: few do. */
export async function telemetrySdk() {
  const [{ SdkTelemetry }, { applicationInsights }, { ExportQueue }, { Drops }] = await Promise.all([
    import('../src/telemetry/sdk/sdk-telemetry.ts'),
    import('../src/telemetry/sdk/application-insights.ts'),
    import('../src/telemetry/sdk/export-queue.ts'),
    import('../src/telemetry/sdk/drops.ts'),
  ]);
  return { SdkTelemetry, applicationInsights, ExportQueue, Drops };
}

export type { ReadableSpan } from '../src/telemetry/sdk/exporter-set.ts';
