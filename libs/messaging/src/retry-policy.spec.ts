import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderError, ServiceError } from '#domain';
import { decideRetry } from './retry-policy.ts';

const unavailable = new ProviderError('provider-unavailable', 'down');

describe(decideRetry.name, () => {
  it('waits at most 5 s · 2^failures and never more than 15 min', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const decision = decideRetry(unavailable, failures, 100, () => random);
          expect(decision.retry && decision.delayMs).toBeLessThanOrEqual(Math.min(5_000 * 2 ** failures, 900_000));
        },
      ),
    );
  });

  it('spreads equal failures over the whole window', () => {
    expect(decideRetry(unavailable, 3, 8, () => 0.01)).toEqual({ retry: true, delayMs: 400 });
    expect(decideRetry(unavailable, 3, 8, () => 0.99)).toEqual({ retry: true, delayMs: 39_600 });
  });

  it('is not earlier than the provider requested', () => {
    const throttled = new ProviderError('provider-throttled', 'slow down', { retryAfterMs: 7_000 });
    expect(decideRetry(throttled, 0, 8, () => 0)).toEqual({ retry: true, delayMs: 7_000 });
  });

  it('fails at once for a permanent error, and after the last attempt for a transient one', () => {
    expect(decideRetry(new ServiceError('sample-rejected', 'no'), 0, 8)).toEqual({ retry: false });
    expect(decideRetry(unavailable, 6, 8).retry).toBe(true);
    expect(decideRetry(unavailable, 7, 8)).toEqual({ retry: false });
  });

  it('tries a bug again too', () => {
    expect(decideRetry(new TypeError('undefined is not a function'), 0, 8).retry).toBe(true);
  });
});
