import { describe, it } from 'vitest';
import { differences, expectedNotices, isQuiet } from './expected.ts';

const DAY_MS = 86_400_000;
const at = (time: string): number => Date.parse(time);

describe(expectedNotices.name, () => {
  it('reminds of each consent once for each notice, and has one digest for each day and week', ({ expect }) => {
    const runs = Array.from({ length: 9 }, (_, day) => at('2027-03-13T01:30Z') + day * DAY_MS);
    const consents = [
      { id: 'b', endsAt: at('2027-03-22T00:00Z') },
      { id: 'a', endsAt: at('2027-03-14T00:00Z') },
    ];
    const notices = expectedNotices(runs, consents, at('2026-12-14T00:00Z'));
    expect(notices.consents).toEqual(['a b', 'b', 'b']);
    expect(notices.daily).toHaveLength(9);
    expect(notices.daily[0]).toBe('Your daily digest: 2027-03-12');
    expect(notices.weekly).toEqual([
      'Your weekly digest: 2027-03-01 to 2027-03-07',
      'Your weekly digest: 2027-03-08 to 2027-03-14',
    ]);
    expect(notices.unused).toBe(1);
  });
});

describe(differences.name, () => {
  it('names what is missing and what comes too often', ({ expect }) => {
    expect(differences('x', ['a', 'b', 'b'], ['b', 'a', 'c'])).toEqual(['x: 1 too many: b', 'x: 1 missing: c']);
    expect(differences('x', ['a', 'b'], ['b', 'a'])).toEqual([]);
  });
});

describe(isQuiet.name, () => {
  it('goes by the clock of the recipient', ({ expect }) => {
    const recipient = { timeZone: 'America/New_York', from: '20:00', to: '08:00' };
    const times = ['2027-03-13T12:59Z', '2027-03-13T13:00Z', '2027-03-14T12:00Z', '2027-03-15T00:00Z'];
    expect(times.map((time) => isQuiet(recipient, at(time)))).toEqual([true, false, false, true]);
  });
});
