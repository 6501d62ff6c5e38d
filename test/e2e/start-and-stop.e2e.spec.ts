import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import type { ManagedProcess } from '../../apps/sandbox/src/system/managed-process.ts';
import { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { enrolledVoice } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { control } from '../support/system.ts';
import { startQuickSystem } from '../support/quick-system.ts';

const LOCK_MS = 60_000;
const GRACE_MS = 20_000;

let system: VoiceSystem;
let underTest: SystemUnderTest;
let api: ApiClient;
let voiceId: string;

/** Everything is there once, so that its addresses are known, and then nothing is. */
beforeAll(async () => {
  const environment = { SHUTDOWN_GRACE_MS: String(GRACE_MS) };
  system = await startQuickSystem({ apis: 0, workers: 0, environment });
  await system.stopSandbox();
}, 120_000);

afterEach(async () => {
  if (!system.sandbox.ended) await control(underTest, 'DELETE', '/faults');
});
afterAll(() => system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined }));

interface Probe {
  readonly status: number;
  /** Of each dependency. */
  readonly details: Readonly<Record<string, { readonly status: string; readonly message?: string }>>;
}

async function probe(url: string | undefined, path: string): Promise<Probe> {
  const response = await fetch(new URL(`/health/${path}`, url));
  const { details } = (await response.json()) as Pick<Probe, 'details'>;
  return { status: response.status, details };
}

const down = expect.objectContaining({ status: 'down' }) as unknown;

describe('every dependency may come up last', () => {
  it('the API and a worker start without any, are alive, and say which ones are missing', async () => {
    await Promise.all([system.startApi(), system.startWorker()]);
    for (const url of [system.apiUrl, system.workerUrls[0]]) {
      expect(await probe(url, 'live')).toMatchObject({ status: 200 });
      expect(await probe(url, 'startup')).toMatchObject({ status: 200 });
    }
    const [ofApi, ofWorker] = await Promise.all(
      [system.apiUrl, system.workerUrls[0]].map((url) => probe(url, 'ready')),
    );
    expect(ofApi).toEqual({
      status: 503,
      // What is accepted without Service Bus waits in outboxes.
      details: {
        cosmos: down,
        'blob-storage': down,
        entra: down,
        'service-bus': expect.objectContaining({
          status: 'degraded',
          message: expect.any(String) as string,
        }) as unknown,
      },
    });
    expect(ofWorker).toEqual({ status: 503, details: { cosmos: down, 'blob-storage': down, 'service-bus': down } });
  });

  it('and work as soon as all are there, without being started again', async () => {
    await system.startSandbox();
    underTest = {
      apiUrl: system.apiUrl,
      workerUrl: system.workerUrls[0] ?? '',
      folder: system.folder,
      ...system.ready,
    };
    for (const url of [system.apiUrl, system.workerUrls[0]]) {
      await expect.poll(() => probe(url, 'ready'), { timeout: 120_000, interval: 500 }).toMatchObject({ status: 200 });
    }
    api = new ApiClient(system.apiUrl, await system.token());
    voiceId = await enrolledVoice(underTest);
    await api.follow(await speak('Here we are.'), () => undefined);
    expect([system.apis[0]?.ended, system.workers[0]?.ended]).toEqual([false, false]);
  });
});

interface Report {
  readonly dependencies: Readonly<Record<string, { readonly status: string; readonly lastError?: object }>>;
}

/** Which dependencies are not there for this replica. */
async function away(url: string | undefined, token?: string): Promise<readonly string[]> {
  const { report } = await reported(url, token);
  return Object.entries(report.dependencies).flatMap(([name, { status }]) => (status === 'up' ? [] : [name]));
}

/** What the replica itself says to operators. */
async function reported(url: string | undefined, token?: string): Promise<{ status: number; report: Report }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL('/health', url), { headers });
  return { status: response.status, report: (await response.json()) as Report };
}

