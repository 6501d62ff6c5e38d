import { describe, it } from 'vitest';
import { dueConsentNotice, dueUnusedNotice, endOfDay, failurePercent, lastPeriods } from './notification.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-25T02:10:00.000Z');

describe('the periods of digests', () => {
  it('are the day and the week that were over last', ({ expect }) => {
    expect(lastPeriods(NOW)).toEqual({ day: '2026-11-24', monday: '2026-11-16', sunday: '2026-11-22' });
    expect(lastPeriods(Date.parse('2026-11-22T23:59:59.999Z'))).toMatchObject({ monday: '2026-11-09' });
    expect(lastPeriods(Date.parse('2026-11-23T00:00:00.000Z'))).toMatchObject({
      day: '2026-11-22',
      monday: '2026-11-16',
      sunday: '2026-11-22',
    });
    expect(endOfDay('2026-12-31')).toBe(Date.parse('2027-01-01T00:00:00.000Z'));
  });
});

describe('the reminder of a consent', () => {
  const notice = (days: number) =>
    dueConsentNotice({ consentId: 'cns_1', expiresAt: new Date(NOW + days * DAY_MS).toISOString() }, NOW);

  it('is the latest of 30, 7 and 1 days before, and none before or after', ({ expect }) => {
    const noticed = [31, 30, 8, 7, 2, 1, 0.1, 0, -1].map((days) => notice(days)?.facts);
    const daysBefore = noticed.map((facts) =>
      facts?.kind === 'consent-expiring' ? facts.consents[0]?.daysBefore : undefined,
    );
    expect(daysBefore).toEqual([undefined, 30, 30, 7, 7, 1, 1, undefined, undefined]);
  });

  it('has a slot for each of them, and for each end of the consent', ({ expect }) => {
    expect(new Set([30, 7, 1].map((days) => notice(days)?.slot)).size).toBe(3);
    expect(notice(30)?.dueAt).toBe(NOW);
  });
});

describe('the reminder of a voice', () => {
  const slotAfter = (days: number) =>
    dueUnusedNotice('vce_1', new Date(NOW - days * DAY_MS).toISOString(), NOW)
      ?.slot.split(':')
      .at(-1);

  it('has one slot for each 90 days of its age', ({ expect }) => {
    expect([89, 90, 179, 180].map(slotAfter)).toEqual([undefined, '1', '1', '2']);
  });
});

describe('the share of failures', () => {
  it('is told from 20 % of at least 10 jobs', ({ expect }) => {
    expect(failurePercent(8, 2)).toBe(20);
    expect(failurePercent(81, 19)).toBeUndefined();
    expect(failurePercent(0, 9)).toBeUndefined();
    expect(failurePercent(0, 0)).toBeUndefined();
  });
});
