import { describe, it } from 'vitest';
import { addressHint, addressPurpose, isSubscribed, quietUntil } from './notification-subscription.ts';

const at = (time: string): number => Date.parse(time);
const until = (from: string, to: string, timeZone: string, now: string): string | undefined => {
  const end = quietUntil({ quietHours: { from, to }, timeZone }, at(now));
  return end === undefined ? undefined : new Date(end).toISOString();
};

describe('quiet hours', () => {
  it('last over midnight, by the clock of the recipient', ({ expect }) => {
    const berlin = (now: string) => until('22:00', '07:30', 'Europe/Berlin', now);
    expect(berlin('2026-11-22T20:59:59.999Z')).toBeUndefined();
    expect(berlin('2026-11-22T21:00:00.000Z')).toBe('2026-11-23T06:30:00.000Z');
    expect(berlin('2026-11-23T06:29:59.999Z')).toBe('2026-11-23T06:30:00.000Z');
    expect(berlin('2026-11-23T06:30:00.000Z')).toBeUndefined();
    expect(until('22:00', '07:30', 'America/Los_Angeles', '2026-11-22T21:00:00.000Z')).toBeUndefined();
    expect(until('12:00', '13:00', 'UTC', '2026-11-22T12:59:00.000Z')).toBe('2026-11-22T13:00:00.000Z');
    expect(until('12:00', '13:00', 'UTC', '2026-11-22T13:00:00.000Z')).toBeUndefined();
  });

  it('are those of the clock also when it changes, in three time zones', ({ expect }) => {
    // 02:00 becomes 03:00: the end is left out and comes as late as it would have come.
    expect(until('22:00', '02:30', 'Europe/Berlin', '2026-03-29T00:45:00.000Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(until('22:00', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z')).toBeUndefined();
    // 03:00 becomes 02:00: the end counts the first time, and the hour that comes twice is not quiet again.
    expect(until('22:00', '02:30', 'Europe/Berlin', '2026-10-25T00:15:00.000Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(until('22:00', '02:30', 'Europe/Berlin', '2026-10-25T01:15:00.000Z')).toBeUndefined();
    expect(until('21:00', '08:00', 'America/New_York', '2026-11-01T12:59:00.000Z')).toBe('2026-11-01T13:00:00.000Z');
    expect(until('21:00', '08:00', 'America/New_York', '2026-10-31T12:01:00.000Z')).toBeUndefined();
    expect(until('22:00', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:29:00.000Z')).toBe('2026-10-03T15:45:00.000Z');
    expect(until('22:00', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z')).toBeUndefined();
  });

  it('do not turn over where a clock that is put forward leaves out their begin or their end', ({ expect }) => {
    // 02:30 does not exist on this day, and would come after 03:15: there is no quiet time.
    const short = (now: string) => until('02:30', '03:15', 'Europe/Berlin', now);
    expect(short('2026-03-28T01:40:00.000Z')).toBe('2026-03-28T02:15:00.000Z');
    for (const now of ['01:00', '01:14', '01:20', '01:30', '01:45', '12:00', '23:00']) {
      expect(short(`2026-03-29T${now}:00.000Z`)).toBeUndefined();
    }
    expect(short('2026-03-30T00:40:00.000Z')).toBe('2026-03-30T01:15:00.000Z');
    // And the other way round: all but these minutes is quiet, and this day has none of them.
    const long = (now: string) => until('03:15', '02:30', 'Europe/Berlin', now);
    expect(long('2026-03-28T12:00:00.000Z')).toBe('2026-03-29T01:30:00.000Z');
    for (const now of ['01:30', '02:00', '12:00', '23:00']) {
      expect(long(`2026-03-29T${now}:00.000Z`)).toBe('2026-03-30T00:30:00.000Z');
    }
    expect(long('2026-03-30T00:45:00.000Z')).toBeUndefined();
    expect(until('00:00', '23:59', 'Europe/Berlin', '2026-10-25T12:00:00.000Z')).toBe('2026-10-25T22:59:00.000Z');
  });

  it('are none where there are none', ({ expect }) => {
    expect(quietUntil({ timeZone: 'UTC' }, 0)).toBeUndefined();
  });
});

describe('a subscription', () => {
  it('wants the kinds that it names, while it is active', ({ expect }) => {
    expect(isSubscribed({ status: 'active', kinds: ['quota'] }, 'quota')).toBe(true);
    expect(isSubscribed({ status: 'active', kinds: ['quota'] }, 'dead-letters')).toBe(false);
    expect(isSubscribed({ status: 'suspended', kinds: ['quota'] }, 'quota')).toBe(false);
    expect(isSubscribed({ status: 'unsubscribed', kinds: ['quota'] }, 'quota')).toBe(false);
  });

  it('seals an address for itself', ({ expect }) => {
    const one = { tenantId: 't', id: 'nts_1', addressId: 'a' };
    const others = [one, { ...one, tenantId: 'u' }, { ...one, id: 'nts_2' }, { ...one, addressId: 'b' }];
    expect(new Set(others.map(addressPurpose)).size).toBe(4);
  });

  it('shows of an address what tells it from others, not what could be used', ({ expect }) => {
    expect(addressHint('email', 'ada@example.com')).toBe('a…@example.com');
    expect(addressHint('teams', 'https://flow.example.com/workflows/1?sig=secret')).toBe('flow.example.com');
    expect(addressHint('webhook', 'whe_1')).toBe('whe_1');
  });
});
