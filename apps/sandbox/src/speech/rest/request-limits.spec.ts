import { beforeEach, describe, expect, it } from 'vitest';
import { RequestLimits } from './request-limits.ts';

let now: number;
let limits: RequestLimits;

beforeEach(() => {
  now = 0;
  limits = new RequestLimits(() => now);
});

/** One each `everyMs`. @returns how many were admitted */
function ask(times: number, everyMs: number): number {
  let admitted = 0;
  for (let index = 0; index < times; index++) {
    try {
      limits.admit('custom-voice');
      admitted++;
    } catch (error) {
      expect(error).toMatchObject({ status: 429, code: 'TooManyRequests' });
    }
    now += everyMs;
  }
  return admitted;
}

describe(RequestLimits.name, () => {
  it('only counts until it is switched on', () => {
    expect(ask(70, 100)).toBe(70);
    expect(limits.rates()['custom-voice']).toEqual({ limit: 50, peak: 70, refused: 0 });
  });

  it('admits 50 in any 10 s, and says when there is room again', () => {
    limits.enforced = true;
    expect(ask(60, 100)).toBe(50);
    expect(() => limits.admit('custom-voice')).toThrow(expect.objectContaining({ headers: { 'retry-after': '4' } }));
    now = 10_000;
    expect(ask(2, 1)).toBe(1);
    expect(limits.rates()['custom-voice']).toMatchObject({ refused: 12 });
    now = 40_000;
    expect(ask(500, 200)).toBe(500);
  });

  it('counts each API by itself, and those without a limit not at all', () => {
    limits.enforced = true;
    ask(50, 0);
    for (let index = 0; index < 100; index++) limits.admit('batch-synthesis');
    for (let index = 0; index < 1_000; index++) limits.admit('transcription');
    expect(() => limits.admit('batch-synthesis')).toThrow('Rate limit is exceeded. Try again in 10 seconds.');
    limits.restart();
    expect(limits.rates()['batch-synthesis']).toEqual({ limit: 100, peak: 0, refused: 0 });
  });
});
