import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isClearedByHandler } from '#messaging';
import type { OperationAnswer } from '../support/api-client.ts';
import type { ObservedCall } from '../../apps/sandbox/src/faults/fault-plan.ts';
import type { FaultTold } from '../../apps/sandbox/src/main.ts';
import type { VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { check } from './checker.ts';
import { Control } from './control.ts';
import { COMPANY, enrolVoice, type Recordings, speakRecordings, TALENT } from './enrolled.ts';
import { waitUntilQuiet } from './heal.ts';
import { type JobRecord, requestJob } from './jobs.ts';
import { noCounts, PatientClient } from './patient-client.ts';
import { allMessages, type CheckedDocument, takeSnapshot } from './snapshot.ts';
import { startSystem } from './system.ts';
import { verifyFiles } from './verified-files.ts';
import { isChecked, type Violation } from '../support/remains.ts';

/** What the worker does as it dies. A batch is one file of its two items. */
export const KILLED_JOBS = ['synthesis', 'enrollment', 'batch'] as const;
export type KilledJob = (typeof KILLED_JOBS)[number];

/** When the worker dies: as a call of it arrives, so that it is not done; or when it is done and before its answer. */
export const MOMENTS = ['before', 'after'] as const;
export type Moment = (typeof MOMENTS)[number];

export interface KillPointOptions {
  readonly jobs: KilledJob;
  /** Only each n-th point, for a quick look. Default 1: all. */
  readonly every?: number;
  /** The first and the last number of a point. Default: all. Parts of the list are shorter runs, each with a system that holds few documents. */
  readonly from?: number;
  readonly to?: number;
  /** Default: both. */
  readonly moments?: readonly Moment[];
  /** How many systems, each with jobs of its own, share the points. Default 1. */
  readonly systems?: number;
  readonly log?: (line: string) => void;
}

export interface KillPoint {
  readonly number: number;
  readonly moment: Moment;
  /** The call at which the worker died. */
  readonly call: ObservedCall;
}

export interface KillPointsResult {
  readonly points: readonly KillPoint[];
  readonly jobs: readonly JobRecord[];
  readonly violations: readonly Violation[];
  /** Jobs that did not succeed: a killed worker is no reason for a job to fail. */
  readonly failed: readonly string[];
  readonly spokenAgain: number;
}

/** No job makes so many calls: a list that does not end before is a defect. */
const MAX_POINTS = 600;
/** So many jobs must end before their number: one may have polled less often than others. */
const MISSES = 3;
/** Ends a lock of a message (60 s) and the lease of a run (60 s and a margin), as time would. */
const LOCKS_END_MS = 75_000;
/** For a machine that is busy with something else; a job that stands still longer is stuck. */
const PATIENCE_MS = 180_000;
const LOOK_MS = 50;

/**
 * Kills the only worker with -9 at the first call that it makes for a job, then, for the next job, at the second, and so on until a job
 * ends before its number comes: the list of points is whatever the handlers do. Calls are all that a worker asks of Azure: HTTP, AMQP
 * and WebSocket. While they are counted nobody else makes any: the worker is held until the job is accepted and all that the API has
 * to do for it is done, then the API is held.
 */
export async function runKillPoints(options: KillPointOptions): Promise<KillPointsResult> {
  const list = new PointList(options);
  const results = await Promise.all(Array.from({ length: options.systems ?? 1 }, () => runSystem(options, list)));
  return {
    points: results.flatMap(({ points }) => points),
    jobs: results.flatMap(({ jobs }) => jobs),
    violations: results.flatMap(({ violations }) => violations),
    failed: results.flatMap(({ failed }) => failed),
    spokenAgain: results.reduce((sum, { spokenAgain }) => sum + spokenAgain, 0),
  };
}

async function runSystem(options: KillPointOptions, list: PointList): Promise<KillPointsResult> {
  const system = await startSystem(
    { SPEECH_POLL_MS: '100', BATCH_POLL_MS: '100' },
    { apis: 1, workers: 1, speechJobMs: 100 },
  );
  let isClean = false;
  try {
    const result = await new KillPoints(system, options, list).run();
    isClean = result.violations.length === 0 && result.failed.length === 0;
    return result;
  } finally {
    for (const process of system.processes) process.signal('SIGCONT');
    await system.stop({ keepLogs: !isClean });
  }
}

/** Who takes a point, and how far the list goes. */
class PointList {
  readonly #next: Record<Moment, number>;
  readonly #missed: Record<Moment, number> = { before: 0, after: 0 };
  readonly #every: number;
  readonly #to: number;
  readonly #moments: readonly Moment[];

  constructor({ every = 1, from = 1, to = Number.POSITIVE_INFINITY, moments = MOMENTS }: KillPointOptions) {
    this.#next = { before: from, after: from };
    this.#every = every;
    this.#to = to;
    this.#moments = moments;
  }

  take(): { readonly number: number; readonly moment: Moment } | undefined {
    const moment = this.#moments.find((each) => this.#missed[each] < MISSES && this.#next[each] <= this.#to);
    if (moment === undefined) return undefined;
    const number = this.#next[moment];
    if (number > MAX_POINTS) throw new Error('The list of points does not end');
    this.#next[moment] += this.#every;
    return { number, moment };
  }

  /** A job of this moment ended before its number came. */
  miss(moment: Moment): void {
    this.#missed[moment] += 1;
  }
}

class KillPoints {
  readonly #control: Control;
  readonly #client: PatientClient;
  readonly #giveUp = new AbortController();
  readonly #records: JobRecord[] = [];
  readonly #points: KillPoint[] = [];

  constructor(
    private readonly system: VoiceSystem,
    private readonly options: KillPointOptions,
    private readonly list: PointList,
  ) {
    this.#control = new Control(system.endpoint('control'));
    this.#client = new PatientClient({
      urls: system.apiUrls,
      counts: noCounts(),
      giveUp: this.#giveUp.signal,
      // Time passes fast here: each request gets a fresh one.
      token: () => system.token(),
    });
  }

  async run(): Promise<KillPointsResult> {
    const recordings = await speakRecordings(this.system);
    const voiceId = await enrolVoice(this.system, recordings);
    for (let point = this.list.take(); point; point = this.list.take()) {
      if (!(await this.killAt(point.number, point.moment, voiceId, recordings))) this.list.miss(point.moment);
    }
    const snapshot = await takeSnapshot(this.#control, this.system);
    const { violations, spokenAgain } = check(this.#records, snapshot);
    const unverified = await verifyFiles(this.system, snapshot.documents);
    const ends = new Map(snapshot.documents.map(({ id, status }) => [id, status]));
    const failed = this.#records.flatMap(({ name, operationIds: [id = ''] }) => {
      const end = ends.get(id);
      return end === 'succeeded' ? [] : [`${name} is ${end}`];
    });
    return {
      points: this.#points,
      jobs: this.#records,
      violations: [...violations, ...unverified],
      failed,
      spokenAgain,
    };
  }

  /** @returns whether the job made so many calls */
  private async killAt(number: number, moment: Moment, voiceId: string, recordings: Recordings): Promise<boolean> {
    const { system } = this;
    const [api, worker] = [system.apis[0], system.workers[0]];
    if (!api || !worker) throw new Error('The system is not complete');
    worker.signal('SIGSTOP');
    const record = await this.accepted(`${this.options.jobs}-${moment}-${number}`, voiceId, recordings);
    api.signal('SIGSTOP');
    const told = Promise.withResolvers<FaultTold>();
    const stopListening = system.sandbox.onMessage(isFaultTold, (message) => {
      worker.signal('SIGKILL');
      told.resolve(message);
    });
    await this.#control.addFaults([
      {
        service: '*',
        operation: '*',
        // What one service of Azure asks of another is no call of the worker's, and fails permanently when nobody answers it.
        outside: true,
        skip: number - 1,
        effect: { kind: 'hang', after: moment === 'before' ? 'nothing' : 'work' },
        tell: true,
      },
    ]);
    worker.signal('SIGCONT');
    const dead = await Promise.race([told.promise, this.ended(record).then(() => undefined)]);
    stopListening();
    await this.#control.clearFaults();
    api.signal('SIGCONT');
    if (dead) {
      this.#points.push({ number, moment, call: dead.call });
      await system.passTime(LOCKS_END_MS);
      await system.restart('worker', 0);
    }
    const left = await waitUntilQuiet({
      system,
      control: this.#control,
      clientsDone: () => true,
      stallLimitMs: PATIENCE_MS,
      lookMs: LOOK_MS * 2,
    });
    const { service = 'none', operation = '', subject = '' } = dead?.call ?? {};
    this.options.log?.(
      `${record.name}: ${service} ${operation} ${subject}${left.documents.length > 0 ? ' NOT ENDED' : ''}`,
    );
    return dead !== undefined;
  }

  /** A job that the API has accepted and has nothing more to do for. */
  private async accepted(name: string, voiceId: string, recordings: Recordings): Promise<JobRecord> {
    const unansweredBefore = await this.unanswered();
    const record = await requestJob(
      { name, kind: this.options.jobs, text: `The copper lantern, ${name}.`, items: 2, atMs: 0, twice: false },
      {
        client: this.#client,
        voiceId,
        recordings,
        talent: TALENT,
        company: COMPANY,
        run: randomUUID(),
        giveUp: this.#giveUp.signal,
      },
    );
    if (record.gaveUp !== undefined || record.operationIds.size === 0) {
      throw new Error(`${name} was not accepted: ${record.gaveUp ?? record.refused}`);
    }
    this.#records.push(record);
    await this.until(async () => {
      const documents = (await this.#control.documents('documents')).filter(isChecked) as unknown as CheckedDocument[];
      const published = new Set((await allMessages(this.#control)).map(({ messageId }) => messageId));
      return (
        // Some messages stay in the outbox until the worker, which stands still, has begun.
        documents.every(({ outbox }) =>
          outbox.every(({ id, type }) => isClearedByHandler(type) && published.has(id)),
        ) &&
        // A synthesis is answered again from its document (ADR 160).
        (this.options.jobs === 'synthesis' || (await this.unanswered()) <= unansweredBefore) &&
        (await this.#control.pendingEvents()) === 0
      );
    });
    return record;
  }

  /** Idempotency keys without an answer: requests that go on, and syntheses. */
  private async unanswered(): Promise<number> {
    const requests = await this.#control.documents('idempotency');
    return requests.filter(({ answer }) => answer === undefined).length;
  }

  /** Resolves when the job has ended and its messages are settled. */
  private async ended({ operationIds }: JobRecord): Promise<void> {
    const [operationId = ''] = operationIds;
    await this.until(async () => {
      const documents = await this.#control.documents('documents');
      const operation = documents.find(({ id }) => id === operationId) as OperationAnswer | undefined;
      if (operation?.status !== 'succeeded' && operation?.status !== 'failed') return false;
      const messages = await allMessages(this.#control);
      return messages.every(({ isDeadLetter, state }) => isDeadLetter || state === 'scheduled');
    });
  }

  private async until(holds: () => Promise<boolean>): Promise<void> {
    for (const endsAt = performance.now() + PATIENCE_MS; performance.now() < endsAt; await delay(LOOK_MS)) {
      if (await holds()) return;
    }
    throw new Error('A job did not come to the state that was waited for');
  }
}

function isFaultTold(message: unknown): message is FaultTold {
  return (message as { type?: unknown } | null)?.type === 'fault';
}
