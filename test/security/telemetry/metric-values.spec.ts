import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MetricName, observeMetric, recordMetric } from '#observability';
import { MemoryLogger, telemetrySdk } from '#observability/testing';
import { ensureTls } from '../../../apps/sandbox/src/tls/certificate-authority.ts';
import { trustCertificateAuthority } from '../../../apps/sandbox/src/tls/trust.ts';
import { IngestionServer, OtlpReceiver } from '../../support/telemetry-receivers.ts';

const { SdkTelemetry, applicationInsights, otlp } = await telemetrySdk();

/** Often enough that a test need not wait. */
const INTERVAL_MS = 100;
const SOON = { timeout: 20_000, interval: 20 };
const COUNTER = 'voice.speech.characters' satisfies MetricName;
const HISTOGRAM = 'voice.queue.age' satisfies MetricName;
const GAUGE = 'voice.slots.used' satisfies MetricName;
const LIVE = { 'voice.use': 'live' } as const;
const QUEUE = { 'messaging.destination.name': 'speech-synthesis' } as const;
const [DELTA, CUMULATIVE] = [1, 2] as const;

let folder: string;
let ingestion: IngestionServer;
let receiver: OtlpReceiver;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metric-values-'));
  const { ca, caFile } = await ensureTls(folder);
  trustCertificateAuthority(ca);
  [ingestion, receiver] = await Promise.all([IngestionServer.start(), OtlpReceiver.start()]);
  await ingestion.useCertificateBeside(caFile);
});

afterAll(async () => {
  await Promise.all([ingestion.stop(), receiver.stop()]);
  await rm(folder, { recursive: true });
});

/** What Application Insights has got of a metric, in the order of the exports. */
function sent(name: MetricName) {
  const all = ingestion.named('Metric').map(({ data }) => data.baseData['metrics'] as readonly [Point]);
  return all.flatMap(([point]) => (point.name === name ? [point] : []));
}

interface Point {
  readonly name: string;
  readonly value: number;
  readonly count: number;
  readonly min?: number;
  readonly max?: number;
}

const valuesOf = (name: MetricName) => sent(name).map(({ value }) => value);

interface OtlpPoint {
  readonly asDouble?: number;
  readonly asInt?: number;
  readonly sum?: number;
  readonly count?: number;
  readonly bucketCounts?: readonly number[];
}

/** The last export of a metric that an OTLP receiver has got. */
function lastOf(name: MetricName) {
  const last = receiver.metrics.get(name)?.at(-1) as
    | Readonly<
        Partial<
          Record<
            'sum' | 'gauge' | 'histogram',
            { readonly aggregationTemporality?: number; readonly dataPoints: readonly OtlpPoint[] }
          >
        >
      >
    | undefined;
  const kind = last?.sum ?? last?.gauge ?? last?.histogram;
  const [point] = kind?.dataPoints ?? [];
  return { temporality: kind?.aggregationTemporality, value: point?.asDouble ?? point?.asInt, ...point };
}

/** Waits for exports that begin from now on. */
async function anotherExport(): Promise<void> {
  const seen = sent(GAUGE).length;
  await expect.poll(() => sent(GAUGE).length, SOON).toBeGreaterThanOrEqual(seen + 2);
}

describe('the values of metrics over several exports', () => {
  it('are differences for Application Insights, sums for OTLP, and the last value of gauges', async () => {
    let used = 4;
    const stop = observeMetric(GAUGE, () => [{ value: used, attributes: { 'voice.slots.use': 'live' } }]);
    const credential = {
      getToken: () => Promise.resolve({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const telemetry = new SdkTelemetry({
      service: 'test-role',
      instance: 'one',
      ratio: 1,
      slowMs: 60_000,
      metricsIntervalMs: INTERVAL_MS,
      exporters: [
        applicationInsights({ connectionString: ingestion.connectionString, credential }),
        otlp({ endpoint: receiver.url, headers: {}, metricsTemporality: 'cumulative' }),
      ],
      logger: new MemoryLogger().asLogger,
    });
    try {
      recordMetric(COUNTER, 2, LIVE);
      recordMetric(HISTOGRAM, 3, QUEUE);
      recordMetric(HISTOGRAM, 8, QUEUE);
      await expect.poll(() => valuesOf(COUNTER), SOON).toEqual([2]);
      await expect.poll(() => sent(HISTOGRAM), SOON).toMatchObject([{ value: 11, count: 2, min: 3, max: 8 }]);
      recordMetric(COUNTER, 3, LIVE);
      recordMetric(HISTOGRAM, 5, QUEUE);
      await expect.poll(() => valuesOf(COUNTER), SOON).toEqual([2, 3]);
      await expect.poll(() => sent(HISTOGRAM)[1], SOON).toMatchObject({ value: 5, count: 1, min: 5, max: 5 });
      used = 1;
      await anotherExport();
      await anotherExport();
      // Nothing was recorded: nothing is sent again.
      expect(valuesOf(COUNTER)).toEqual([2, 3]);
      expect(sent(HISTOGRAM)).toHaveLength(2);
      expect(sent(GAUGE)[0]).toMatchObject({ value: 4, count: 1 });
      expect(sent(GAUGE).at(-1)).toMatchObject({ value: 1, count: 1 });
      expect(new Set(valuesOf(GAUGE))).toEqual(new Set([4, 1]));
      await expect.poll(() => lastOf(GAUGE).value, SOON).toBe(1);
      expect(lastOf(COUNTER)).toMatchObject({ temporality: CUMULATIVE, value: 5 });
      expect(lastOf(HISTOGRAM)).toMatchObject({ temporality: CUMULATIVE, sum: 16, count: 3 });
      recordMetric(COUNTER, 7, LIVE);
    } finally {
      await telemetry.close(10_000);
      stop();
    }
    // What was left at the end of the process.
    expect(valuesOf(COUNTER)).toEqual([2, 3, 7]);
    expect(lastOf(COUNTER)).toMatchObject({ value: 12 });
  });

  it('are differences for an OTLP receiver that wants them', async () => {
    receiver.metrics.clear();
    const telemetry = new SdkTelemetry({
      service: 'test-role',
      instance: 'one',
      ratio: 1,
      slowMs: 60_000,
      metricsIntervalMs: INTERVAL_MS,
      exporters: [otlp({ endpoint: receiver.url, headers: {}, metricsTemporality: 'delta' })],
      logger: new MemoryLogger().asLogger,
    });
    try {
      recordMetric(COUNTER, 2, LIVE);
      await expect.poll(() => lastOf(COUNTER), SOON).toMatchObject({ temporality: DELTA, value: 2 });
      recordMetric(COUNTER, 3, LIVE);
      await expect.poll(() => lastOf(COUNTER), SOON).toMatchObject({ temporality: DELTA, value: 3 });
    } finally {
      await telemetry.close(10_000);
    }
  });
});
