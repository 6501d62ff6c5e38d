import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { control } from '../support/system.ts';
import { type Envelope, IngestionServer } from '../support/telemetry-receivers.ts';
import { whileTimePasses } from '../support/while-time-passes.ts';

const RATIO = 0.25;
/** How many each stands for: those of the ratio, in percent. */
const OF_RATIO = 100 * RATIO;
/** Longer than anything here takes by itself, on a busy machine too. */
const SLOW_MS = 5_000;
const PATIENCE = { timeout: 120_000 };
/** Each process sends its spans by itself, some seconds after they end. */
const EXPORTED = { timeout: 30_000, interval: 250 };
/** The last 12 digits of a trace id decide: below 4 is within a ratio of a quarter. */
const [WITHIN, OUTSIDE] = ['3', '4'] as const;
const SYNTHESIS = ['POST /v1/syntheses', 'process synthesis.run', 'speech synthesis', 'process webhook.announce'];

let ingestion: IngestionServer;
let system: VoiceSystem;
let underTest: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

beforeAll(async () => {
  ingestion = await IngestionServer.start();
  system = await startQuickSystem({
    environment: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
      OTEL_METRIC_EXPORT_INTERVAL: '2000',
      TELEMETRY_RATIO: String(RATIO),
      TELEMETRY_SLOW_MS: String(SLOW_MS),
    },
  });
  await ingestion.useCertificateBeside(system.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '');
  underTest = { apiUrl: system.apiUrl, workerUrl: system.workerUrls[0] ?? '', folder: system.folder, ...system.ready };
  api = new ApiClient(system.apiUrl, await system.token());
  voiceId = await enrolledVoice(underTest, api);
}, 120_000);

afterAll(async () => {
  await system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined });
  await ingestion.stop();
});

/** @param digit the one that decides */
function newTraceId(digit: string): string {
  return `${randomBytes(10).toString('hex')}${digit}${randomBytes(6).toString('hex').slice(1)}`;
}

/** Speaks in a trace of this id, and waits for the end. */
async function speak(traceId: string): Promise<void> {
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
  const answer = await api.send('POST', '/v1/syntheses', { voiceId, text: 'One, two, three.' }, { traceparent });
  const operation = (await answer.json()) as OperationAnswer;
  await whileTimePasses(system, api.finishedOperation(operation));
}

interface Item {
  readonly kind: string;
  readonly name: unknown;
  readonly role: string | undefined;
  readonly rate: number;
  readonly success: unknown;
  readonly tookMs: number;
}

function itemOf({ name, tags, sampleRate, data: { baseData } }: Envelope): Item {
  return {
    kind: name.replace('Microsoft.ApplicationInsights.', ''),
    name: baseData['name'],
    role: tags['ai.cloud.role'],
    rate: sampleRate,
    success: baseData['success'],
    tookMs: msOf(String(baseData['duration'])),
  };
}

