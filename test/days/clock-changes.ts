const MINUTE_MS = 60_000;
const HALF_DAY_MS = 12 * 60 * MINUTE_MS;
const DAY_MS = 2 * HALF_DAY_MS;
const YEAR_MS = 366 * DAY_MS;
/** Every zone that changes its clocks does so at least twice in this time. */
const MAX_AHEAD_DAYS = 800;

/** When the clocks of a zone change. Times are epoch milliseconds. */
export interface ClockChange {
  readonly timeZone: string;
  /** The first moment of the new offset. */
  readonly at: number;
  /** Ahead of UTC, ms. */
  readonly offsetBefore: number;
  readonly offsetAfter: number;
}

export interface Period {
  readonly from: number;
  readonly to: number;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** What clocks of the zone show: `2027-03-14 02:30`. */
export function wallAt(timeZone: string, at: number): string {
  let format = FORMATS.get(timeZone);
  if (!format) {
    const digits = '2-digit';
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
    });
    FORMATS.set(timeZone, format);
  }
  return format.format(at);
}

/** How far the zone is ahead of UTC, ms. All offsets of today are whole minutes. */
export function offsetAt(timeZone: string, at: number): number {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  return Date.parse(`${wallAt(timeZone, minute).replace(' ', 'T')}:00Z`) - minute;
}

/** The first change of the zone's clocks after a time. @throws Error for a zone without one */
export function nextChange(timeZone: string, after: number): ClockChange {
  for (let day = 0; day < MAX_AHEAD_DAYS; day += 1) {
    let low = after + day * DAY_MS;
    let high = low + DAY_MS;
    const offsetBefore = offsetAt(timeZone, low);
    if (offsetAt(timeZone, high) === offsetBefore) continue;
    while (high - low > MINUTE_MS) {
      const middle = (low + high) / 2;
      if (offsetAt(timeZone, middle) === offsetBefore) low = middle;
      else high = middle;
    }
    const at = Math.floor(high / MINUTE_MS) * MINUTE_MS;
    return { timeZone, at, offsetBefore, offsetAfter: offsetAt(timeZone, at) };
  }
  throw new Error(`The clocks of ${timeZone} do not change.`);
}

/** A period, and the changes of clocks in it. */
export interface ChangingPeriod extends Period {
  readonly changes: readonly ClockChange[];
}

/**
 * The period of so many days after a time in which the clocks of the most zones change; the first of several. It begins half a day or a day before
 * the first of the changes, at noon or midnight of UTC.
 * @param after epoch milliseconds
 */
export function periodWithChanges(timeZones: readonly string[], after: number, days: number): ChangingPeriod {
  let best: ChangingPeriod | undefined;
  for (let since = after; since < after + YEAR_MS;) {
    const first = Math.min(...timeZones.map((timeZone) => nextChange(timeZone, since).at));
    const from = Math.floor((first - HALF_DAY_MS) / HALF_DAY_MS) * HALF_DAY_MS;
    since = first;
    if (from < after) continue;
    const to = from + days * DAY_MS;
    const changes = timeZones.map((timeZone) => nextChange(timeZone, from)).filter(({ at }) => at < to);
    if (changes.length > (best?.changes.length ?? 0)) best = { from, to, changes };
  }
  if (!best) throw new Error(`No clocks of ${timeZones.join(', ')} change within a year.`);
  return best;
}

/** A time of day that the change leaves out, or that comes twice: the middle of it. */
export function disputedTime({ at, offsetBefore, offsetAfter }: ClockChange): string {
  const middle = at + (offsetBefore + offsetAfter) / 2;
  return new Date(middle).toISOString().slice(11, 16);
}

/**
 * When a clock of the zone shows a time of day, once a day, epoch milliseconds: a minute-by-minute walk, without any arithmetic of offsets. Of a time that comes
 * twice it is the first; a time that is left out comes as late as it would have come without the change.
 */
export function dailySlots(timeZone: string, timeOfDay: string, { from, to }: Period): readonly number[] {
  const slots = new Map<string, number>();
  const days = new Set<string>();
  for (let at = from - DAY_MS; at < to + DAY_MS; at += MINUTE_MS) {
    const [day = '', time] = wallAt(timeZone, at).split(' ');
    days.add(day);
    if (time === timeOfDay && !slots.has(day)) slots.set(day, at);
  }
  // The walk goes through the first and the last of them in part.
  for (const day of [...days].slice(1, -1)) {
    if (slots.has(day)) continue;
    const change = nextChange(timeZone, Date.parse(`${day}T00:00Z`) - DAY_MS);
    slots.set(day, Date.parse(`${day}T${timeOfDay}Z`) - change.offsetBefore);
  }
  return [...slots.values()].filter((at) => at >= from && at < to).toSorted((one, other) => one - other);
}
