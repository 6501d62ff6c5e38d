import { messages, type Message, type MessageSubject, type MessageType } from '#messaging';

/** The constructor of a message that needs no data. */
export interface Tick {
  (subject: MessageSubject): Message;
  readonly type: MessageType;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How often `Ticks.beat` is called. Most beats look at nothing but the clock. */
export const BEAT_EVERY_MS = 5_000;
/** How often the store is looked at while there is work. Also how often the job `ticks` runs: it gives each slot its ticks. */
export const SLOT_MS = 10 * MINUTE_MS;
/** How often the store is looked at while there is none: what a process left that nobody knows of is found within this time. */
export const IDLE_LOOK_EVERY_MS = HOUR_MS;
/** Outboxes that this process left something in are swept again after this time. */
export const SWEEP_AGAIN_MS = 30_000;

/** Work that comes at its time, whatever else goes on. */
export interface Schedule {
  readonly tick: Tick;
  /** Hours of the day, UTC. */
  readonly hours: readonly number[];
}

/**
 * No hour has two: a worker is woken at most once an hour for it. `usage.roll` comes when a day is over everywhere, also for a clock that is
 * behind; `audit.anchor` daily, so that what a tenant with few events did is covered within a day.
 */
export const SCHEDULES: readonly Schedule[] = [
  { tick: messages.retentionSweep, hours: [0, 6, 12, 18] },
  { tick: messages.auditAnchor, hours: [1] },
  { tick: messages.usageRoll, hours: [2] },
  { tick: messages.customVoiceGarbageCollect, hours: [3] },
];

/** Within its hour: schedules have the second slot, the looks of the hour the first. */
const SCHEDULE_SLOT = 1;

/** The start of the period of this length in which `now` is. All in epoch milliseconds. */
export function slotOf(now: number, lengthMs: number): number {
  return Math.floor(now / lengthMs) * lengthMs;
}

/** What is due by the clock in the slot in which `now` is. @param now epoch milliseconds */
export function schedulesAt(now: number): readonly Schedule[] {
  if (slotOf(now, SLOT_MS) !== slotOf(now, HOUR_MS) + SCHEDULE_SLOT * SLOT_MS) return [];
  const hour = new Date(now).getUTCHours();
  return SCHEDULES.filter(({ hours }) => hours.includes(hour));
}

/** The same of every process, so that the queue keeps one message of a slot. */
export function tickId({ type }: Tick, slot: number): string {
  return `tick:${type}:${new Date(slot).toISOString()}`;
}
