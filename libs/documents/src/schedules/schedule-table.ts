import type { ScheduleState, ScheduleTimes } from '#domain';
import { messages, type Message, type MessageSubject, type MessageType } from '#messaging';

/** The constructor of a message that needs no data. */
export interface Tick {
  (subject: MessageSubject): Message;
  readonly type: MessageType;
}

/** Work that comes at its time, whatever else goes on. */
export interface Schedule {
  /** In paths, and part of the ids of its messages. */
  readonly name: string;
  /** What it is for, as `GET /v1/schedules` says. */
  readonly description: string;
  readonly tick: Tick;
  /** Unless the store has others. */
  readonly times: ScheduleTimes;
}

/**
 * All that recurs by the clock. No hour has two: an idle deployment wakes a worker at most once an hour. They come ten minutes after the hour, when
 * the look of the hour is over. `usage.roll` comes when a day is over everywhere, also for a clock that is behind; `audit.anchor` daily, so that what
 * a tenant with few events did is covered within a day.
 */
export const SCHEDULES = [
  {
    name: messages.retentionSweep.type,
    description: 'Removes what has expired, and garbage-collects blobs',
    tick: messages.retentionSweep,
    times: { cron: '10 0,6,12,18 * * *', timeZone: 'UTC' },
  },
  {
    name: messages.auditAnchor.type,
    description: 'Signs the heads of the audit logs',
    tick: messages.auditAnchor,
    times: { cron: '10 1 * * *', timeZone: 'UTC' },
  },
  {
    name: messages.usageRoll.type,
    description: 'Sums up the usage of days that are over',
    tick: messages.usageRoll,
    times: { cron: '10 2 * * *', timeZone: 'UTC' },
  },
  {
    name: messages.customVoiceGarbageCollect.type,
    description: 'Garbage-collects resources at Azure custom voice',
    tick: messages.customVoiceGarbageCollect,
    times: { cron: '10 3 * * *', timeZone: 'UTC' },
  },
] as const satisfies readonly Schedule[];

export type ScheduleName = (typeof SCHEDULES)[number]['name'];
export const SCHEDULE_NAMES: readonly ScheduleName[] = SCHEDULES.map(({ name }) => name);

export function scheduleOf(name: ScheduleName): Schedule {
  const found: Schedule | undefined = SCHEDULES.find((each) => each.name === name);
  if (!found) throw new TypeError(`There is no schedule ${name}.`);
  return found;
}

/** When it runs: as the store has it, or as the table has it. */
export function timesOf(name: ScheduleName, state: ScheduleState): ScheduleTimes {
  const { times } = scheduleOf(name);
  return { cron: state.cron ?? times.cron, timeZone: state.timeZone ?? times.timeZone };
}

/** The same of every process, so that the queue keeps one message of a slot. @param slot epoch milliseconds */
export function tickId(name: string, slot: number): string {
  return `tick:${name}:${new Date(slot).toISOString()}`;
}

/** Of a message, or of one that continues it: `tick:{name}:{slot}`, `tick:{name}:{slot}:{attempt}`. */
const TICK_ID = /^tick:([a-z.-]+):(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)(?::\d+)?$/;

/** The run that a message belongs to; undefined for one that no schedule has published. */
export function scheduledRunOf({ id }: Pick<Message, 'id'>): { name: ScheduleName; slot: string } | undefined {
  const [, found, slot] = TICK_ID.exec(id) ?? [];
  const name = SCHEDULE_NAMES.find((each) => each === found);
  return name === undefined || slot === undefined ? undefined : { name, slot };
}
