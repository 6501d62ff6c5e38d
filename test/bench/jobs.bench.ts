/**
 * No-op jobs through the whole product against a bare Service Bus loop, in one run, on the same broker:
 *
 *   npm run bench:jobs -- [--jobs 400] [--clients 16] [--rounds 3] [--idle-seconds 20]
 *
 * A job is a synthesis that was canceled before a worker got to it: the real route accepts it (token, idempotency key, voice, consent,
 * document with outbox, operation), the relay publishes `synthesis.run`, the real handler reads it, finds nothing to do and settles it.
 * So that none is spoken, the worker is held while the jobs are accepted and canceled (which is not counted), then let go. Counted are
 * the time from the first request until all messages are on the queue, and from letting the worker go until the queue is empty.
 * The bare loop sends as many messages of the same size, as many at once, to a queue of that depth, then receives and completes them with
 * the same credit; both by `@azure/service-bus` and nothing else.
 *
 * A job that nobody can lose is more than a message: accepting one takes seven Cosmos DB calls (key, voice, consent, synthesis with its
 * outbox, operation, outbox cleared, answer kept) and handling it takes two. So that one sees what of the difference is these documents
 * and what is the product, a third row does the same calls and the same sends with the bare SDKs. That one decides (ADR 27); the ratio to
 * messages alone is printed too.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { Control } from '../chaos/control.ts';
import { enrolVoice, speakRecordings } from '../chaos/enrolled.ts';
import { startSystem } from '../chaos/system.ts';
import { descendantsOf } from '../support/processes.ts';

const MIN_RATIO = 0.5;
const MAX_IDLE_PERCENT = 2;
/** Of `synthesis.run`, in the message table. */
const CREDIT = 50;
const TICKS_PER_SECOND = 100;
const OURS = 'speech-synthesis';
/** Nobody receives from it: no product process knows it. */
const BARE = 'webhook-events';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '400' },
    clients: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '3' },
    'idle-seconds': { type: 'string', default: '20' },
  },
});
const jobs = Number(values.jobs);
const clients = Number(values.clients);

const system = await startSystem({ WORKER_QUEUES: OURS }, { apis: 1, workers: 1 });
try {
  const control = new Control(system.endpoint('control'));
  const worker = system.workers[0];
  if (!worker) throw new Error('There is no worker');
  const enrolling = await startEnroller();
  const voiceId = await enrolVoice(system, await speakRecordings(system));
  await enrolling();
  const api = new ApiClient(system.apiUrl, await system.token());
  const documents = bareDocuments();
  const rows: { bare: Timing; stored: Timing; ours: Timing }[] = [];
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const bare = await bareLoop(control);
    const stored = await bareLoop(control, documents);
    const ours = await noOpJobs(control, api, voiceId);
    // The first round warms both up.
    if (round > 0) rows.push({ bare, stored, ours });
    const ratio = (rate(ours) / rate(bare)).toFixed(2);
    console.log(
      `${round === 0 ? 'warm-up' : `round ${round}`}: bare ${show(bare)}; bare with documents ${show(stored)}; jobs ${show(ours)}; ratio ${ratio}, with documents ${(rate(ours) / rate(stored)).toFixed(2)}, accept ${(bare.inMs / ours.inMs).toFixed(2)}, drain ${(bare.outMs / ours.outMs).toFixed(2)}`,
    );
  }
  const ratio = median(rows.map(({ bare, ours }) => rate(ours) / rate(bare)));
  const idle = await idlePercent(Number(values['idle-seconds']));
  const storedRatio = median(rows.map(({ stored, ours }) => rate(ours) / rate(stored)));
  console.log(
    `median ratio to bare messages and documents ${storedRatio.toFixed(2)} (at least ${MIN_RATIO}); to messages alone ${ratio.toFixed(2)}; idle CPU of API + worker ${idle.toFixed(2)} % (under ${MAX_IDLE_PERCENT} %)`,
  );
  process.exitCode = storedRatio >= MIN_RATIO && idle < MAX_IDLE_PERCENT ? 0 : 1;

  async function noOpJobs(control: Control, api: ApiClient, voiceId: string): Promise<Timing> {
    worker?.signal('SIGSTOP');
    const startedAt = performance.now();
    const operations = await atOnce(() =>
      api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text: 'Never spoken.' }),
    );
    await waitFor(async () => (await depth(control, OURS)) >= jobs);
    const inMs = performance.now() - startedAt;
    await atOnce((index) => api.send('POST', `/v1/operations/${operations[index]?.id}/cancel`));
    const releasedAt = performance.now();
    worker?.signal('SIGCONT');
    await waitFor(async () => (await depth(control, OURS)) === 0);
    return { inMs, outMs: performance.now() - releasedAt };
  }
} finally {
  system.workers[0]?.signal('SIGCONT');
  await system.stop();
}

