import { describe, expect, it } from 'vitest';
import { errorCodeOf } from './errors.ts';
import {
  enteredStatus,
  isNewlyNear,
  isWantedAgain,
  newEndpoint,
  upInMonthMs,
  upLeftMs,
  usableLeftMs,
  type VoiceEndpoint,
  wanted,
} from './voice-endpoint.ts';

const START = Date.parse('2026-11-30T20:00:00.000Z');
const HOUR_MS = 3_600_000;
const LIMITS = { idleMs: HOUR_MS, maxMsPerMonth: 10 * HOUR_MS };

describe('the hours of an endpoint', () => {
  it('count from when it is deployed until it is suspended, in each month its own', () => {
    const deployed = enteredStatus(newEndpoint(START), 'deployed', START + HOUR_MS);
    const suspended = enteredStatus(deployed, 'suspended', START + 6 * HOUR_MS);
    expect(suspended.upMs).toEqual({ '2026-11': 4 * HOUR_MS, '2026-12': 2 * HOUR_MS });
    expect(suspended.upSince).toBeUndefined();
    expect(upInMonthMs(suspended, START + 100 * HOUR_MS)).toBe(2 * HOUR_MS);
    const resuming = enteredStatus(suspended, 'resuming', START + 10 * HOUR_MS);
    expect(upInMonthMs(resuming, START + 13 * HOUR_MS)).toBe(5 * HOUR_MS);
    expect(upLeftMs(resuming, LIMITS.maxMsPerMonth, START + 13 * HOUR_MS)).toBe(5 * HOUR_MS);
  });

  it('leave time for the suspension, so that the ceiling holds', () => {
    const endpoint = newEndpoint(START - 9 * HOUR_MS);
    expect(usableLeftMs(endpoint, LIMITS, START)).toBe(HOUR_MS - 600_000);
    expect(usableLeftMs(endpoint, { maxMsPerMonth: HOUR_MS }, START)).toBeLessThan(0);
  });

  it('are near once a month', () => {
    const endpoint = newEndpoint(START - 8 * HOUR_MS);
    expect(isNewlyNear(endpoint, LIMITS.maxMsPerMonth, START)).toBe(true);
    expect(isNewlyNear({ ...endpoint, nearIn: '2026-11' }, LIMITS.maxMsPerMonth, START)).toBe(false);
    expect(isNewlyNear(newEndpoint(START), LIMITS.maxMsPerMonth, START)).toBe(false);
  });
});

describe(wanted.name, () => {
  const suspended: VoiceEndpoint = { ...enteredStatus(newEndpoint(START), 'suspended', START + HOUR_MS), round: 2 };
  const NOW = START + 2 * HOUR_MS;

  it('begins to resume what is suspended, in a round of its own', () => {
    expect(wanted(suspended, LIMITS, NOW)).toMatchObject({ status: 'resuming', round: 3, upSince: expect.any(String) });
  });

  it('notes that it is wanted while it is being suspended, once', () => {
    const suspending = enteredStatus(newEndpoint(START), 'suspending', START + HOUR_MS);
    const again = wanted(suspending, LIMITS, START + HOUR_MS + 1);
    expect([isWantedAgain(suspending), isWantedAgain(again)]).toEqual([false, true]);
    expect(wanted(again, LIMITS, START + HOUR_MS + 2)).toBe(again);
  });

  it.each([
    ['beyond its hours', { upMs: { '2026-11': 10 * HOUR_MS } }, 'endpoint-hours-exhausted'],
    ['that Azure has just failed to resume', { failedAt: new Date(NOW - 1_000).toISOString() }, 'provider-unavailable'],
  ])('refuses one %s', (_, changes, code) => {
    const refused = () => wanted({ ...suspended, ...changes }, LIMITS, NOW);
    expect(refused).toThrow();
    try {
      refused();
    } catch (error) {
      expect(errorCodeOf(error)).toBe(code);
    }
  });
});
