import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { listen, shutDown } from '../../apps/sandbox/src/tls/listen.ts';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { SAMPLE, STATEMENT, uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { control, recordingOf } from '../support/system.ts';
import { endJobSeenRunning } from '../support/jobs-at-azure.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { type Envelope, IngestionServer, OtlpReceiver, type ReceivedSpan } from '../support/telemetry-receivers.ts';

const [INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER] = [1, 2, 3, 4, 5] as const;
const PATIENCE = { timeout: 120_000 };
/** What must be nowhere. */
const SPOKEN = 'Zanzibar canaries sing of quicksilver.';
const TALENT = 'Voice Talent';
/** Each process sends its spans by itself, some seconds after they end. */
const EXPORTED = { timeout: 30_000, interval: 250 };
const EMAIL = 'canary.person@example.com';
/** On the sandbox's clock. A test moves it once the worker has seen the job run, however slow the worker is. */
const JOB_MS = 60_000;

let otlp: OtlpReceiver;
let ingestion: IngestionServer;
let system: VoiceSystem;
let underTest: SystemUnderTest;
let api: ApiClient;
let voiceId: string;
/** A trace, and the span of its caller. */
interface Work {
  readonly traceId: string;
  readonly caller: string;
}
let enrollment: Work;
let synthesis: Work;
let batch: Work;

beforeAll(async () => {
  [otlp, ingestion] = await Promise.all([OtlpReceiver.start(), IngestionServer.start()]);
  system = await startQuickSystem({
    environment: {
      LOG_LEVEL: 'debug',
      ERASURE_SETTLE_MS: '300',
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url,
      APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
      OTEL_METRIC_EXPORT_INTERVAL: '2000',
    },
    sandboxEnvironment: { SANDBOX_SPEECH_JOB_MS: String(JOB_MS) },
  });
  await ingestion.useCertificateBeside(system.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '');
  underTest = { apiUrl: system.apiUrl, workerUrl: system.workerUrls[0] ?? '', folder: system.folder, ...system.ready };
  api = new ApiClient(system.apiUrl, await system.token());
}, 120_000);

afterAll(async () => {
  await system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined });
  await Promise.all([otlp.stop(), ingestion.stop()]);
});

/** Sends a POST as a caller that has begun a trace, and waits for the end of its operation and of its jobs at Azure. */
async function traced(
  path: string,
  body: object,
  jobs: readonly string[] = [],
): Promise<{ traceId: string; caller: string; operation: OperationAnswer }> {
  const [traceId, caller] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const answer = await api.send('POST', path, body, { traceparent: `00-${traceId}-${caller}-01` });
  for (const job of jobs) await endJobSeenRunning(underTest, job, JOB_MS);
  const operation = await api.finishedOperation((await answer.json()) as OperationAnswer);
  return { traceId, caller, operation };
}

/** The spans of a trace, once it has these. */
async function traceWith(traceId: string, names: readonly string[]): Promise<readonly ReceivedSpan[]> {
  const missing = () => names.filter((name) => !otlp.trace(traceId).some((span) => span.name === name));
  await expect.poll(missing, { timeout: 60_000, interval: 250 }).toEqual([]);
  return otlp.trace(traceId);
}

/** From a span to the beginning of its trace, `service name`. */
function pathOf(span: ReceivedSpan, spans: readonly ReceivedSpan[]): readonly string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [`${span.service} ${span.name}`, ...(parent ? pathOf(parent, spans) : [])];
}

function oneNamed(spans: readonly ReceivedSpan[], name: string): ReceivedSpan {
  const [first] = spans.filter((span) => span.name === name);
  if (!first) throw new Error(`There is no span ${name}`);
  return first;
}

/** One root, which continues the caller's trace; every other span is below a span of it. */
function expectWhole(spans: readonly ReceivedSpan[], caller: string): void {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
  expect(roots.map(({ kind, parentSpanId }) => ({ kind, parentSpanId }))).toEqual([
    { kind: SERVER, parentSpanId: caller },
  ]);
}

