/** Hours of the day, UTC, that have a schedule, as in `libs/documents/src/schedules/schedule-table.ts` (`test/architecture/recurring.spec.ts` compares). */
const SCHEDULED_HOURS: readonly number[] = [0, 1, 2, 3, 6, 12, 18];
export const SLOT_MS = 600_000;

/** Whether the API publishes a scheduled tick in the ten minutes of the hour in which `at` is, epoch milliseconds. */
export function isScheduledAt(at: number): boolean {
  const hour = new Date(at).getUTCHours();
  return SCHEDULED_HOURS.includes(hour) && Math.floor((at % 3_600_000) / SLOT_MS) === 1;
}
