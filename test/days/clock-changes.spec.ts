import { describe, it } from 'vitest';
import { dailySlots, disputedTime, nextChange, periodWithChanges } from './clock-changes.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
const DAY_MS = 86_400_000;
const at = (time: string): number => Date.parse(time);
const shown = (times: readonly number[]): string[] => times.map((time) => new Date(time).toISOString().slice(0, 16));

describe(nextChange.name, () => {
  it.for([
    ['Europe/Berlin', '2027-01-01T00:00Z', '2027-03-28T01:00'],
    ['America/New_York', '2026-10-01T00:00Z', '2026-11-01T06:00'],
    ['Australia/Lord_Howe', '2026-09-01T00:00Z', '2026-10-03T15:30'],
  ] as const)('%s after %s: %s', ([timeZone, after, expected], { expect }) => {
    expect(shown([nextChange(timeZone, at(after)).at])).toEqual([expected]);
  });
});

describe(periodWithChanges.name, () => {
  it.for(['2026-11-30T11:00Z', '2027-06-01T00:00Z', '2030-02-03T04:05Z'])(
    'has the changes of all three zones in 30 days, whatever the date: %s',
    (after, { expect }) => {
      const { from, to, changes } = periodWithChanges(ZONES, at(after), 30);
      expect(changes.map(({ timeZone }) => timeZone)).toEqual(ZONES);
      expect([from >= at(after), (to - from) / DAY_MS]).toEqual([true, 30]);
      for (const change of changes) expect(change.at - from).toBeGreaterThanOrEqual(DAY_MS / 2);
    },
  );

  it('has one of them in a day', ({ expect }) => {
    const { from, changes } = periodWithChanges(ZONES, at('2027-03-01T00:00Z'), 1);
    expect(shown([from, ...changes.map((change) => change.at)])).toEqual(['2027-03-13T12:00', '2027-03-14T07:00']);
  });
});

describe(dailySlots.name, () => {
  it.for([
    ['Europe/Berlin', '2027-03-27T12:00Z', '02:30', ['2027-03-28T01:30', '2027-03-29T00:30']],
    ['America/New_York', '2026-10-31T12:00Z', '01:30', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Australia/Lord_Howe', '2026-10-02T16:00Z', '02:15', ['2026-10-03T15:45', '2026-10-04T15:15']],
  ] as const)('%s from %s: once a day', ([timeZone, start, time, expected], { expect }) => {
    const from = at(start);
    expect(disputedTime(nextChange(timeZone, from))).toBe(time);
    expect(shown(dailySlots(timeZone, time, { from, to: from + 2 * DAY_MS }))).toEqual(expected);
  });

  it('needs no change of clocks', ({ expect }) => {
    const from = at('2027-03-13T12:00Z');
    expect(shown(dailySlots('UTC', '09:50', { from, to: from + DAY_MS }))).toEqual(['2027-03-14T09:50']);
  });
});