function expectManyOfBoth(spans: readonly ReceivedSpan[]): void {
  expect(spans.length).toBeGreaterThanOrEqual(8);
  expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['api', 'worker']));
}

describe('one trace', () => {
  it('has an enrollment from its request through a retry and polls to the voice', PATIENCE, async () => {
    await control(underTest, 'POST', '/faults', [
      {
        service: 'speech',
        operation: 'Consents_Create',
        effect: { kind: 'error', status: 429, headers: { 'retry-after': '1' } },
      },
    ]);
    const [consentUpload, sampleUpload] = await Promise.all([
      recordingOf(underTest, STATEMENT).then((content) => uploaded(api, 'consent', content)),
      recordingOf(underTest, SAMPLE).then((content) => uploaded(api, 'sample', content)),
    ]);
    const consent = { voiceTalentName: TALENT, companyName: 'Contoso', locale: 'en-US', uploadId: consentUpload };
    const body = { name: EMAIL, kind: 'personal', consent, samples: [{ uploadId: sampleUpload }] };
    const { traceId, caller, operation } = await traced('/v1/voices', body, ['Consents_Get', 'PersonalVoices_Get']);
    voiceId = operation.subject.id;
    enrollment = { traceId, caller };
    const spans = await traceWith(traceId, ['process voice.poll', 'speech custom-voice', 'BlobClient-download']);
    await expect.poll(() => expectWhole(otlp.trace(traceId), caller), EXPORTED).toBeUndefined();
    const failed = spans.find((span) => span.name === 'process consent.verify' && span.failed);
    expect(failed).toMatchObject({
      kind: CONSUMER,
      events: [{ name: 'exception', attributes: { 'exception.message': 'provider-throttled' } }],
    });
    // The scheduled copy is sent by the attempt that failed.
    const copy = spans.find(({ kind, parentSpanId }) => kind === PRODUCER && parentSpanId === failed?.spanId);
    expect(copy?.name).toBe('send voice-enrollment');
    const retried = spans.find(({ parentSpanId }) => parentSpanId === copy?.spanId);
    expect(retried).toMatchObject({ name: 'process consent.verify', kind: CONSUMER, failed: false });
    const polls = spans.filter(({ name }) => name === 'process voice.poll');
    expect(polls.length).toBeGreaterThanOrEqual(2);
    expect(polls[1] && pathOf(polls[1], spans).slice(0, 3)).toEqual([
      'worker process voice.poll',
      'worker send voice-enrollment',
      'worker process voice.poll',
    ]);
    expect(pathOf(oneNamed(spans, 'process voice.poll'), spans).at(-1)).toBe('api POST /v1/voices');
    expectManyOfBoth(spans);
  });

  it('has a synthesis from its request to its audio', PATIENCE, async () => {
    const { traceId, caller } = await traced('/v1/syntheses', { voiceId, text: SPOKEN });
    synthesis = { traceId, caller };
    const spans = await traceWith(traceId, [
      'speech synthesis',
      'BlockBlobClient-uploadStream',
      'process webhook.announce',
    ]);
    await expect.poll(() => expectWhole(otlp.trace(traceId), caller), EXPORTED).toBeUndefined();
    expectManyOfBoth(spans);
    expect(pathOf(oneNamed(spans, 'speech synthesis'), spans)).toEqual([
      'worker speech synthesis',
      'worker process synthesis.run',
      'api send speech-synthesis',
      'api POST /v1/syntheses',
    ]);
    const kinds = Object.fromEntries(spans.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({
      'POST /v1/syntheses': SERVER,
      'Cosmos DB create documents': CLIENT,
      'send speech-synthesis': PRODUCER,
      'process synthesis.run': CONSUMER,
      'BlockBlobClient-uploadStream': INTERNAL,
    });
  });

  it('has a batch from its request through its polls', PATIENCE, async () => {
    const items = [{ text: SPOKEN }, { text: `${SPOKEN} Twice.` }];
    const { traceId, caller } = await traced('/v1/batches', { voiceId, items }, ['BatchSyntheses_Get']);
    batch = { traceId, caller };
    const spans = await traceWith(traceId, ['process batch.poll', 'process batch.collect', 'speech batch-synthesis']);
    await expect.poll(() => expectWhole(otlp.trace(traceId), caller), EXPORTED).toBeUndefined();
    expect(pathOf(oneNamed(spans, 'process batch.collect'), spans).at(-1)).toBe('api POST /v1/batches');
    expectManyOfBoth(spans);
  });
});

describe('Application Insights', () => {
  it('gets each kind of envelope, by TLS and with a token, as a JSON array', PATIENCE, async () => {
    const kinds = () =>
      new Set(ingestion.envelopes.map(({ name }) => name.replace('Microsoft.ApplicationInsights.', '')));
    await expect
      .poll(kinds, { timeout: 30_000, interval: 250 })
      .toEqual(new Set(['Request', 'RemoteDependency', 'Exception', 'Event', 'Metric']));
    expect([...ingestion.paths]).toEqual(['POST /v2.1/track']);
    for (const authorization of ingestion.authorizations) expect(authorization).toMatch(/^Bearer ey/);
    for (const { tags, sampleRate } of ingestion.envelopes) {
      expect(['api', 'worker']).toContain(tags['ai.cloud.role']);
      expect(sampleRate).toBe(100);
    }
    const types = new Set(ingestion.named('RemoteDependency').map(({ data }) => data.baseData['type']));
    expect(types).toContain('Queue Message');
    expect(ingestion.named('Request').map(({ data }) => data.baseData['name'])).toContain('POST /v1/syntheses');
    await expect
      .poll(() => ingestion.named('Event').map(({ data }) => data.baseData['name']), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['voice.ready', 'batch.finished']));
    const metrics = () =>
      new Set(
        ingestion
          .named('Metric')
          .flatMap(({ data }) => (data.baseData['metrics'] as { name: string }[]).map(({ name }) => name)),
      );
    await expect
      .poll(metrics, { timeout: 20_000 })
      .toSatisfy((found: Set<string>) =>
        [
          'http.server.request.duration',
          'voice.operations.finished',
          'voice.provider.throttles',
          'voice.slots.used',
        ].every((name) => found.has(name)),
      );
    expect([...otlp.metrics.keys()]).toContain('voice.operation.duration');
    expect(otlp.events).toContain('voice.ready');
  });

  it('has a synthesis as one trace of both roles', PATIENCE, async () => {
    const { traceId, caller } = synthesis;
    const envelopes = () => ingestion.envelopes.filter(({ tags }) => tags['ai.operation.id'] === traceId);
    const named = (name: string) => envelopes().find(({ data }) => data.baseData['name'] === name);
    const of = ({ tags, data: { baseData } }: Envelope) => ({
      role: tags['ai.cloud.role'],
      id: baseData['id'],
      parent: tags['ai.operation.parentId'],
    });
    await expect.poll(() => named('process webhook.announce') && named('speech synthesis'), EXPORTED).toBeDefined();
    const found = ['POST /v1/syntheses', 'send speech-synthesis', 'process synthesis.run', 'speech synthesis'].map(
      named,
    );
    const [request, send, handled, spoken] = found.map((envelope) => envelope && of(envelope));
    expect([request, send, handled, spoken]).toEqual([
      { role: 'api', id: expect.any(String) as string, parent: caller },
      { role: 'api', id: expect.any(String) as string, parent: request?.id },
      { role: 'worker', id: expect.any(String) as string, parent: send?.id },
      { role: 'worker', id: expect.any(String) as string, parent: handled?.id },
    ]);
    expect(envelopes().length).toBeGreaterThanOrEqual(8);
    expect(new Set(envelopes().map(({ sampleRate }) => sampleRate))).toEqual(new Set([100]));
  });

  it.each([
    ['an enrollment', () => enrollment, 'process voice.poll'],
    ['a batch', () => batch, 'process batch.collect'],
  ])('has %s as one trace of both roles, each part with its parent', PATIENCE, async (_, workOf, last) => {
    const { traceId, caller } = workOf();
    const spans = () =>
      ['Request', 'RemoteDependency']
        .flatMap((kind) => ingestion.named(kind))
        .filter(({ tags }) => tags['ai.operation.id'] === traceId);
    const withoutParent = () => {
      const found = spans();
      if (!found.some(({ data }) => data.baseData['name'] === last)) return `no ${last}`;
      const known = new Set([caller, ...found.map(({ data }) => data.baseData['id'])]);
      return found
        .filter(({ tags }) => !known.has(tags['ai.operation.parentId']))
        .map(({ data }) => data.baseData['name']);
    };
    await expect.poll(withoutParent, EXPORTED).toEqual([]);
    expect(spans().length).toBeGreaterThanOrEqual(8);
    expect(new Set(spans().map(({ tags }) => tags['ai.cloud.role']))).toEqual(new Set(['api', 'worker']));
  });

  it('is told of a revoked consent and of an erasure', PATIENCE, async () => {
    const voice = (await (await api.send('GET', `/v1/voices/${voiceId}`)).json()) as { consentId: string };
    const answer = await api.send('POST', `/v1/consents/${voice.consentId}/revoke`, { erase: true });
    await api.finishedOperation((await answer.json()) as OperationAnswer);
    const events = () => ingestion.named('Event').map(({ data: { baseData } }) => baseData);
    await expect.poll(events, EXPORTED).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'consent.revoked', properties: { subjectId: voice.consentId } }),
        expect.objectContaining({
          name: 'erasure.finished',
          properties: { subjectId: voice.consentId, kind: 'consent' },
        }),
      ]),
    );
  });
});

