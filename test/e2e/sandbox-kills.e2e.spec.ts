import { describe, expect, it } from 'vitest';
import { runSandboxKills } from '../chaos/sandbox-kills.ts';

// Twenty kills, and one in the middle of a long batch: npm run test:sandbox-kills.
describe('a sandbox that keeps its data, killed with -9 while it takes writes', { timeout: 120_000 }, () => {
  it('has every blob, document and message that it acknowledged, at the same addresses', async () => {
    const [report] = await runSandboxKills({ kills: 1, between: [200, 600] });
    expect(report?.lost).toEqual([]);
    expect(report?.acknowledged).toBeGreaterThanOrEqual(3);
  });
});
