import { wallAt } from './clock-changes.ts';
import { DAY_MS } from './plan.ts';

/** A consent that ends, as far as recipients are reminded of it. */
export interface EndingConsent {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

/** What a recipient has to get in a run of all days, each once. */
export interface ExpectedNotices {
  /** `Your daily digest: {day}` for each UTC day, `Your weekly digest: {Monday} to {Sunday}` for each week. */
  readonly daily: readonly string[];
  readonly weekly: readonly string[];
  /** For each message that reminds of consents, their ids in order. */
  readonly consents: readonly string[];
  /** How many messages remind of the voice that has not spoken. */
  readonly unused: number;
}

const NOTICE_DAYS = [1, 7, 30];
const UNUSED_DAYS = 90;

/**
 * @param runs when the schedule that notifies ran, epoch milliseconds
 * @param unusedSince when the voice was made that does not speak
 */
export function expectedNotices(
  runs: readonly number[],
  consents: readonly EndingConsent[],
  unusedSince: number,
): ExpectedNotices {
  const reminded = new Set<string>();
  const reminders = runs.flatMap((now) => {
    const due = consents.flatMap(({ id, endsAt }) => {
      const days = NOTICE_DAYS.find((each) => endsAt - now <= each * DAY_MS);
      const notice = `${id} ${days}`;
      if (days === undefined || endsAt <= now || reminded.has(notice)) return [];
      reminded.add(notice);
      return [id];
    });
    return due.length === 0 ? [] : [due.toSorted().join(' ')];
  });
  const unused = new Set(runs.map((now) => Math.floor((now - unusedSince) / (UNUSED_DAYS * DAY_MS))));
  unused.delete(0);
  return {
    daily: unique(runs.map((now) => `Your daily digest: ${dayOf(now - DAY_MS)}`)),
    weekly: unique(runs.map((now) => `Your weekly digest: ${weekBefore(now)}`)),
    consents: reminders,
    unused: unused.size,
  };
}

export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function weekBefore(now: number): string {
  const sunday = now - (new Date(now).getUTCDay() || 7) * DAY_MS;
  return `${dayOf(sunday - 6 * DAY_MS)} to ${dayOf(sunday)}`;
}

function unique(titles: readonly string[]): readonly string[] {
  return [...new Set(titles)];
}

export interface QuietRecipient {
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
}

/** Whether a time lies in quiet hours that last over midnight. */
export function isQuiet({ timeZone, from, to }: QuietRecipient, at: number): boolean {
  const [, time = ''] = wallAt(timeZone, at).split(' ');
  return time >= from || time < to;
}

/** What differs between two lists, whatever their order; empty where each has the same as often as the other. */
export function differences(what: string, actual: readonly string[], expected: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const each of expected) counts.set(each, (counts.get(each) ?? 0) - 1);
  for (const each of actual) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].flatMap(([each, count]) => {
    if (count === 0) return [];
    return [count > 0 ? `${what}: ${count} too many: ${each}` : `${what}: ${-count} missing: ${each}`];
  });
}