const [DROP, SLOW, REFUSE] = [
  { kind: 'drop' },
  { kind: 'latency', ms: 10_000 },
  { kind: 'error', status: 403 },
] as const;
const EFFECTS = [DROP, SLOW, REFUSE] as const;
interface Outage {
  readonly service: 'cosmos' | 'storage' | 'service-bus' | 'speech';
  readonly operation?: string;
  readonly effect: (typeof EFFECTS)[number];
}
interface Expected {
  readonly names: readonly string[];
  readonly outages: readonly Outage[];
  /** Of `ready`: of the API, and of the worker. */
  readonly ready: readonly [number, number];
}
/** As the table of docs/health.md says. Those that limit requests are asked every 10 s, so they go together, each in another way. */
type Row = readonly [string, Expected];
const OUTAGES: readonly Row[] = [
  ...EFFECTS.flatMap((effect, index): readonly Row[] => {
    const [next = effect, last = effect] = [EFFECTS[(index + 1) % 3], EFFECTS[(index + 2) % 3]];
    const providers: readonly Outage[] = [
      { service: 'speech', operation: 'Projects_List', effect },
      { service: 'speech', operation: 'Translator_Translate', effect: next },
      { service: 'speech', operation: 'ChatCompletions_Create', effect: last },
    ];
    return [
      [`cosmos, ${effect.kind}`, { names: ['cosmos'], outages: [{ service: 'cosmos', effect }], ready: [503, 503] }],
      [
        `storage, ${effect.kind}`,
        { names: ['blob-storage'], outages: [{ service: 'storage', effect }], ready: [503, 503] },
      ],
      [
        `speech, ${effect.kind}, translator, ${next.kind}, and openai, ${last.kind}`,
        { names: ['speech', 'translator', 'openai'], outages: providers, ready: [200, 200] },
      ],
    ];
  }),
  ...EFFECTS.map((effect): Row => [
    `service bus, ${effect.kind}`,
    { names: ['service-bus'], outages: [{ service: 'service-bus', effect }], ready: [200, 503] },
  ]),
];
/** Of docs/health.md. */
const RECOVERY_OF_SERVICE_BUS_MS = 30_000;
const stateFor = (status: number) => (status === 503 ? 'down' : 'degraded');

describe('each dependency in turn', () => {
  it.each(OUTAGES)('%s: both live, and are ready as the table says', { timeout: 120_000 }, async (_, expected) => {
    const { names, outages, ready } = expected;
    const token = await system.token();
    const held = names.includes('service-bus') ? await heldSynthesis() : undefined;
    const rules = outages.map((outage) => ({ operation: '*', times: 1_000_000, ...outage }));
    await control(underTest, 'POST', '/faults', rules);
    // An open connection would go on as before.
    if (names.includes('service-bus')) await control(underTest, 'POST', '/service-bus/drop-connections');
    // Work makes probes ask again, whether it succeeds or not.
    await api.send('GET', '/v1/operations?limit=1').catch((error: unknown) => expect(error).toBeInstanceOf(Error));
    const worker = system.workerUrls[0];
    const both = [system.apiUrl, worker].map((url, index) => ({ url, status: ready[index] ?? 0 }));
    await Promise.all(
      both.map(async ({ url, status }) => {
        const named = Object.fromEntries(names.map((name) => [name, { status: stateFor(status), lastError: {} }]));
        await expect
          .poll(() => reported(url, token), { timeout: 20_000, interval: 100 })
          .toMatchObject({ status, report: { dependencies: named } });
        expect(await probe(url, 'ready')).toMatchObject({ status });
      }),
    );
    await expect.poll(() => away(worker), { timeout: 20_000, interval: 100 }).toEqual(names);
    for (const { url } of both) expect(await probe(url, 'live')).toMatchObject({ status: 200 });
    await control(underTest, 'DELETE', '/faults');
    const timeout = names.includes('service-bus') ? RECOVERY_OF_SERVICE_BUS_MS : 60_000;
    for (const { url } of both) {
      await expect.poll(() => away(url, token), { timeout, interval: 100 }).toEqual([]);
      expect(await probe(url, 'ready')).toMatchObject({ status: 200 });
    }
    // Receivers and senders are there again, not only what the checks ask, and what they had received is settled.
    if (held) {
      await api.follow(await speak('Here we go on.'), () => undefined);
      await api.follow(held, () => undefined);
      await expect.poll(locks, { timeout: RECOVERY_OF_SERVICE_BUS_MS, interval: 200 }).toMatchObject({ locked: 0 });
    }
  });

  it.each(EFFECTS)('Entra ID, after its keys were had once: nothing happens (%o)', async (effect) => {
    const token = await system.token();
    await control(underTest, 'POST', '/faults', [{ service: 'entra', operation: '*', effect, times: 1_000_000 }]);
    await api.send('GET', '/v1/operations?limit=1');
    const { status, report } = await reported(system.apiUrl, token);
    expect([status, report.dependencies['entra']?.status]).toEqual([200, 'up']);
    for (const url of [system.apiUrl, system.workerUrls[0]]) {
      expect([(await probe(url, 'live')).status, (await probe(url, 'ready')).status]).toEqual([200, 200]);
    }
  });

  it('tells a stranger the state alone', async () => {
    const { status, report } = await reported(system.apiUrl);
    expect([status, Object.keys(report)]).toEqual([200, ['status']]);
  });
});

