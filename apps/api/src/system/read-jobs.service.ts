import { Injectable } from '@nestjs/common';
import { JobStates, MIN_OUTBOX_AGE_MS } from '#documents';
import { requeuedStatuses } from '#domain';
import {
  acceptedJobs,
  FAILED_STATUSES,
  JOB_KINDS,
  jobDurations,
  jobFailures,
  openJobs,
  reachedStates,
} from './job-figures.ts';
import type { SystemView } from './system.schema.ts';

export const WINDOW_MS = 15 * 60_000;
export const FAILURES_WINDOW_MS = 24 * 3_600_000;
/** Of each kind. */
export const MAX_OPEN_JOBS = 500;
/** Within the window. With more the window is shorter. */
export const MAX_CHANGED_JOBS = 1_000;
export const MAX_FAILED_JOBS = 200;
export const MAX_OUTBOXES = 100;

type Jobs = NonNullable<SystemView['jobs']>;

/** Reads what figures about jobs are made of: eight queries, each of which returns no more than a limit. */
@Injectable()
export class ReadJobs {
  constructor(private readonly states: JobStates) {}

  /**
   * @param now epoch milliseconds
   * @throws ServiceError `dependency-unavailable`
   */
  async execute(now: number): Promise<{ readonly jobs: Jobs; readonly readAt: string }> {
    const ago = (ms: number): string => new Date(now - ms).toISOString();
    const [changed, failed, outboxes, ...open] = await Promise.all([
      this.states.changedSince(JOB_KINDS, ago(WINDOW_MS), MAX_CHANGED_JOBS),
      this.states.endedSince(JOB_KINDS, FAILED_STATUSES, ago(FAILURES_WINDOW_MS), MAX_FAILED_JOBS),
      this.states.outboxesBefore(ago(MIN_OUTBOX_AGE_MS), MAX_OUTBOXES),
      ...JOB_KINDS.map((kind) => this.states.inStates(kind, requeuedStatuses(kind), MAX_OPEN_JOBS)),
    ]);
    const to = ago(0);
    // All that changed since the oldest of those that were read: of these, rates are right.
    const from = changed.isComplete ? ago(WINDOW_MS) : (changed.found.at(-1)?.updatedAt ?? to);
    const windowMs = now - Date.parse(from);
    const failedFrom = failed.isComplete ? ago(FAILURES_WINDOW_MS) : (failed.found.at(-1)?.updatedAt ?? to);
    const [oldest] = outboxes.found;
    const units = [changed, failed, outboxes, ...open].reduce((sum, { requestUnits }) => sum + requestUnits, 0);
    return {
      readAt: to,
      jobs: {
        open: open.flatMap(({ found, isComplete }, index) => {
          const kind = JOB_KINDS[index];
          return kind === undefined ? [] : openJobs(kind, found, isComplete, now);
        }),
        outbox: {
          count: outboxes.found.length,
          oldestMs: oldest === undefined ? 0 : now - Date.parse(oldest),
          isComplete: outboxes.isComplete,
        },
        window: { from, to },
        accepted: acceptedJobs(changed.found, from, windowMs),
        reached: reachedStates(changed.found, windowMs),
        durations: jobDurations(changed.found),
        failuresWindow: { from: failedFrom, to },
        failures: jobFailures(failed.found),
        requestUnits: Math.round(units * 100) / 100,
      },
    };
  }
}
