import type { Clock } from '../faults/clock.ts';

/** What an asynchronous resource of the Speech APIs can be. */
export type JobStatus = 'NotStarted' | 'Running' | 'Succeeded' | 'Failed';

export function hasEnded(status: JobStatus): boolean {
  return status === 'Succeeded' || status === 'Failed';
}

/** Share of the duration that a job waits before it runs. */
const WAITING_SHARE = 0.25;

export interface JobSteps<T> {
  started(): void;
  /** The work itself; it may take longer than the job's duration. */
  work(): Promise<T>;
  finished(result: T): void;
  /** `work` threw. */
  crashed(error: unknown): void;
}

export interface JobOptions {
  /** Earlier than now for a job that a restart interrupted; its work is done again. */
  readonly begunAt?: number;
  /** The state that it never leaves. */
  readonly stalledIn?: 'NotStarted' | 'Running' | undefined;
}

/**
 * Runs a job on the sandbox's clock: it is running after a quarter of `durationMs` and ends when `durationMs` are over and the work is
 * done. Returns a function that abandons it.
 */
export function runJob<T>(
  clock: Clock,
  durationMs: number,
  steps: JobSteps<T>,
  { begunAt = clock.now(), stalledIn }: JobOptions = {},
): () => void {
  if (stalledIn === 'NotStarted') return () => undefined;
  let abandoned = false;
  let cancelTimer = clock.at(begunAt + durationMs * WAITING_SHARE, () => {
    steps.started();
    if (stalledIn === 'Running') return;
    const finish = (end: () => void): void => {
      if (abandoned) return;
      cancelTimer = clock.at(begunAt + durationMs, () => {
        if (!abandoned) end();
      });
    };
    steps.work().then(
      (result) => finish(() => steps.finished(result)),
      (error: unknown) => finish(() => steps.crashed(error)),
    );
  });
  return () => {
    abandoned = true;
    cancelTimer();
  };
}
