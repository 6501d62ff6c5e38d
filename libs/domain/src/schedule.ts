import { type Cron, lastTime, nextTime, parseCron } from './cron.ts';
import type { ErrorCode } from './errors.ts';

/** How a run ended, as the worker tells. */
export const SCHEDULE_OUTCOMES = ['succeeded', 'failed'] as const;
export type ScheduleOutcome = (typeof SCHEDULE_OUTCOMES)[number];

/** `schedule`: its time had come. `request`: an administrator asked for it. */
export const SCHEDULE_CAUSES = ['schedule', 'request'] as const;
export type ScheduleCause = (typeof SCHEDULE_CAUSES)[number];

/** One run of a schedule. All times are RFC 3339 UTC. */
export interface ScheduleRun {
  /** The time that it is for, or that it was asked for: part of the id of its message. */
  readonly slot: string;
  /** When its message was published. */
  readonly startedAt: string;
  readonly cause: ScheduleCause;
  /** When the worker was done, or its last attempt failed. */
  readonly finishedAt?: string | undefined;
  readonly outcome?: ScheduleOutcome | undefined;
  /** Of the last attempt, if it failed. */
  readonly code?: ErrorCode | undefined;
}

/** When a schedule runs. */
export interface ScheduleTimes {
  /** Five fields; at most one time in an hour. */
  readonly cron: string;
  /** Name of the IANA database. */
  readonly timeZone: string;
}

/** What is stored of a schedule. */
export interface ScheduleState extends Partial<ScheduleTimes> {
  /** Times up to this one are over, whether there was a run for them or not. */
  readonly after: string;
  readonly pausedAt?: string | undefined;
  readonly lastRun?: ScheduleRun | undefined;
  /** The newest slot whose run has succeeded. It outlives `lastRun`, which a newer run replaces. */
  readonly succeededSlot?: string | undefined;
}

const HOUR_MS = 3_600_000;

/**
 * The time whose run is due: the last one that has come, if it has not run yet. Those before it are left out, so what was missed in an outage is
 * caught up once.
 * @param now epoch milliseconds
 * @returns epoch milliseconds
 */
export function dueSlot(state: ScheduleState, times: ScheduleTimes, now: number): number | undefined {
  if (state.pausedAt !== undefined) return undefined;
  const slot = lastTime(cronOf(times), times.timeZone, now);
  return slot !== undefined && slot > Date.parse(state.after) ? slot : undefined;
}

/** The first time that is not over; in the past while one is due. @returns epoch milliseconds */
export function nextSlot({ after }: ScheduleState, times: ScheduleTimes): number | undefined {
  return nextTime(cronOf(times), times.timeZone, Date.parse(after));
}

/**
 * Without times that have not come: a process whose clock was ahead has noted them. They must not stop the schedule until then, nor hide its runs.
 * @param now epoch milliseconds
 * @returns the same state where there are none
 */
export function withoutFuture(state: ScheduleState, now: number): ScheduleState {
  const isFuture = (time = ''): boolean => Date.parse(time) > now + HOUR_MS;
  if (![state.after, state.lastRun?.slot, state.succeededSlot].some(isFuture)) return state;
  return {
    ...state,
    ...(isFuture(state.after) && { after: new Date(now).toISOString() }),
    ...(isFuture(state.lastRun?.slot) && { lastRun: undefined }),
    ...(isFuture(state.succeededSlot) && { succeededSlot: undefined }),
  };
}

/** @throws TypeError for a cron expression that is none: it is never stored */
function cronOf({ cron }: ScheduleTimes): Cron {
  const parsed = parseCron(cron);
  if (!parsed) throw new TypeError(`${cron} is no cron expression.`);
  return parsed;
}

/** With this run; unchanged where a newer one is noted. A worker may have ended it before this is noted. */
export function withRun(state: ScheduleState, run: ScheduleRun): ScheduleState {
  const { lastRun } = state;
  if (lastRun !== undefined && lastRun.slot > run.slot) return state;
  return { ...state, lastRun: lastRun?.slot === run.slot ? { ...lastRun, ...run } : run };
}

/** Whether the run of a slot need not be made: it has succeeded, or one that came later, which did the work of both. */
export function isRunOver({ succeededSlot = '' }: ScheduleState, slot: string): boolean {
  return succeededSlot >= slot;
}

/** With the end of an attempt at a run; `lastRun` stays where a newer run is noted. `startedAt`: when its message was made. */
export function withEnd(
  state: ScheduleState,
  { slot, startedAt, ...end }: Pick<ScheduleRun, 'slot' | 'startedAt' | 'finishedAt' | 'outcome' | 'code'>,
): ScheduleState {
  const { lastRun } = state;
  const isNewSuccess = end.outcome === 'succeeded' && !isRunOver(state, slot);
  const ended = isNewSuccess ? { ...state, succeededSlot: slot } : state;
  if (lastRun !== undefined && lastRun.slot > slot) return ended;
  const run = lastRun?.slot === slot ? lastRun : { slot, startedAt, cause: 'schedule' as const };
  return { ...ended, lastRun: { ...run, ...end } };
}
