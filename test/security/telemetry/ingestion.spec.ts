import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { TokenCredential } from '@azure/core-auth';
import { ServiceError } from '#domain';
import { inSpan, recordEvent, recordMetric, runInContext, runWithin, startSpan, traceFields } from '#observability';
import { MemoryLogger, type ReadableSpan, telemetrySdk } from '#observability/testing';
import { ensureTls } from '../../../apps/sandbox/src/tls/certificate-authority.ts';
import { trustCertificateAuthority } from '../../../apps/sandbox/src/tls/trust.ts';
import { type Answering, IngestionServer } from '../../support/telemetry-receivers.ts';

const { SdkTelemetry, applicationInsights, ExportQueue, Drops } = await telemetrySdk();

const TOKEN = 'a-token-of-the-managed-identity';
const credential: TokenCredential = {
  getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }),
};

let folder: string;
let ingestion: IngestionServer;
let elsewhere: IngestionServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingestion-'));
  const { ca, caFile } = await ensureTls(folder);
  trustCertificateAuthority(ca);
  [ingestion, elsewhere] = await Promise.all([IngestionServer.start(), IngestionServer.start()]);
  await Promise.all([ingestion, elsewhere].map((server) => server.useCertificateBeside(caFile)));
});

afterEach(() => ingestion.answerWith(undefined));
afterAll(async () => {
  await Promise.all([ingestion.stop(), elsewhere.stop()]);
  await rm(folder, { recursive: true });
});

function telemetryTo({ connectionString }: IngestionServer, ratio = 1) {
  const logger = new MemoryLogger();
  const exporters = [applicationInsights({ connectionString, credential })];
  const options = { service: 'test-role', instance: 'one', slowMs: 60_000, metricsIntervalMs: 3_600_000 };
  return { telemetry: new SdkTelemetry({ ...options, ratio, exporters, logger: logger.asLogger }), logger };
}

/** A request that calls something, and fails if it is told to. */
async function work(failure?: Error): Promise<void> {
  const span = startSpan('POST /v1/things', { kind: 'server', parent: null });
  await runInContext(traceFields(span.trace), () =>
    runWithin(span, () => inSpan('call', { kind: 'client' }, () => Promise.resolve())),
  );
  if (failure) span.fail(failure);
  span.end();
}

describe('envelopes', () => {
  it('have the role, and say how many they stand for', async () => {
    ingestion.envelopes.length = 0;
    const { telemetry } = telemetryTo(ingestion, 0.5);
    for (let each = 0; each < 60; each++) await work();
    for (let each = 0; each < 3; each++) await work(new ServiceError('internal', 'about Alice'));
    recordMetric('voice.speech.characters', 7, { 'voice.use': 'live' });
    recordEvent('voice.ready', { subjectId: 'vce_1' });
    await telemetry.close(10_000);
    const requests = ingestion.named('Request');
    const ofRate = (rate: number) => requests.filter(({ sampleRate }) => sampleRate === rate);
    expect(ofRate(100)).toHaveLength(3);
    expect(ofRate(50).length).toBeGreaterThan(10);
    expect(ofRate(50).length).toBeLessThan(50);
    expect(ofRate(50).length + 3).toBe(requests.length);
    expect(ingestion.named('RemoteDependency')).toHaveLength(requests.length);
    const [exception] = ingestion.named('Exception');
    expect(exception?.data.baseData['exceptions']).toMatchObject([{ typeName: 'ServiceError', message: 'internal' }]);
    for (const { tags } of ingestion.envelopes) expect(tags['ai.cloud.role']).toBe('test-role');
    for (const name of ['Metric', 'Event'])
      expect(new Set(ingestion.named(name).map(({ sampleRate }) => sampleRate))).toEqual(new Set([100]));
    expect(ingestion.text).not.toContain('Alice');
    expect([...ingestion.authorizations]).toEqual([`Bearer ${TOKEN}`]);
  });
});