describe('a start against an account that is not as it must be', () => {
  it('ends with 78, and the log says what differs', async () => {
    // The sandbox's account is at Session.
    await expect(system.startWorker({ COSMOS_CONSISTENCY: 'Strong' })).rejects.toThrow('worker-2 ended with code 78');
    const log = await readFile(join(system.folder, 'worker-2.log'), 'utf8');
    expect(log).toContain('Cosmos DB is not configured as this release needs it');
    expect(log).toContain('the consistency level Session, which is weaker than COSMOS_CONSISTENCY, Strong');
  });
});

describe('SIGTERM', () => {
  it('lets running work finish, takes no more, and ends the process with 0', async () => {
    await script({ kind: 'latency', ms: 1_500 });
    const running = await speak('One moment, please.');
    await spokenTo();
    const worker = theWorker();
    const stopping = worker.logged(({ msg }) => msg === 'Stopping');
    worker.signal('SIGTERM');
    await stopping;
    const queued = await speak('I can wait.');
    expect(await worker.exited).toBe(0);
    expect(await stateOf(running)).toMatchObject({ status: 'succeeded' });
    expect(await stateOf(queued)).toMatchObject({ status: 'queued' });
    expect(await locks()).toEqual({ locked: 0, expiredLocks: 0 });
    await system.restart('worker', 0);
    await api.follow(queued, () => undefined);
  });

  it('forces the exit at the second time, and what was running is done by the next worker', async () => {
    await script({ kind: 'hang' });
    const operation = await speak('Never mind.');
    await spokenTo();
    const worker = theWorker();
    const stopping = worker.logged(({ msg }) => msg === 'Stopping');
    worker.signal('SIGTERM');
    await stopping;
    // It answers: it waits for its work, and would until the grace time is over.
    expect(await probe(system.workerUrls[0], 'live')).toMatchObject({ status: 200 });
    const again = performance.now();
    worker.signal('SIGTERM');
    expect(await worker.exited).toBe(1);
    expect(performance.now() - again).toBeLessThan(GRACE_MS / 2);
    await system.passTime(LOCK_MS + 1_000);
    await system.restart('worker', 0);
    await api.follow(operation, () => undefined);
  });

  it('ends the API with 0, and the event streams that it serves', async () => {
    await script({ kind: 'hang' });
    const operation = await speak('This takes a while.');
    await spokenTo();
    const stream = await api.send('GET', `/v1/operations/${operation.id}/events`);
    const [instance] = system.apis;
    instance?.signal('SIGTERM');
    expect(await stream.text()).toContain('event:');
    expect(await instance?.exited).toBe(0);
  });
});

function theWorker(): ManagedProcess {
  const [worker] = system.workers;
  if (!worker) throw new Error('there is no worker');
  return worker;
}

function speak(text: string): Promise<OperationAnswer> {
  return api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text });
}

/** A synthesis that is running, and ends 1.5 s from now: its message has to be settled then. */
async function heldSynthesis(): Promise<OperationAnswer> {
  await script({ kind: 'latency', ms: 1_500 });
  const operation = await speak('Hold on, please.');
  await spokenTo();
  return operation;
}

function stateOf({ id }: OperationAnswer): Promise<OperationAnswer> {
  return api.json<OperationAnswer>('GET', `/v1/operations/${id}`);
}

/** What happens to the next text that Azure is asked to speak. */
async function script(effect: object): Promise<void> {
  await control(underTest, 'POST', '/faults', [{ service: 'speech', operation: 'ws-turn', effect }]);
}

/** Azure was asked to speak. */
async function spokenTo(): Promise<void> {
  const applied = async () => {
    const { faults } = await control<{ faults: { applied: number }[] }>(underTest, 'GET', '/faults');
    return faults.map((fault) => fault.applied);
  };
  await expect.poll(applied, { timeout: 30_000, interval: 50 }).toEqual([1]);
}

async function locks(): Promise<{ locked: number; expiredLocks: number }> {
  type Queue = Readonly<Record<'locked' | 'expiredLocks', number>>;
  const { queues } = await control<{ queues: readonly Queue[] }>(underTest, 'GET', '/service-bus/queues');
  const sum = (name: keyof Queue) => queues.reduce((total, queue) => total + queue[name], 0);
  return { locked: sum('locked'), expiredLocks: sum('expiredLocks') };
}