interface Timing {
  /** Until all is on the queue. */
  readonly inMs: number;
  /** Until all is off it. */
  readonly outMs: number;
}

/** A second worker for the other queues, while the voice is enrolled. */
async function startEnroller(): Promise<() => Promise<void>> {
  const extra = await system.startWorker({ WORKER_QUEUES: '' });
  return async () => {
    await extra.stop(15_000);
    system.workers.pop();
  };
}

/** The document calls that one job makes, as the SDK alone does them. */
interface BareDocuments {
  accept(id: string): Promise<void>;
  handle(id: string): Promise<void>;
}

function bareDocuments(): BareDocuments {
  const { environment } = system.ready;
  const client = new CosmosClient({
    endpoint: environment['COSMOS_ENDPOINT'] ?? '',
    connectionPolicy: { enableEndpointDiscovery: false },
    aadCredentials: {
      getToken: async (scopes) => ({
        token: await managedIdentityToken(environment, String(scopes).replace(/\/\.default$/, '')),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
  });
  const container = client.database(environment['COSMOS_DATABASE'] ?? '').container('idempotency');
  const content = (id: string) => ({ id, partitionKey: id, ttl: 600, padding: 'x'.repeat(500) });
  const create = async (id: string): Promise<void> => void (await container.items.create(content(id)));
  const read = async (id: string): Promise<void> => void (await container.item(id, id).read());
  return {
    async accept(id) {
      await create(`${id}-key`);
      await Promise.all([read(`${id}-key`), read(`${id}-key`)]);
      await create(`${id}-job`);
      await create(`${id}-operation`);
      await container.item(`${id}-job`, `${id}-job`).patch([{ op: 'set', path: '/padding', value: '' }]);
      await container.item(`${id}-key`, `${id}-key`).replace(content(`${id}-key`));
    },
    async handle(id) {
      await read(`${id}-job`);
      await read(`${id}-operation`);
    },
  };
}

async function bareLoop(control: Control, documents?: BareDocuments): Promise<Timing> {
  const { environment } = system.ready;
  const client = new ServiceBusClient(environment['SERVICE_BUS_NAMESPACE'] ?? '', {
    getToken: async () => ({
      token: await managedIdentityToken(environment, 'https://servicebus.azure.net'),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  });
  const sender = client.createSender(BARE);
  const body = {
    type: 'synthesis.run',
    id: 'x'.repeat(48),
    tenantId: 'x'.repeat(36),
    data: {},
    padding: 'x'.repeat(180),
  };
  const run = performance.now();
  const startedAt = performance.now();
  await atOnce(async (index) => {
    const messageId = `bare-${run}-${index}`;
    await documents?.accept(messageId);
    await sender.sendMessages({ body, messageId, contentType: 'application/json' });
  });
  await waitFor(async () => (await depth(control, BARE)) >= jobs);
  const inMs = performance.now() - startedAt;
  const releasedAt = performance.now();
  const receiver = client.createReceiver(BARE);
  receiver.subscribe(
    {
      processMessage: async (message) => {
        await documents?.handle(String(message.messageId));
        await receiver.completeMessage(message);
      },
      processError: async ({ error }) => console.log(`bare loop: ${error.message}`),
    },
    { maxConcurrentCalls: CREDIT, autoCompleteMessages: false },
  );
  await waitFor(async () => (await depth(control, BARE)) === 0);
  const outMs = performance.now() - releasedAt;
  await client.close();
  return { inMs, outMs };
}

/** Does something `jobs` times, `clients` at once. */
async function atOnce<T>(work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let index = next++; index < jobs; index = next++) results[index] = await work(index);
    }),
  );
  return results;
}

async function depth(control: Control, queue: string): Promise<number> {
  const counts = (await control.queues()).find(({ name }) => name === queue);
  return counts ? counts.active + counts.locked : 0;
}

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  for (const endsAt = performance.now() + 180_000; !(await holds()); await delay(10)) {
    if (performance.now() > endsAt) throw new Error('A round of the benchmark does not end');
  }
}

/** CPU time of the API, the worker and their children, in percent of one core. */
async function idlePercent(seconds: number): Promise<number> {
  const pids = [...system.apis, ...system.workers].flatMap(({ pid = 0 }) => [pid, ...descendantsOf(pid)]);
  const ticks = (): number =>
    pids.reduce((sum, pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return sum + Number(fields[11]) + Number(fields[12]);
    }, 0);
  await delay(5_000);
  const before = ticks();
  await delay(seconds * 1_000);
  return ((ticks() - before) / TICKS_PER_SECOND / seconds) * 100;
}

function rate({ inMs, outMs }: Timing): number {
  return (jobs * 1_000) / (inMs + outMs);
}

function show(timing: Timing): string {
  return `${rate(timing).toFixed(0)}/s (in ${timing.inMs.toFixed(0)} ms, out ${timing.outMs.toFixed(0)} ms)`;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