describe('the exporter of Application Insights', () => {
  it('asks no other server: it starts no timer of its own', async () => {
    vi.useFakeTimers();
    try {
      const { spans, metrics, logs } = applicationInsights({
        connectionString: ingestion.connectionString,
        credential,
      });
      expect(vi.getTimerCount()).toBe(0);
      await Promise.all([spans.shutdown(), metrics.shutdown(), logs.shutdown()]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('would otherwise', () => {
    // The parameter that stops it is taken away again.
    const silent = Object.getPrototypeOf(AzureMonitorTraceExporter) as object;
    vi.useFakeTimers();
    try {
      Object.setPrototypeOf(AzureMonitorTraceExporter, Object.getPrototypeOf(silent) as object);
      const exporter = new AzureMonitorTraceExporter({
        connectionString: ingestion.connectionString,
        disableOfflineStorage: true,
      });
      expect(vi.getTimerCount()).toBe(1);
      void exporter.shutdown();
    } finally {
      Object.setPrototypeOf(AzureMonitorTraceExporter, silent);
      vi.useRealTimers();
    }
  });
});

describe('while ingestion', () => {
  const status =
    (code: number, headers: Record<string, string> = {}): Answering =>
    (request, response) => {
      request.resume();
      response.writeHead(code, { ...headers, 'content-type': 'application/json' }).end('{}');
    };
  const TIMEOUT_MS = 300;
  const troubles: readonly (readonly [string, () => Answering | 'dead'])[] = [
    ['is dead', () => 'dead'],
    // Longer than anybody waits.
    ['never answers', () => (request) => request.resume()],
    ['answers 429', () => status(429, { 'retry-after': '30' })],
    ['answers 403', () => status(403)],
    ['redirects to another host', () => status(308, { location: `https://localhost:${elsewhere.port}/v2.1/track` })],
    ['redirects to itself', () => status(307, { location: `https://127.0.0.1:${ingestion.port}/v2.1/track` })],
  ];

  it.each(troubles)('%s, what is not sent is counted and said, and nothing else happens', async (_, trouble) => {
    const logger = new MemoryLogger();
    const drops = new Drops(logger.asLogger);
    const answering = trouble();
    const connectionString =
      answering === 'dead'
        ? 'InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=https://127.0.0.1:1/'
        : ingestion.connectionString;
    if (answering !== 'dead') ingestion.answerWith(answering);
    const { spans } = applicationInsights({ connectionString, credential });
    const queue = new ExportQueue<ReadableSpan>(spans, {
      signal: 'spans',
      exporter: 'application-insights',
      drops,
      timeoutMs: TIMEOUT_MS,
    });
    for (const span of await someSpans()) queue.add(span);
    await queue.close(AbortSignal.timeout(20_000));
    expect(queue.size).toBe(0);
    expect(drops.total('spans', 'application-insights')).toBe(4);
    drops.say();
    expect(logger.lines.map(({ text }) => text)).toEqual(['telemetry was dropped']);
    expect(elsewhere.requests).toBe(0);
    expect(JSON.stringify(logger.lines)).not.toContain(TOKEN);
  });

  it('is slow, the process ends in its time', async () => {
    ingestion.answerWith((request) => request.resume());
    const { telemetry, logger } = telemetryTo(ingestion);
    await work();
    recordMetric('voice.speech.characters', 7, { 'voice.use': 'live' });
    const before = performance.now();
    await telemetry.close(400);
    const took = performance.now() - before;
    // Far from the 10 s after which an export is given up.
    expect(took).toBeLessThan(5_000);
    expect(logger.lines.every(({ text }) => text === 'telemetry was dropped')).toBe(true);
  });
});

async function someSpans(): Promise<readonly ReadableSpan[]> {
  const kept: ReadableSpan[] = [];
  const exporter = {
    export: (items: ReadableSpan[], done: (result: { code: number }) => void) => {
      kept.push(...items);
      done({ code: 0 });
    },
    shutdown: () => Promise.resolve(),
  };
  const none = {
    export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const telemetry = new SdkTelemetry({
    service: 'test-role',
    instance: 'one',
    ratio: 1,
    slowMs: 60_000,
    metricsIntervalMs: 3_600_000,
    exporters: [{ name: 'otlp', spans: exporter, metrics: none, logs: none }],
    logger: new MemoryLogger().asLogger,
  });
  await work();
  await work();
  await telemetry.close(5_000);
  return kept;
}
