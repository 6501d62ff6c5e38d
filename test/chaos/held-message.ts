import { setTimeout as delay } from 'node:timers/promises';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import type { LogLine, ManagedProcess } from '../../apps/sandbox/src/system/managed-process.ts';
import { longText } from '../support/long-text.ts';
import { connectClients } from './clients.ts';
import { Control } from './control.ts';
import { type JobContext, requestJob, runJob } from './jobs.ts';
import { startSystem } from './system.ts';

export interface HeldMessageOptions {
  /** How long one worker works on one message. */
  readonly holdMs: number;
  readonly log?: (line: string) => void;
}

/** What one worker did. */
export interface WorkerReport {
  readonly name: string;
  /** How often it opened the receiver of `speech-synthesis` again. */
  readonly reopened: number;
  /** Probes of `/health/live`, and those that were not answered 200. */
  readonly probes: number;
  readonly failedProbes: number;
  readonly restarted: boolean;
  /** Ids of the messages that it completed, gave back or dead-lettered. */
  readonly handled: readonly string[];
}

export interface HeldMessageResult {
  readonly heldMs: number;
  readonly holder: WorkerReport | undefined;
  readonly other: WorkerReport | undefined;
  /** Everything that must not be; empty when all holds. */
  readonly faults: readonly string[];
}

const QUEUE = 'speech-synthesis';
/** Below the 15 s after which a turn without audio fails. */
const TURN_DELAY_MS = 12_000;
/** The shortest that may be configured. One part is spoken at a time, each in one turn. */
const PART_MS = 10_000;
/** What the shortest parts hold, so that there are more turns than the time has room for. */
const PART_CHARACTERS = 170;
const PROBE_PAUSE_MS = 2_000;
const DRAIN_LIMIT_MS = 180_000;
const JOBS_AFTER = 20;
/** 40 s after the message was received the receiver is reopened for the first time, then after 30 s, 60 s, 120 s … */
const MIN_REOPENED = 2;
const MAX_REOPENED = 7;

/** Has one worker work on one message for long, beside another worker that has nothing to do, with the waits of production. */
export async function runHeldMessage(options: HeldMessageOptions): Promise<HeldMessageResult> {
  const environment = { SYNTHESIS_PARALLEL_PARTS: '1', SYNTHESIS_PART_MS: String(PART_MS) };
  const system = await startSystem(environment, { apis: 1, workers: 2 });
  let isClean = false;
  try {
    const result = await hold(system, options);
    isClean = result.faults.length === 0;
    return result;
  } finally {
    await system.stop({ keepLogs: !isClean });
  }
}

async function hold(system: VoiceSystem, { holdMs, log }: HeldMessageOptions): Promise<HeldMessageResult> {
  const control = new Control(system.endpoint('control'));
  const { context } = await connectClients(system, 'held');
  const watches = system.workers.map((worker, index) => new WorkerWatch(worker, system.workerUrls[index] ?? ''));
  const spokenBefore = (await control.spoken()).length;
  const expiredBefore = (await queueOf(control)).expiredLocks;
  await control.addFaults([
    { service: 'speech', operation: 'ws-turn', effect: { kind: 'latency', ms: TURN_DELAY_MS }, times: 1_000_000 },
  ]);
  const { text } = longText(Math.ceil(holdMs / TURN_DELAY_MS + 5) * PART_CHARACTERS);
  const held = await requestJob({ name: 'held', kind: 'synthesis', text, atMs: 0, twice: false }, context);
  const faults: string[] = [];
  const isLocked = async (): Promise<boolean> => (await queueOf(control)).locked === 1;
  await until(isLocked, 30_000);
  const since = performance.now();
  log?.('a worker works on the message');
  for (let minute = 1; performance.now() - since < holdMs;) {
    await delay(PROBE_PAUSE_MS);
    if (!(await isLocked())) faults.push(`after ${seconds(since)} s the message was not locked`);
    if (performance.now() - since < minute * 60_000) continue;
    log?.(`${minute++} min: receivers opened anew ${watches.map(({ reopened }) => reopened).join(' and ')} times`);
  }
  const heldMs = performance.now() - since;
  await control.clearFaults();
  const [operationId = ''] = held.operationIds;
  const ended = async (): Promise<boolean> => TERMINAL.has(await statusOf(operationId, context));
  if (!(await until(ended, DRAIN_LIMIT_MS))) faults.push('the synthesis did not end');
  const status = await statusOf(operationId, context);
  if (status !== 'succeeded') faults.push(`the synthesis is ${status}`);
  const records = (await control.spoken()).slice(spokenBefore);
  const whole = text.replaceAll(/\s+/g, ' ');
  if (records.map((record) => record.text).join(' ') !== whole || records.some(({ completed }) => !completed)) {
    faults.push(`${records.length} turns were spoken that are not the text, once and in order`);
  }
  // Both workers get messages as before.
  const jobs = await Promise.all(
    Array.from({ length: JOBS_AFTER }, (_, index) =>
      runJob({ name: `after-${index}`, kind: 'synthesis', text: `Number ${index}.`, atMs: 0, twice: false }, context),
    ),
  );
  for (const { name, gaveUp, refused } of jobs) {
    if (gaveUp !== undefined || refused !== undefined) faults.push(`${name}: ${gaveUp ?? refused}`);
  }
  const spokenAfter = (await control.spoken()).length - spokenBefore - records.length;
  if (spokenAfter !== JOBS_AFTER) faults.push(`${JOBS_AFTER} jobs afterwards were spoken in ${spokenAfter} turns`);
  const isEmpty = async (): Promise<boolean> => {
    const { active, locked, scheduled } = await queueOf(control);
    return active + locked + scheduled === 0;
  };
  if (!(await until(isEmpty, 30_000))) faults.push('messages are left in the queue');
  const { deadLetter, expiredLocks } = await queueOf(control);
  if (deadLetter > 0) faults.push(`${deadLetter} dead letters`);
  if (expiredLocks > expiredBefore) faults.push(`${expiredLocks - expiredBefore} locks ran out`);
  const reports = await Promise.all(watches.map((watch) => watch.end()));
  const handlesHeld = ({ handled }: WorkerReport): boolean => handled.some((id) => id.startsWith(`${held.subjectId}:`));
  const [holder, other] = [reports.find(handlesHeld), reports.find((report) => !handlesHeld(report))];
  return { heldMs, holder, other, faults: [...faults, ...faultsOf(reports, holder, other)] };
}

