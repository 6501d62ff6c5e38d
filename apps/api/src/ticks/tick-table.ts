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

/** The start of the period of this length in which `now` is. All in epoch milliseconds. */
export function slotOf(now: number, lengthMs: number): number {
  return Math.floor(now / lengthMs) * lengthMs;
}
