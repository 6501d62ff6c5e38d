import { rm } from 'node:fs/promises';
import { type AudioProfiles, resolveAudioProfiles } from '../judge/audio-profile.ts';
import type { AudioReport } from '../report/audio-report.ts';
import type { AudioLimits, JobMessage } from '../worker/messages.ts';
import {
  type AudioJob,
  type AudioPoolOptions,
  AudioProcessingError,
  defaultAudioLimits,
  type AudioPoolStats,
} from './audio-pool-options.ts';
import { crashReport } from './crash-report.ts';
import { spawnWorker, type WorkerProcess } from './worker-process.ts';

const defaultStartTimeoutMs = 30_000;
/** A child is replaced after this many jobs, so that no leak of a native library lasts. */
const jobsPerWorker = 500;
const maxSpawnFailures = 5;
const spawnBackoffMs = { first: 200, last: 5_000 } as const;

interface Waiter {
  readonly take: (worker: WorkerProcess) => void;
  readonly refuse: (error: AudioProcessingError) => void;
}

/**
 * A fixed number of warm child processes that decode, measure, judge and convert recordings, one job each at a time, in the
 * order of arrival. A child that dies or crosses a limit is replaced; its job ends rejected and is not tried again.
 * See ADR 134.
 */
export class AudioProcessorPool {
  private readonly options: AudioPoolOptions;
  private readonly limits: AudioLimits;
  private readonly profiles: AudioProfiles;
  private readonly workers = new Set<WorkerProcess>();
  private readonly idle: WorkerProcess[] = [];
  private readonly waiting: Waiter[] = [];
  private readonly active = new Set<Promise<unknown>>();
  private state: 'new' | 'open' | 'closed' = 'new';
  private starting = 0;
  private spawnFailures = 0;
  private respawnTimer: NodeJS.Timeout | undefined;
  private nextJobId = 1;

  constructor(options: AudioPoolOptions) {
    if (!Number.isInteger(options.workers) || options.workers < 1) throw new RangeError('workers must be 1 or more');
    this.options = options;
    this.limits = { ...defaultAudioLimits, ...options.limits };
    this.profiles = resolveAudioProfiles(options.profiles);
  }

