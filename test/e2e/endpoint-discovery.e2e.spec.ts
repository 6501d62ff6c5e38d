import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallCount } from '../../apps/sandbox/src/faults/call-counters.ts';
import { Control } from '../chaos/control.ts';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { startEnrolment } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { control } from '../support/system.ts';
import { idleCounts } from '../idle/idle-system.ts';
import { isScheduledAt, SLOT_MS } from '../idle/schedules.ts';
import { startQuickSystem } from '../support/quick-system.ts';

const HOUR_MS = 3_600_000;

let system: VoiceSystem;
let underTest: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

/** A system of its own: everywhere else discovery is off, as behind a proxy. */
beforeAll(async () => {
  const environment = { COSMOS_ENDPOINT_DISCOVERY: 'true' };
  system = await startQuickSystem({ environment });
  const { apiUrl, folder, ready } = system;
  underTest = { apiUrl, workerUrl: system.workerUrls[0] ?? '', folder, ...ready };
  await signIn();
}, 120_000);
afterAll(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

/** A token is valid for an hour. */
async function signIn(): Promise<void> {
  api = new ApiClient(system.apiUrl, await system.token());
}

it('enrolls a voice and speaks through the locations that the Cosmos DB account names', async () => {
  const { subject } = await api.follow(await startEnrolment(underTest, api), () => undefined);
  expect(await api.json('GET', subject.href)).toMatchObject({ status: 'ready' });
  voiceId = subject.id;
  const spoken = await api.json<OperationAnswer>('POST', '/v1/syntheses', {
    voiceId: subject.id,
    text: 'Good evening.',
  });
  const synthesis = (await api.follow(spoken, () => undefined)).subject;
  expect(await api.json('GET', synthesis.href)).toMatchObject({ status: 'succeeded' });
  const stored = await control<{ documents: readonly { readonly id: string }[] }>(
    underTest,
    'GET',
    '/cosmos/documents?container=documents',
  );
  expect(stored.documents.map(({ id }) => id)).toEqual(expect.arrayContaining([subject.id, synthesis.id]));
});

const speak = (text: string) => api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text });
const counters = async () =>
  idleCounts((await control<{ counters: CallCount[] }>(underTest, 'GET', '/counters')).counters);
interface Schedule {
  /** In the past while a run is due. */
  readonly nextRunAt?: string;
  readonly lastRun?: { readonly outcome?: string };
}

/** Longer than an API waits between two looks for work. */
const IDLE_MS = 11 * 60_000;
const countAgain = () => control(underTest, 'DELETE', '/counters');

/**
 * Passes the time beyond the next hour until ten minutes before the one after it, and waits until what came due meanwhile has been done.
 * At each hour, an API that knows of no work looks for some: so it does now, and in the eleven minutes after it. Nothing is scheduled then.
 */
async function passToQuietTime(): Promise<void> {
  const now = Date.now() + system.aheadMs;
  const at = Math.ceil(now / HOUR_MS) * HOUR_MS + HOUR_MS - SLOT_MS + 1_000;
  expect([at, at + SLOT_MS].some(isScheduledAt)).toBe(false);
  await countAgain();
  await system.passTime(at - now);
  await signIn();
  await expect.poll(async () => (await counters()).cosmosCalls, { timeout: 30_000 }).toBeGreaterThan(0);
  const sandbox = new Control(system.endpoint('control'));
  // What a message leads to is in an outbox before it is in a queue, and what is looked for again is due later.
  const underWay = async () => {
    const after = Date.now() + system.aheadMs;
    const before = after + IDLE_MS;
    // Times of schedules that were passed over are caught up, once an API looks at the clock.
    const { data } = await api.json<{ data: readonly Schedule[] }>('GET', '/v1/schedules');
    const runs = data.filter(
      ({ nextRunAt = '', lastRun }) => Date.parse(nextRunAt) <= after || (lastRun && lastRun.outcome === undefined),
    );
    const inQueues = await Promise.all(
      (await sandbox.queues()).map(async ({ name, active, locked, scheduled }) => {
        const due = scheduled === 0 ? [] : await sandbox.messages(name);
        return active + locked + due.filter(({ scheduledFor = '' }) => Date.parse(scheduledFor) < before).length;
      }),
    );
    const documents = await sandbox.documents<{ outbox?: readonly unknown[] }>('documents');
    const inOutboxes = documents.map(({ outbox = [] }) => outbox.length);
    return [runs.length, ...inQueues, ...inOutboxes].reduce((sum, count) => sum + count, 0);
  };
  await expect.poll(underWay, { timeout: 30_000 }).toBe(0);
}

it('sends nothing and asks next to nothing while nobody uses it for eleven minutes', async () => {
  await passToQuietTime();
  await api.follow(await speak('The last thing.'), () => undefined);
  await passToQuietTime();
  await countAgain();
  await system.passTime(IDLE_MS);
  // The look of the hour, with which the API learns that there is no work.
  await expect.poll(async () => (await counters()).cosmosCalls, { timeout: 90_000 }).toBeGreaterThan(0);
  const { messagesSent, amqpConnections, cosmosCalls } = await counters();
  expect(messagesSent).toBe(0);
  expect(amqpConnections).toBeLessThanOrEqual(2);
  expect(cosmosCalls).toBeLessThanOrEqual(4);
});

it('finds within ten minutes what an API left in an outbox that died', async () => {
  await control(underTest, 'POST', '/faults', [
    { service: 'service-bus', operation: 'send', effect: { kind: 'error', status: 503 }, times: 1_000 },
  ]);
  const operation = await speak('Nobody has heard of this yet.');
  system.apis[0]?.signal('SIGKILL');
  await system.apis[0]?.exited;
  await control(underTest, 'DELETE', '/faults');
  await system.restart('api', 0);
  await system.passTime(10 * 60_000 + 15_000);
  const { subject } = await api.follow(operation, () => undefined);
  expect(await api.json('GET', subject.href)).toMatchObject({ status: 'succeeded' });
});
