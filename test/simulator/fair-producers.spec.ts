import { describe, expect, it } from 'vitest';
import { PRODUCER_QUEUES } from '#messaging';
import { acceptancesOf, type Flood, hourOfSilence } from './fair-producers.ts';

const FLOOD = 10_000;
const OTHERS = 100;
/** What the other producer waits, as a multiple of what it waits alone. */
const MAX_RATIO = 3;

function p95(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}

/** @returns the 95th percentile until the requests of the other producer are accepted, beside the flood and alone, ms */
async function waits(seed: number, perMinute: number): Promise<{ readonly beside: number; readonly alone: number }> {
  const of = async (more: Pick<Flood, 'flood'>): Promise<number> => {
    const { othersMs, flood } = await acceptancesOf({ seed, others: OTHERS, perMinute, ...more });
    expect(othersMs).toHaveLength(OTHERS);
    // A flood that nobody serves shows nothing. It is served as fast, and its last requests may still be at work.
    expect(flood).toBeGreaterThanOrEqual(Math.min(more.flood, OTHERS - PRODUCER_QUEUES.requests.concurrency));
    return p95(othersMs);
  };
  return { beside: await of({ flood: FLOOD }), alone: await of({ flood: 0 }) };
}

describe('10,000 requests of a producer at once', () => {
  it.each([1, 2, 3])('keep another one waiting at most three times as long as alone: seed %i', async (seed) => {
    const { beside, alone } = await waits(seed, 1_000_000);
    expect(alone).toBeGreaterThan(0);
    expect(beside).toBeLessThanOrEqual(MAX_RATIO * alone);
  });

  it('use up no limit of another one', async () => {
    const { beside, alone } = await waits(1, 120);
    expect(beside).toBeLessThanOrEqual(MAX_RATIO * alone);
  });
});

describe('a producer that is configured and silent', () => {
  it.each([
    ['and has sent nothing yet', 0],
    ['after it has sent requests', 20],
  ])('adds no message and no call of Cosmos DB in an hour %s', async (_, before) => {
    expect(await hourOfSilence(before)).toEqual({ acceptedBefore: before, messages: 0, cosmosCalls: 0 });
  });
});