/** @param duration hh:mm:ss.fffffff */
function msOf(duration: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = duration.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

const itemsOf = (traceId: string) =>
  ingestion.envelopes.filter(({ tags }) => tags['ai.operation.id'] === traceId).map(itemOf);

/** The items of a trace, once these are among them. */
async function arrived(traceId: string, names: readonly string[]): Promise<readonly Item[]> {
  const missing = () => names.filter((name) => !itemsOf(traceId).some((item) => item.name === name));
  await expect.poll(missing, EXPORTED).toEqual([]);
  return itemsOf(traceId);
}

/** Each process sends in the order in which work ends: what came before this synthesis, and is sent at all, has arrived with it. */
async function everythingBefore(): Promise<void> {
  const traceId = newTraceId(WITHIN);
  await speak(traceId);
  await arrived(traceId, SYNTHESIS);
}

async function withFault(effect: object, work: () => Promise<void>): Promise<void> {
  await control(underTest, 'POST', '/faults', [{ service: 'speech', operation: 'ws-turn', effect }]);
  await work();
  const { faults } = await control<{ faults: { applied: number }[] }>(underTest, 'GET', '/faults');
  expect(faults.map(({ applied }) => applied)).toEqual([1]);
  await control(underTest, 'DELETE', '/faults');
}

const THROTTLED = { kind: 'close', code: 4429, reason: 'exceeded the concurrent request limit' };
const rolesOf = (items: readonly Item[]) => new Set(items.map(({ role }) => role));
const ratesOf = (items: readonly Item[]) => new Set(items.map(({ rate }) => rate));

describe('with a ratio of a quarter', () => {
  it('both processes send a trace within it, each item for four', PATIENCE, async () => {
    const traceId = newTraceId(WITHIN);
    await speak(traceId);
    const items = await arrived(traceId, SYNTHESIS);
    expect(ratesOf(items)).toEqual(new Set([OF_RATIO]));
    expect(rolesOf(items)).toEqual(new Set(['api', 'worker']));
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['Request', 'RemoteDependency']));
    expect(items.length).toBeGreaterThanOrEqual(8);
  });

  it('neither process sends a trace outside of it', PATIENCE, async () => {
    const traceId = newTraceId(OUTSIDE);
    await speak(traceId);
    await everythingBefore();
    expect(itemsOf(traceId)).toEqual([]);
  });

  it('requests are counted right', PATIENCE, async () => {
    const traceIds = Array.from({ length: 16 }, (_, digit) => newTraceId(digit.toString(16)));
    for (const traceId of traceIds) {
      const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
      const answer = await api.send('GET', `/v1/voices/${voiceId}`, undefined, { traceparent });
      await answer.body?.cancel();
    }
    await everythingBefore();
    const requests = traceIds.flatMap(itemsOf).filter(({ kind }) => kind === 'Request');
    expect(requests.reduce((sum, { rate }) => sum + 100 / rate, 0)).toBe(traceIds.length);
  });

  it('what fails is sent for itself, by its process, and nothing else of a trace outside', PATIENCE, async () => {
    const traceId = newTraceId(OUTSIDE);
    await withFault(THROTTLED, () => speak(traceId));
    await everythingBefore();
    const items = itemsOf(traceId);
    expect(rolesOf(items)).toEqual(new Set(['worker']));
    expect(ratesOf(items)).toEqual(new Set([100]));
    const requests = items.filter(({ kind }) => kind === 'Request');
    expect(requests).toMatchObject([{ name: 'process synthesis.run', success: false }]);
    expect(items.filter(({ kind }) => kind === 'Exception')).toHaveLength(1);
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'RemoteDependency', name: 'speech synthesis', success: false }),
    );
  });

  it('what fails in a trace within it counts once, and the rest of it four times', PATIENCE, async () => {
    const traceId = newTraceId(WITHIN);
    await withFault(THROTTLED, () => speak(traceId));
    await everythingBefore();
    const items = itemsOf(traceId);
    const attempts = items.filter(({ name }) => name === 'process synthesis.run');
    expect(attempts.map(({ success, rate }) => ({ success, rate }))).toEqual([
      { success: false, rate: 100 },
      { success: true, rate: OF_RATIO },
    ]);
    expect(ratesOf(items.filter(({ kind }) => kind === 'Exception'))).toEqual(new Set([100]));
    expect(ratesOf(items.filter(({ role }) => role === 'api'))).toEqual(new Set([OF_RATIO]));
  });

  it('what is slow is sent for itself, by its process', PATIENCE, async () => {
    const traceId = newTraceId(OUTSIDE);
    await withFault({ kind: 'latency', ms: SLOW_MS + 500 }, async () => {
      const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
      const answer = await api.send('POST', '/v1/syntheses', { voiceId, text: 'Slowly.' }, { traceparent });
      await api.finishedOperation((await answer.json()) as OperationAnswer);
    });
    await everythingBefore();
    const items = itemsOf(traceId);
    expect(items.map(({ name }) => name)).toContain('speech synthesis');
    expect(rolesOf(items)).toEqual(new Set(['worker']));
    expect(ratesOf(items)).toEqual(new Set([100]));
    const requests = items.filter(({ kind }) => kind === 'Request');
    expect(requests).toContainEqual(expect.objectContaining({ name: 'process synthesis.run', success: true }));
    // On a busy machine another message may be as slow.
    for (const { tookMs } of requests) expect(tookMs).toBeGreaterThanOrEqual(SLOW_MS);
  });

  it('events and metrics are all sent, each for itself', PATIENCE, async () => {
    const ready = () => ingestion.named('Event').filter(({ data }) => data.baseData['name'] === 'voice.ready');
    await expect.poll(() => ready().map(({ sampleRate }) => sampleRate), EXPORTED).toEqual([100]);
    const rates = () => new Set(ingestion.named('Metric').map(({ sampleRate }) => sampleRate));
    await expect.poll(rates, EXPORTED).toEqual(new Set([100]));
  });
});
