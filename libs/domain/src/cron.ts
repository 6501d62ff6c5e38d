/** A cron expression of five fields, as sets of numbers. Sunday is 0. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
}

const FIELDS = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'days', from: 1, to: 31 },
  { name: 'months', from: 1, to: 12 },
  // 7 is Sunday too.
  { name: 'weekdays', from: 0, to: 7 },
] as const;

/** A number, a range, or all, with or without a step: `5`, `1-5`, `*`, `0-23/6`. */
const TERM = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/;

/** `minute hour day-of-month month day-of-week`, of numbers. @returns undefined for anything else */
export function parseCron(expression: string): Cron | undefined {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) return undefined;
  const sets: Set<number>[] = [];
  for (const [index, { from, to }] of FIELDS.entries()) {
    const numbers = numbersOf(fields[index] ?? '', from, to);
    if (numbers === undefined) return undefined;
    sets.push(numbers);
  }
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  if (weekdays.delete(7)) weekdays.add(0);
  return { minutes, hours, days, months, weekdays };
}

function numbersOf(field: string, from: number, to: number): Set<number> | undefined {
  const numbers = new Set<number>();
  for (const term of field.split(',')) {
    const match = TERM.exec(term);
    if (!match) return undefined;
    const [, first, last, step] = match;
    const low = first === undefined ? from : Number(first);
    const high = first === undefined || (last === undefined && step !== undefined) ? to : Number(last ?? first);
    const by = Number(step ?? 1);
    if (low < from || high > to || low > high || by === 0) return undefined;
    for (let number = low; number <= high; number += by) numbers.add(number);
  }
  return numbers;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Eight years: leap days are that far apart around the turn of a century. */
const MAX_DAYS = 8 * 366;
const HOURS_OF_DAY = 24;

/** Whether it is the name of a time zone (IANA), such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    return name !== '' && formatOf(name) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The last time up to `now` that the expression names in the time zone.
 *
 * When clocks are put forward, a time that is left out comes as late as it would have come without that. When clocks are put back, a time that
 * comes twice counts the first time, except where the expression names every hour: those are an hour apart by any clock.
 * See ADR 194.
 * @param now epoch milliseconds
 * @returns undefined when there is none within eight years
 */
export function lastTime(cron: Cron, timeZone: string, now: number): number | undefined {
  const today = dayOf(now, timeZone);
  for (let back = -1; back <= MAX_DAYS; back += 1) {
    const past = timesOfDay(cron, timeZone, today - back * DAY_MS).filter((time) => time <= now);
    if (past.length > 0) return Math.max(...past);
  }
  return undefined;
}

/** The first time after `after`; otherwise as `lastTime`. @param after epoch milliseconds */
export function nextTime(cron: Cron, timeZone: string, after: number): number | undefined {
  const today = dayOf(after, timeZone);
  for (let ahead = -1; ahead <= MAX_DAYS; ahead += 1) {
    const coming = timesOfDay(cron, timeZone, today + ahead * DAY_MS).filter((time) => time > after);
    if (coming.length > 0) return Math.min(...coming);
  }
  return undefined;
}

/** @param day midnight of the day, as if it were UTC */
function timesOfDay(cron: Cron, timeZone: string, day: number): readonly number[] {
  if (!isDay(cron, new Date(day))) return [];
  const isEveryHour = cron.hours.size === HOURS_OF_DAY;
  const times = new Set<number>();
  for (const hour of cron.hours) {
    for (const minute of cron.minutes) {
      const [first, second] = instantsOf(day + hour * HOUR_MS + minute * MINUTE_MS, timeZone);
      times.add(first);
      if (isEveryHour && second !== undefined) times.add(second);
    }
  }
  return [...times];
}

/** As in every cron: where both the day of the month and that of the week are restricted, either is enough. */
function isDay({ days, months, weekdays }: Cron, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const isOfMonth = days.has(date.getUTCDate());
  const isOfWeek = weekdays.has(date.getUTCDay());
  if (days.size === 31) return isOfWeek;
  return weekdays.size === 7 ? isOfMonth : isOfMonth || isOfWeek;
}

/** When clocks of the zone show this. The second one only where they show it twice. @param wall as if it were UTC */
function instantsOf(wall: number, timeZone: string): readonly [number, number?] {
  const before = offsetAt(wall - DAY_MS, timeZone);
  const after = offsetAt(wall + DAY_MS, timeZone);
  const early = wall - before;
  const late = wall - after;
  const isEarly = offsetAt(early, timeZone) === before;
  const isLate = offsetAt(late, timeZone) === after;
  if (isEarly && isLate && early !== late) return [early, late];
  // No clock shows what is left out: it comes by the clock of before.
  return [isLate && !isEarly ? late : early];
}

function dayOf(now: number, timeZone: string): number {
  return Math.floor((now + offsetAt(now, timeZone)) / DAY_MS) * DAY_MS;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();
/** A process knows those of its schedules and of their recipients; more of them are made again. */
const MAX_FORMATS = 500;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (FORMATS.size >= MAX_FORMATS) FORMATS.clear();
  FORMATS.set(timeZone, format);
  return format;
}

/** How far the clocks of a time zone are ahead of UTC at a time, in milliseconds. @throws RangeError for no time zone */
export function offsetAt(time: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(time);
  const of = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(time / 1_000) * 1_000;
}