describe('a job', () => {
  /** As the platform runs it. */
  function run(name: 'migrate' | 'ticks', own: Readonly<Record<string, string>> = {}): Promise<number> {
    const entry = join(packageRoot(), 'dist', 'apps', 'api', 'src', `${name}.main.js`);
    return new Promise((resolve) => {
      execFile(process.execPath, [entry], { env: system.environmentOf('api', own) }, (error) =>
        resolve(typeof error?.code === 'number' ? error.code : error ? -1 : 0),
      );
    });
  }
  const of = (role: string) =>
    ingestion.envelopes
      .filter(({ tags }) => tags['ai.cloud.role'] === role)
      .map(({ name, data: { baseData } }) => ({ kind: name.split('.').at(-1), ...baseData }));

  it('is a request of its own role, and sends no span for each document', PATIENCE, async () => {
    expect(await Promise.all([run('migrate'), run('ticks')])).toEqual([0, 0]);
    const done = { kind: 'Request', name: 'job migrate', success: true };
    expect(of('migrate')).toEqual([expect.objectContaining(done)]);
    expect(of('ticks')).toContainEqual(expect.objectContaining({ ...done, name: 'job ticks' }));
  });

  it('sends what it failed with before it ends', PATIENCE, async () => {
    const noDatabase = { COSMOS_ENDPOINT: 'https://127.0.0.1:1', OTEL_SERVICE_NAME: 'migrate-in-vain' };
    expect(await run('migrate', noDatabase)).toBe(2);
    expect(of('migrate-in-vain')).toEqual([
      expect.objectContaining({ kind: 'Request', name: 'job migrate', success: false }),
      expect.objectContaining({
        kind: 'Exception',
        exceptions: [expect.objectContaining({ message: 'dependency-unavailable' })],
      }),
    ]);
  });
});

