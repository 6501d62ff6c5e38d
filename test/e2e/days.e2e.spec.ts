import { describe, expect, it } from 'vitest';
import { runDays } from '../days/days-run.ts';

/** Its first faults kill an API and a worker. */
const SEED = 18;

describe('a day of recurring work', () => {
  it('runs each schedule, digest and reminder once, and removes what was previewed', { timeout: 600_000 }, async () => {
    const { violations, counts, changes } = await runDays({ days: 1, seed: SEED, apis: 2, workers: 1, faults: 0.15 });
    expect(violations).toEqual([]);
    expect(changes).toHaveLength(1);
    // One of them was due while no worker ran, another one while no API ran.
    expect(counts).toMatchObject({ 'runs of schedules': 7, 'removed of result': 2, 'removed of sample': 2 });
    expect(counts['removed of archive']).toBeGreaterThan(0);
    expect(counts['e-mails after quiet hours']).toBe(2);
    expect(counts).toMatchObject({ 'fault: API killed (-9)': 1, 'fault: worker killed (-9)': 1 });
  });
});
