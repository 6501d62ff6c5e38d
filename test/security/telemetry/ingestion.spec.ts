import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AzureMonitorTraceExporter } from '@azure/monitor-opentelemetry-exporter';
import type { TokenCredential } from '@azure/core-auth';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { ServiceError } from '#domain';
import {
  inSpan,
  recordEvent,
  recordMetric,
  runInContext,
  runWithin,
  startSpan,
  traceFields,
  useMetricSink,
} from '#observability';
import {
  type Exporters,
  MemoryLogger,
  type ReadableLogRecord,
  type ReadableSpan,
  telemetrySdk,
} from '#observability/testing';
import { ensureTls } from '../../../apps/sandbox/src/tls/certificate-authority.ts';
import { trustCertificateAuthority } from '../../../apps/sandbox/src/tls/trust.ts';
import { EnvelopeRecorder, type MetricEnvelope } from '../../infra/own-alerts.ts';
import { type Answering, bodyOf, IngestionServer } from '../../support/telemetry-receivers.ts';

const { SdkTelemetry, applicationInsights, ExportQueue, Drops, countedMetrics } = await telemetrySdk();

const TOKEN = 'a-token-of-the-managed-identity';
const credential: TokenCredential = {
  getToken: () => Promise.resolve({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }),
};

let folder: string;
let ingestion: IngestionServer;
let elsewhere: IngestionServer;
/** For one test alone: an export that was given up may still reach the first one. */
let late: IngestionServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingestion-'));
  const { ca, caFile } = await ensureTls(folder);
  trustCertificateAuthority(ca);
  [ingestion, elsewhere, late] = await Promise.all([
    IngestionServer.start(),
    IngestionServer.start(),
    IngestionServer.start(),
  ]);
  await Promise.all([ingestion, elsewhere, late].map((server) => server.useCertificateBeside(caFile)));
});