describe('a job whose telemetry is not taken', () => {
  it('ends nevertheless, while its requests are open', PATIENCE, async () => {
    const held = createServer(() => undefined);
    const url = `http://127.0.0.1:${await listen(held, '127.0.0.1', 0)}`;
    try {
      const entry = join(packageRoot(), 'dist', 'apps', 'api', 'src', 'ticks.main.js');
      const own = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_METRIC_EXPORT_INTERVAL: '60000' };
      const { APPLICATIONINSIGHTS_CONNECTION_STRING: _, ...env } = system.environmentOf('api', own);
      const job = spawn(process.execPath, [entry], { env, stdio: 'ignore' });
      const ended = once(job, 'exit');
      await once(held, 'request');
      const heldAt = performance.now();
      expect(await ended).toEqual([0, null]);
      // After 5 s. The exporter gives a request 10 s, and tries again after that.
      expect(performance.now() - heldAt).toBeLessThan(9_000);
    } finally {
      await shutDown(held);
    }
  });
});

describe('what telemetry and logs say', () => {
  it('holds no text, name, address, token or signature', async () => {
    const logs = (await readdir(system.folder)).filter((name) => /^(api|worker).*\.log$/.test(name));
    const lines = await Promise.all(logs.map((name) => readFile(join(system.folder, name), 'utf8')));
    expect(lines.join('').length).toBeGreaterThan(1_000);
    const all = { spans: otlp.text, envelopes: ingestion.text, logs: lines.join('\n') };
    for (const [where, text] of Object.entries(all)) {
      for (const canary of [SPOKEN, SPOKEN.split(' ')[0] ?? '', TALENT, EMAIL, api.token]) {
        expect(text.includes(canary), `${canary.slice(0, 20)} in ${where}`).toBe(false);
      }
      expect(text.match(/[?&]sig=[\w%]{10}|\beyJ[\w-]{8,}\.[\w-]{8,}|Bearer%20ey/g), where).toBeNull();
    }
  });

  it('has no id of a document in the name of a dependency or in an attribute of a metric', () => {
    const id = /[a-z]{2,3}_[0-7][0-9A-HJKMNP-TV-Z]{25}/;
    const names = ingestion
      .named('RemoteDependency')
      .flatMap(({ data }) => [data.baseData['name'], data.baseData['data'], data.baseData['target']]);
    expect(names.filter((name) => id.test(String(name)))).toEqual([]);
    const attributes = ingestion.named('Metric').map(({ data }) => JSON.stringify(data.baseData['properties']));
    expect(attributes.filter((text) => id.test(text))).toEqual([]);
    expect([...otlp.metrics.values()].filter((metric) => id.test(JSON.stringify(metric)))).toEqual([]);
  });
});

describe('a process', () => {
  it('has loaded and sent nothing before it was ready', async () => {
    for (const role of ['api', 'worker']) {
      const log = () => readFile(join(system.folder, `${role}.log`), 'utf8');
      await expect.poll(log, EXPORTED).toContain('telemetry is sent');
      const [beforeSending = ''] = (await log()).split('telemetry is sent');
      expect(beforeSending).toContain(`the ${role === 'api' ? 'API' : role} is ready`);
    }
  });

  it('ends in its time while ingestion accepts requests and never answers', PATIENCE, async () => {
    const hasSent = () => ingestion.envelopes.some(({ tags }) => tags['ai.cloud.role'] === 'worker');
    await expect.poll(hasSent, EXPORTED).toBe(true);
    ingestion.answerWith((request) => request.resume());
    const worker = system.workers[0];
    if (!worker) throw new Error('There is no worker.');
    const before = ingestion.requests;
    const isStopped = worker.logged(({ msg }) => msg === 'Stopped');
    worker.signal('SIGTERM');
    // 1: the work did not end in the grace time.
    expect(await worker.exited).toBe(0);
    await isStopped;
    expect(ingestion.requests).toBeGreaterThan(before);
  });
});
