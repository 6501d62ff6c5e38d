import { setTimeout as delay } from 'node:timers/promises';
import { replyQueueOf } from '#messaging';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { check, type Verdict } from './checker.ts';
import { connectClients } from './clients.ts';
import { Control } from './control.ts';
import { FaultInjector } from './fault-injector.ts';
import { planFaults } from './fault-schedule.ts';
import { sweepWhatIsOld, waitUntilQuiet } from './heal.ts';
import { type JobRecord, planJobs, runJob } from './jobs.ts';
import { type OrderRecord, planOrders, runOrder } from './orders.ts';
import type { ClientCounts } from './patient-client.ts';
import { PatientProducer, PRODUCER } from './patient-producer.ts';
import { takeSnapshot } from './snapshot.ts';
import { ORPHAN_GRACE_MS, startSystem } from './system.ts';
import { WebhookReceiver } from './webhook-receiver.ts';
import type { CheckedWebhook } from '../support/remains.ts';

/** Of the reads that meet a replica which is behind: rare at Azure, where four replicas are asked. */
const UNAVAILABLE_SHARE = 0.02;
/** Azure's replicas are milliseconds behind within a region; bounded staleness allows five seconds at least. */
const READ_LAG_MS = 5_000;

export interface ChaosOptions {
  readonly seed: number;
  readonly jobs: number;
  /** How long jobs arrive and faults happen. */
  readonly durationMs: number;
  /** From one fault to the next, on average. */
  readonly faultEveryMs: number;
  /** How long the healed system may go on without coming any nearer to the end of its work. */
  readonly stallLimitMs: number;
  /** Whether reads of Cosmos DB see states of some seconds ago, except for what a process has written or seen itself. */
  readonly staleReads?: boolean | undefined;
  readonly log?: (line: string) => void;
}

/** What the producer ordered, and what it met. */
export interface ProducerResult {
  readonly orders: readonly OrderRecord[];
  /** Attempts to send that the broker did not acknowledge. */
  readonly failedSends: number;
  /** Sends of replies that their queue refused. */
  readonly refusedReplies: number;
  /** Replies that the queue has stored, and those of them that the producer has received. */
  readonly storedReplies: number;
  readonly receivedReplies: number;
  /** Deliveries of replies that it had received before. */
  readonly deliveredAgain: number;
}

export interface ChaosResult {
  readonly verdict: Verdict;
  readonly jobs: readonly JobRecord[];
  readonly clients: ClientCounts;
  readonly producer: ProducerResult;
  /** What the webhook endpoint got, in order. */
  readonly webhooks: readonly CheckedWebhook[];
  /** By kind, how many faults hit. */
  readonly faults: Readonly<Record<string, number>>;
  /** Processes that did not end or come back as they must. */
  readonly failures: readonly string[];
  readonly healMs: number;
  /** Where the processes logged; only there when something is wrong. */
  readonly folder: string;
}

/**
 * Two API and two worker processes against one sandbox, clients that ask for jobs over HTTP, a producer that orders them by messages, an endpoint that
 * is told how they end, and faults, all planned from the seed. Then everything is healed, and what is stored is compared with what the clients were told. The plan is the same for the same seed; how the processes
 * interleave is the machine's.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const log = options.log ?? (() => undefined);
  const system = await startSystem({}, { producers: [PRODUCER] });
  const receiver = new WebhookReceiver(options.seed);
  let isClean = false;
  try {
    await receiver.start(system);
    const result = await run(system, receiver, options, log);
    isClean = result.failures.length === 0 && result.verdict.violations.length === 0;
    return result;
  } finally {
    await system.stop({ keepLogs: !isClean });
    await receiver.stop();
  }
}

async function run(
  system: VoiceSystem,
  receiver: WebhookReceiver,
  options: ChaosOptions,
  log: (line: string) => void,
): Promise<ChaosResult> {
  const { seed, jobs: count, durationMs } = options;
  const control = new Control(system.endpoint('control'));
  if (options.staleReads === true)
    await control.staleReads({ lagMs: READ_LAG_MS, unavailableShare: UNAVAILABLE_SHARE });
  const { context, counts, giveUp } = await connectClients(system, `seed-${seed}`);
  log(`system is up; the voice is enrolled`);

  const startedAt = performance.now();
  let running = 0;
  const waiting = async <R>(atMs: number, run: () => Promise<R>): Promise<R> => {
    running += 1;
    await delay(atMs);
    const record = await run();
    running -= 1;
    return record;
  };
  await using producer = new PatientProducer(system, giveUp.signal);
  const clients = Promise.all(
    planJobs(seed, count, durationMs * 0.9).map((job) => waiting(job.atMs, () => runJob(job, context))),
  );
  const ordering = Promise.all(
    planOrders(seed, count, durationMs * 0.9).map((order) =>
      waiting(order.job.atMs, () => runOrder(order, context, producer)),
    ),
  );
  const injector = new FaultInjector(system, control);
  await injector.run(planFaults(seed, durationMs, options.faultEveryMs, replyQueueOf({ name: PRODUCER })));
  await delay(Math.max(0, startedAt + durationMs - performance.now()));
  log(`${running} clients still wait; healing`);
  const healingAt = performance.now();
  receiver.heal();
  await injector.heal();
  const heal = { system, control, clientsDone: () => running === 0, stallLimitMs: options.stallLimitMs };
  const left = await waitUntilQuiet(heal);
  giveUp.abort();
  const [jobs, orders] = await Promise.all([clients, ordering]);
  const healMs = Math.round(performance.now() - healingAt);
  log(
    `quiet after ${Math.round(healMs / 1000)} s (${left.documents.length} documents, ${left.messages.length} messages left)`,
  );
  await sweepWhatIsOld(heal, ORPHAN_GRACE_MS);
  await producer.stop();
  const snapshot = await takeSnapshot(control, system);
  const { replies, failedSends, deliveredAgain } = producer;
  const requests = orders.flatMap((order) => order.requests);
  return {
    verdict: check([...jobs, ...orders], snapshot, receiver.webhooks, { requests, replies }),
    jobs,
    clients: counts,
    producer: {
      orders,
      failedSends,
      deliveredAgain,
      refusedReplies: injector.refusedReplies,
      receivedReplies: replies.length,
      storedReplies: (await control.acceptedIds(replyQueueOf({ name: PRODUCER }))).length,
    },
    webhooks: receiver.webhooks,
    faults: injector.hits(),
    failures: injector.failures,
    healMs,
    folder: system.folder,
  };
}
