import type { ChildProcess } from 'node:child_process';
import type { AudioReport } from '../report/audio-report.ts';
import type { JobMessage, WorkerMessage } from '../worker/messages.ts';
import { AudioProcessingError } from './audio-pool-options.ts';
import { forkChild, lowerPriority } from './fork-child.ts';
import { resourceUsageOf } from './resource-usage.ts';

export type WorkerOutcome =
  | { readonly kind: 'report'; readonly report: AudioReport }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'limit'; readonly detail: string }
  | { readonly kind: 'crashed'; readonly how: string }
  /** Ended from outside (out-of-memory killer, operator): not evidence against the recording. */
  | { readonly kind: 'killed'; readonly how: string };

const samplePeriodMs = 100;
/** JavaScript heap of the child; samples live outside it, in buffers bounded by the resident-memory limit. */
const heapMb = 256;

/** One warm child process. Create with `spawnWorker`. */
export class WorkerProcess {
  jobsDone = 0;
  readonly pid: number;
  private readonly child: ChildProcess;
  private settle: ((outcome: WorkerOutcome) => void) | undefined;
  private exited: string | undefined;

  constructor(child: ChildProcess, pid: number, onExit: (how: string) => void) {
    this.child = child;
    this.pid = pid;
    child.on('message', (message: WorkerMessage) => this.receive(message));
    child.on('exit', (code, signal) => {
      const how = signal ?? `exit code ${code}`;
      this.exited = how;
      const foreign = signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGHUP';
      this.settle?.({ kind: foreign ? 'killed' : 'crashed', how });
      onExit(how);
    });
  }

  get alive(): boolean {
    return this.exited === undefined;
  }

  /** Runs one job to its end. A child that crosses a limit is killed; the caller must replace it. Never rejects. */
  async run(job: JobMessage): Promise<WorkerOutcome> {
    if (this.exited !== undefined) return { kind: 'killed', how: this.exited };
    const before = await resourceUsageOf(this.pid);
    const { limits } = job;
    let wallTimer: NodeJS.Timeout | undefined;
    let sampleTimer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<WorkerOutcome>((resolve) => {
        this.settle = resolve;
        const stop = (detail: string): void => {
          resolve({ kind: 'limit', detail });
          this.kill();
        };
        wallTimer = setTimeout(() => stop(`It took longer than ${limits.wallMs} ms.`), limits.wallMs);
        const sample = async (): Promise<void> => {
          const usage = await resourceUsageOf(this.pid);
          if (usage === undefined) return;
          const cpuSeconds = usage.cpuSeconds - (before?.cpuSeconds ?? 0);
          if (cpuSeconds > limits.cpuSeconds) stop(`It took more than ${limits.cpuSeconds} CPU seconds.`);
          else if (usage.residentMb > limits.memoryMb) stop(`It took more than ${limits.memoryMb} MiB.`);
        };
        sampleTimer = setInterval(() => void sample(), samplePeriodMs);
        this.child.send(job, (error) => {
          if (error !== null) resolve({ kind: 'killed', how: error.message });
        });
      });
    } finally {
      clearTimeout(wallTimer);
      clearInterval(sampleTimer);
      this.settle = undefined;
      this.jobsDone++;
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Kills the child and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.exited !== undefined) return;
    const gone = new Promise<void>((resolve) => {
      this.child.once('exit', () => resolve());
    });
    this.kill();
    await gone;
  }

  private receive(message: WorkerMessage): void {
    if (message.type === 'done') this.settle?.({ kind: 'report', report: message.report });
    else if (message.type === 'failed') this.settle?.({ kind: 'failed', reason: message.reason });
  }
}

/** Starts a child and waits until it has loaded the decoder. @throws AudioProcessingError worker-unavailable */
export async function spawnWorker(startTimeoutMs: number, onExit: (how: string) => void): Promise<WorkerProcess> {
  const child = forkChild('worker/audio-worker', heapMb);
  await readiness(child, startTimeoutMs);
  const { pid } = child;
  if (pid === undefined) throw new AudioProcessingError('worker-unavailable', 'an audio worker has no process id');
  lowerPriority(child);
  return new WorkerProcess(child, pid, onExit);
}

/** Resolves at the child's first message; kills it and rejects if it ends first or takes too long. */
async function readiness(child: ChildProcess, startTimeoutMs: number): Promise<void> {
  const settled = new AbortController();
  const timer = setTimeout(() => settled.abort(), startTimeoutMs);
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new AudioProcessingError('worker-unavailable', `an audio worker did not start: ${why}`));
      settled.signal.addEventListener('abort', () => fail(`not ready after ${startTimeoutMs} ms`), { once: true });
      child.once('message', () => resolve());
      child.on('error', (error) => {
        fail(error.message);
        child.kill('SIGKILL');
      });
      child.once('exit', (code, signal) => fail(signal ?? `exit code ${code}`));
    });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