  /**
   * Starts all children and waits until they are warm.
   * @throws AudioProcessingError worker-unavailable
   */
  async start(): Promise<void> {
    if (this.state !== 'new') throw new AudioProcessingError('pool-closed', 'a pool starts once');
    this.state = 'open';
    const started = await Promise.allSettled(Array.from({ length: this.options.workers }, () => this.addWorker()));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed === undefined) return;
    await this.close();
    throw failed.reason;
  }

  /**
   * Processes one recording. Whatever is wrong with the recording ends in a report with `autoRejected` and a stable code.
   * @throws AudioProcessingError aborted, pool-closed, worker-failed (disk full, input gone), worker-unavailable
   */
  async process(job: AudioJob): Promise<AudioReport> {
    const running = this.run(job);
    this.active.add(running);
    try {
      return await running;
    } finally {
      this.active.delete(running);
    }
  }

  /** Refuses new jobs, kills running ones, and resolves when every child is gone. */
  async close(): Promise<void> {
    this.state = 'closed';
    clearTimeout(this.respawnTimer);
    for (const waiter of this.waiting.splice(0)) waiter.refuse(closed());
    await Promise.all([...this.workers].map((worker) => worker.stop()));
    await Promise.allSettled(this.active);
  }

  /** What the pool is doing. */
  stats(): AudioPoolStats {
    return { processes: this.workers.size, idle: this.idle.length, waiting: this.waiting.length };
  }

  private async run(job: AudioJob, attempt = 1): Promise<AudioReport> {
    const worker = await this.acquire(job.signal);
    const onAbort = (): void => worker.kill();
    job.signal?.addEventListener('abort', onAbort, { once: true });
    const outcome = await worker.run(this.messageOf(job));
    job.signal?.removeEventListener('abort', onAbort);
    if (outcome.kind === 'report') {
      this.release(worker);
      return outcome.report;
    }
    if (outcome.kind === 'failed') this.release(worker);
    else await worker.stop();
    await removeLeftovers(job);
    if (this.state === 'closed') throw closed();
    if (job.signal?.aborted === true) throw aborted(job.signal);
    this.options.logger?.warn({ outcome: outcome.kind, attempt }, 'an audio job ended without a report');
    switch (outcome.kind) {
      case 'failed':
        throw new AudioProcessingError('worker-failed', outcome.reason);
      case 'limit':
        return crashReport(job.inputPath, job.profile, 'audio-limits-exceeded', outcome.detail);
      case 'crashed':
        return crashReport(
          job.inputPath,
          job.profile,
          'audio-decoder-crashed',
          `The decoder ended with ${outcome.how}.`,
        );
      case 'killed':
        if (attempt === 1) return this.run(job, attempt + 1);
        return crashReport(
          job.inputPath,
          job.profile,
          'audio-decoder-crashed',
          `The decoder was ended twice by ${outcome.how}.`,
        );
      default:
        return outcome satisfies never;
    }
  }

  private messageOf(job: AudioJob): JobMessage {
    return {
      type: 'job',
      id: this.nextJobId++,
      inputPath: job.inputPath,
      ...(job.outputPath === undefined ? {} : { outputPath: job.outputPath }),
      profileName: job.profile,
      profile: this.profiles[job.profile],
      limits: this.limits,
    };
  }

  private async acquire(signal: AbortSignal | undefined): Promise<WorkerProcess> {
    if (this.state !== 'open') throw closed();
    if (signal?.aborted === true) throw aborted(signal);
    const ready = this.takeIdle();
    if (ready !== undefined) return ready;
    const onAbort: { remove?: () => void } = {};
    try {
      return await new Promise<WorkerProcess>((take, refuse) => {
        const waiter: Waiter = { take, refuse };
        this.waiting.push(waiter);
        if (signal !== undefined) {
          const abort = (): void => {
            this.waiting.splice(this.waiting.indexOf(waiter), 1);
            refuse(aborted(signal));
          };
          signal.addEventListener('abort', abort, { once: true });
          onAbort.remove = () => signal.removeEventListener('abort', abort);
        }
        this.replenish();
      });
    } finally {
      onAbort.remove?.();
    }
  }

  private takeIdle(): WorkerProcess | undefined {
    for (;;) {
      const worker = this.idle.pop();
      if (worker === undefined || worker.alive) return worker;
    }
  }

  private release(worker: WorkerProcess): void {
    if (!worker.alive || this.state !== 'open') return;
    if (worker.jobsDone >= jobsPerWorker) {
      worker.kill();
      return;
    }
    const waiter = this.waiting.shift();
    if (waiter === undefined) this.idle.push(worker);
    else waiter.take(worker);
  }

  private async addWorker(): Promise<void> {
    this.starting++;
    let worker: WorkerProcess | undefined;
    try {
      worker = await spawnWorker(this.options.startTimeoutMs ?? defaultStartTimeoutMs, (how) => {
        if (worker === undefined) return;
        this.workers.delete(worker);
        this.options.logger?.info({ pid: worker.pid, how }, 'an audio worker ended');
        this.replenish();
      });
    } finally {
      this.starting--;
    }
    this.spawnFailures = 0;
    this.workers.add(worker);
    this.options.logger?.info({ pid: worker.pid }, 'an audio worker started');
    if (this.state === 'closed') await worker.stop();
    else this.release(worker);
  }

  /** Brings the number of children back to what was asked for, more slowly after each failure to start one. */
  private replenish(): void {
    if (this.state !== 'open' || this.respawnTimer !== undefined) return;
    const missing = this.options.workers - this.workers.size - this.starting;
    for (let i = 0; i < missing; i++) {
      const added = this.addWorker().catch((error: unknown) => this.onSpawnFailure(error));
      this.active.add(added);
      void added.finally(() => this.active.delete(added));
    }
  }

  private onSpawnFailure(error: unknown): void {
    this.spawnFailures++;
    this.options.logger?.warn({ failures: this.spawnFailures, err: error }, 'an audio worker did not start');
    if (this.spawnFailures >= maxSpawnFailures && this.workers.size === 0) {
      const unavailable = new AudioProcessingError('worker-unavailable', 'no audio worker can be started', {
        cause: error,
      });
      for (const waiter of this.waiting.splice(0)) waiter.refuse(unavailable);
    }
    const delayMs = Math.min(spawnBackoffMs.last, spawnBackoffMs.first * 2 ** (this.spawnFailures - 1));
    this.respawnTimer ??= setTimeout(() => {
      this.respawnTimer = undefined;
      this.replenish();
    }, delayMs).unref();
  }
}

function closed(): AudioProcessingError {
  return new AudioProcessingError('pool-closed', 'the audio pool is closed');
}

function aborted(signal: AbortSignal): AudioProcessingError {
  return new AudioProcessingError('aborted', 'the audio job was aborted', { cause: signal.reason });
}

async function removeLeftovers(job: AudioJob): Promise<void> {
  if (job.outputPath === undefined) return;
  await Promise.all([rm(job.outputPath, { force: true }), rm(`${job.outputPath}.samples`, { force: true })]);
}
