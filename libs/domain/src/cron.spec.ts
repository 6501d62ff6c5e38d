import { describe, expect, it } from 'vitest';
import { type Cron, isTimeZone, lastTime, nextTime, parseCron } from './cron.ts';

const MINUTE_MS = 60_000;

function cron(expression: string): Cron {
  const parsed = parseCron(expression);
  if (!parsed) throw new Error(expression);
  return parsed;
}

/** The next times, in UTC. */
function times(expression: string, timeZone: string, after: string, count: number): string[] {
  const found: string[] = [];
  for (let time = Date.parse(after); found.length < count; found.push(new Date(time).toISOString().slice(0, 16))) {
    time = nextTime(cron(expression), timeZone, time) ?? Number.NaN;
  }
  return found;
}

describe(parseCron.name, () => {
  it('reads numbers, lists, ranges and steps', () => {
    const { minutes, hours, days, months, weekdays } = cron('5,35 */6 1-3 2-12/5 5-7');
    expect([[...minutes], [...hours], [...days], [...months], [...weekdays]]).toEqual([
      [5, 35],
      [0, 6, 12, 18],
      [1, 2, 3],
      [2, 7, 12],
      [5, 6, 0],
    ]);
  });

  it.each([
    '',
    '* * * *',
    '0 0 * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    '1,,2 * * * *',
    'a * * * *',
    '@daily',
    '-1 * * * *',
  ])('refuses %j', (expression) => {
    expect(parseCron(expression)).toBeUndefined();
  });
});

describe(isTimeZone.name, () => {
  it.each(['UTC', 'Europe/Berlin', 'Australia/Lord_Howe'])('knows %s', (name) => expect(isTimeZone(name)).toBe(true));
  it.each(['', 'Europe/Nowhere', 'CET/CEST', '../etc'])('refuses %j', (name) => expect(isTimeZone(name)).toBe(false));
});

describe(nextTime.name, () => {
  it('takes either day where both the day of the month and that of the week are restricted', () => {
    expect(times('0 9 13 * 5', 'UTC', '2026-11-08T00:00:00Z', 3)).toEqual([
      '2026-11-13T09:00',
      '2026-11-20T09:00',
      '2026-11-27T09:00',
    ]);
  });

  it('finds a leap day, and nothing for a day that never comes', () => {
    expect(times('0 0 29 2 *', 'UTC', '2026-11-22T00:00:00Z', 1)).toEqual(['2028-02-29T00:00']);
    expect(nextTime(cron('0 0 30 2 *'), 'UTC', Date.parse('2026-11-22T00:00:00Z'))).toBeUndefined();
  });

  it.each([
    // 02:30 is left out: clocks go from 02:00 to 03:00, and it comes at 03:30.
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T02:00:00Z', ['2026-03-29T01:30', '2026-03-30T00:30']],
    ['America/New_York', '30 2 * * *', '2026-03-07T08:00:00Z', ['2026-03-08T07:30', '2026-03-09T06:30']],
    // By half an hour only: 02:15 comes at 02:45.
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-02T16:00:00Z', ['2026-10-03T15:45', '2026-10-04T15:15']],
    // Midnight itself is left out.
    ['America/Santiago', '0 0 * * *', '2026-09-05T05:00:00Z', ['2026-09-06T04:00', '2026-09-07T03:00']],
  ])('comes once a day where clocks are put forward: %s', (timeZone, expression, after, expected) => {
    expect(times(expression, timeZone, after, 2)).toEqual(expected);
  });

  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T01:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['America/New_York', '30 1 * * *', '2026-10-31T06:00:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-03T15:00:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
  ])('comes once a day where clocks are put back: %s', (timeZone, expression, after, expected) => {
    expect(times(expression, timeZone, after, 2)).toEqual(expected);
  });

  it('comes each hour that passes, whatever clocks show', () => {
    expect(times('30 * * * *', 'America/New_York', '2026-11-01T04:00:00Z', 4)).toEqual([
      '2026-11-01T04:30',
      '2026-11-01T05:30',
      '2026-11-01T06:30',
      '2026-11-01T07:30',
    ]);
    expect(times('30 * * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', 3)).toEqual([
      '2026-03-29T00:30',
      '2026-03-29T01:30',
      '2026-03-29T02:30',
    ]);
  });
});

describe(lastTime.name, () => {
  it.each([
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z'],
    ['30 1 * * *', 'America/New_York', '2026-10-31T00:00:00Z'],
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-02T00:00:00Z'],
    ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-03T00:00:00Z'],
    ['10 0,6,12,18 * * *', 'UTC', '2026-11-22T00:00:00Z'],
  ])('changes at no other times than those that come next: %s in %s', (expression, timeZone, from) => {
    const start = Date.parse(from);
    const end = start + 3 * 24 * 60 * MINUTE_MS;
    const changes = new Set<number>();
    for (let now = start; now < end; now += 5 * MINUTE_MS) {
      const last = lastTime(cron(expression), timeZone, now) ?? Number.NaN;
      if (last >= start) changes.add(last);
    }
    const next = new Set<number>();
    for (let time = start - 1; ; next.add(time)) {
      time = nextTime(cron(expression), timeZone, time) ?? Number.NaN;
      if (time >= end) break;
    }
    expect([...changes]).toEqual([...next]);
  });
});