function faultsOf(
  reports: readonly WorkerReport[],
  holder: WorkerReport | undefined,
  other: WorkerReport | undefined,
): readonly string[] {
  const faults = reports.flatMap(({ name, failedProbes, restarted }) => [
    ...(failedProbes > 0 ? [`${name} failed ${failedProbes} liveness probes`] : []),
    ...(restarted ? [`${name} ended`] : []),
  ]);
  const handled = reports.flatMap((report) => report.handled);
  const twice = new Set(handled.filter((id, index) => handled.indexOf(id) !== index));
  if (twice.size > 0) faults.push(`handled twice: ${[...twice].join(', ')}`);
  if (handled.length !== JOBS_AFTER + 1) faults.push(`${handled.length} messages were handled`);
  if (!holder || !other) return [...faults, 'it was not one of the two workers that handled the message'];
  if (holder.reopened > 0) faults.push(`the worker that held the message opened a receiver anew`);
  // Without a single one, the case that this is about did not arise.
  if (other.reopened < MIN_REOPENED || other.reopened > MAX_REOPENED) {
    faults.push(`the other worker opened its receiver anew ${other.reopened} times`);
  }
  return faults;
}

/** Probes a worker's liveness as Container Apps does, and reads its log. */
class WorkerWatch {
  reopened = 0;
  readonly #handled: string[] = [];
  readonly #ended = new AbortController();
  readonly #probing: Promise<{ probes: number; failedProbes: number }>;

  constructor(
    private readonly worker: ManagedProcess,
    private readonly url: string,
  ) {
    this.#probing = this.#probe();
    // It never resolves, and rejects when the process ends: `end` tells of that.
    worker.logged((line) => this.#read(line)).catch(() => undefined);
  }

  async end(): Promise<WorkerReport> {
    this.#ended.abort();
    const { reopened, worker } = this;
    return { name: worker.name, reopened, ...(await this.#probing), restarted: worker.ended, handled: this.#handled };
  }

  /** @returns false always: every line is wanted, not the first that fits */
  #read({ msg, queue, finding, messageId }: LogLine): false {
    if (queue !== QUEUE) return false;
    if (finding !== undefined) this.reopened += 1;
    if (msg === 'message handled') this.#handled.push(String(messageId));
    return false;
  }

  async #probe(): Promise<{ probes: number; failedProbes: number }> {
    const counts = { probes: 0, failedProbes: 0 };
    while (!this.#ended.signal.aborted) {
      counts.probes += 1;
      const isAlive = await fetch(new URL('/health/live', this.url)).then(
        async (answer) => (await answer.arrayBuffer(), answer.status === 200),
        () => false,
      );
      if (!isAlive) counts.failedProbes += 1;
      await delay(PROBE_PAUSE_MS);
    }
    return counts;
  }
}

const TERMINAL: ReadonlySet<string> = new Set(['succeeded', 'failed', 'canceled']);

async function statusOf(operationId: string, { client }: JobContext): Promise<string> {
  const { body } = await client.request('GET', `/v1/operations/${operationId}`);
  return (body as { status: string }).status;
}

async function queueOf(control: Control) {
  const queue = (await control.queues()).find(({ name }) => name === QUEUE);
  if (!queue) throw new Error(`There is no queue ${QUEUE}`);
  return queue;
}

async function until(holds: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const since = performance.now();
  while (performance.now() - since < limitMs) {
    if (await holds()) return true;
    await delay(500);
  }
  return holds();
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}