afterEach(() => ingestion.answerWith(undefined));
afterAll(async () => {
  await Promise.all([ingestion.stop(), elsewhere.stop(), late.stop()]);
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

/** What an alert reads of an envelope, without its time. */
function measurementOf({ data: { baseData } }: { readonly data: { readonly baseData: object } }) {
  const { metrics, properties } = baseData as MetricEnvelope['data']['baseData'];
  const [{ name, value, count, min, max }] = metrics;
  return { name, value, count, min, max, properties };
}

it('sends metrics as the evaluator of alerts expects them', async () => {
  const record = () => {
    for (const seconds of [0.5, 0.25, 2])
      recordMetric('voice.provider.request.duration', seconds, { 'voice.provider': 'openai', 'error.type': undefined });
    recordMetric('voice.provider.request.duration', 4, { 'voice.provider': 'speech', 'error.type': 'internal' });
    for (const count of [1, 1]) {
      recordMetric('voice.operations.finished', count, {
        'voice.operation.type': 'speech.synthesis',
        'voice.operation.status': 'failed',
        'error.type': 'stalled',
      });
    }
    recordMetric('http.server.request.duration', 0.5, {
      'http.request.method': 'GET',
      'http.response.status_code': 503,
    });
  };
  ingestion.envelopes.length = 0;
  const { telemetry } = telemetryTo(ingestion);
  record();
  await telemetry.close(10_000);
  const recorder = new EnvelopeRecorder();
  const stop = useMetricSink(recorder);
  record();
  stop();
  recorder.export(Date.now());
  const sent = ingestion.named('Metric').map(measurementOf);
  const expected = recorder.envelopes.map(measurementOf);
  expect(expected).toHaveLength(4);
  expect(sent).toHaveLength(4);
  for (const each of expected) expect(sent).toContainEqual(each);
});

describe('the exporter of Application Insights', () => {
  it('names what handles a message, as it names requests', async () => {
    ingestion.envelopes.length = 0;
    const { telemetry } = telemetryTo(ingestion);
    startSpan('process consent.verify', { kind: 'consumer', parent: null }).end();
    startSpan('GET /v1/things', { kind: 'server', parent: null }).end();
    await telemetry.close(10_000);
    const requests = ingestion.named('Request').map(({ data: { baseData } }) => baseData);
    expect(requests.map(({ name }) => name)).toEqual(['process consent.verify', 'GET /v1/things']);
    expect(requests.map(({ properties }) => properties)).toEqual([{}, {}]);
  });

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
  /** What it does, and how many items of each kind are lost with it at most. */
  const troubles: readonly (readonly [string, number, () => Answering | 'dead'])[] = [
    ['is dead', Infinity, () => 'dead'],
    // Longer than anybody waits.
    ['never answers', Infinity, () => (request) => request.resume()],
    ['answers 429', Infinity, () => status(429, { 'retry-after': '30' })],
    ['answers 403', Infinity, () => status(403)],
    ['takes only a part', 1, () => partly],
    [
      'redirects to another host',
      Infinity,
      () => status(308, { location: `https://localhost:${elsewhere.port}/v2.1/track` }),
    ],
    [
      'redirects to itself',
      Infinity,
      () => status(307, { location: `https://127.0.0.1:${ingestion.port}/v2.1/track` }),
    ],
  ];

  it.each(troubles)('%s, what is not sent is counted and said, and nothing else happens', async (_, lost, trouble) => {
    const answering = trouble();
    const connectionString =
      answering === 'dead'
        ? 'InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=https://127.0.0.1:1/'
        : ingestion.connectionString;
    if (answering !== 'dead') ingestion.answerWith(answering);
    const logger = new MemoryLogger();
    const drops = new Drops(logger.asLogger);
    const taken = await recorded();
    const { spans, logs, metrics } = applicationInsights({ connectionString, credential });
    // What is given up is lost as a whole: on a busy machine 300 ms may be over before an answer that takes a part.
    const timeoutMs = lost === Infinity ? TIMEOUT_MS : 20_000;
    const told = { exporter: 'application-insights', drops, timeoutMs } as const;
    const queues = [
      filled(
        new ExportQueue<unknown>(spans, { ...told, signal: 'spans' }),
        taken.spans.map((span) => spans.of(span)),
      ),
      filled(new ExportQueue<ReadableLogRecord>(logs, { ...told, signal: 'events' }), taken.logs),
    ];
    const counted = countedMetrics(metrics, { ...told, name: told.exporter });
    for (const each of taken.metrics) await new Promise((resolve) => counted.export(each, resolve));
    await Promise.all(queues.map((queue) => queue.close(AbortSignal.timeout(20_000))));
    expect(queues.map(({ size }) => size)).toEqual([0, 0]);
    const total = (signal: 'spans' | 'events' | 'metrics') => drops.total(signal, 'application-insights');
    expect([total('spans'), total('events'), total('metrics')]).toEqual([
      Math.min(lost, taken.spans.length),
      Math.min(lost, taken.logs.length),
      taken.metrics.length,
    ]);
    drops.say();
    expect(new Set(logger.lines.map(({ text }) => text))).toEqual(new Set(['telemetry was dropped']));
    expect(elsewhere.requests).toBe(0);
    expect(JSON.stringify(logger.lines)).not.toContain(TOKEN);
  });

  it('answers a batch late, the next one is not counted for it', async () => {
    const held: ServerResponse[] = [];
    late.answerWith((request, response) => {
      request.resume();
      held.push(response);
    });
    const { spans } = applicationInsights({ connectionString: late.connectionString, credential });
    const taken = await recorded();
    const sent = async () => {
      const { promise, resolve } = Promise.withResolvers<number>();
      const before = held.length;
      spans.export(
        taken.spans.map((span) => spans.of(span)),
        ({ code }) => resolve(code),
      );
      await expect.poll(() => held.length).toBe(before + 1);
      return { promise };
    };
    const first = await sent();
    const second = await sent();
    held[0]?.writeHead(403).end();
    expect(await first.promise).toBe(ExportResultCode.FAILED);
    held[1]
      ?.writeHead(200, { 'content-type': 'application/json' })
      .end('{"itemsReceived":4,"itemsAccepted":4,"errors":[]}');
    expect(await second.promise).toBe(ExportResultCode.SUCCESS);
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

/** Takes all but one item. */
const partly: Answering = (request, response) => {
  void (async () => {
    const received = (JSON.parse(await bodyOf(request)) as unknown[]).length;
    const errors = [{ index: 0, statusCode: 400, message: 'an item is invalid' }];
    const answer = { itemsReceived: received, itemsAccepted: received - 1, errors };
    response.writeHead(206, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  })();
};

function filled<T, Q extends { add(item: T): void }>(queue: Q, items: readonly T[]): Q {
  for (const item of items) queue.add(item);
  return queue;
}

type Taken<K extends 'metrics' | 'logs'> = Parameters<Exporters[K]['export']>[0];

/** What two requests and what they recorded give to an exporter. */
async function recorded() {
  const taken: { spans: ReadableSpan[]; metrics: Taken<'metrics'>[]; logs: ReadableLogRecord[] } = {
    spans: [],
    metrics: [],
    logs: [],
  };
  const exporterTo = <T>(take: (items: T) => void) => ({
    export: (items: T, done: (result: ExportResult) => void) => {
      take(items);
      done({ code: ExportResultCode.SUCCESS });
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  });
  const telemetry = new SdkTelemetry({
    service: 'test-role',
    instance: 'one',
    ratio: 1,
    slowMs: 60_000,
    metricsIntervalMs: 3_600_000,
    exporters: [
      {
        name: 'otlp',
        spans: { of: (span) => span, ...exporterTo<ReadableSpan[]>((items) => taken.spans.push(...items)) },
        metrics: exporterTo<Taken<'metrics'>>((items) => taken.metrics.push(items)),
        logs: exporterTo<Taken<'logs'>>((items) => taken.logs.push(...items)),
      },
    ],
    logger: new MemoryLogger().asLogger,
  });
  await work();
  await work();
  recordMetric('voice.speech.characters', 7, { 'voice.use': 'live' });
  recordEvent('voice.ready', { subjectId: 'vce_1' });
  recordEvent('voice.ready', { subjectId: 'vce_2' });
  await telemetry.close(5_000);
  return taken;
}
