import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedRead } from './shared-read.ts';

describe('SharedRead', () => {
  it('gives each who asks something that was read after they asked, with two reads at most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 12 }), async (scheduler, askers) => {
        let clock = 0;
        let running = 0;
        const shared = new SharedRead<number>(async () => {
          const startedAt = ++clock;
          running += 1;
          expect(running).toBe(1);
          await scheduler.schedule(Promise.resolve());
          running -= 1;
          if (startedAt % 3 === 0) throw new Error('down');
          return startedAt;
        });
        const asked = Array.from({ length: askers }, async () => {
          await scheduler.schedule(Promise.resolve());
          const askedAt = clock;
          const readAt = await shared.get('a').catch(() => Infinity);
          expect(readAt).toBeGreaterThan(askedAt);
        });
        await scheduler.waitFor(Promise.all(asked));
        expect(clock).toBeLessThanOrEqual(askers);
      }),
    );
  });

  it('reads once for all who ask while another read is under way, and keeps nothing', async () => {
    const gates: PromiseWithResolvers<void>[] = [];
    const shared = new SharedRead<number>(async () => {
      const gate = Promise.withResolvers<void>();
      const read = gates.push(gate);
      await gate.promise;
      return read;
    });
    const first = shared.get('a');
    const others = Array.from({ length: 50 }, () => shared.get('a'));
    const elsewhere = shared.get('b');
    expect(gates).toHaveLength(2);
    gates[0]?.resolve();
    expect(await first).toBe(1);
    gates[1]?.resolve();
    expect(await elsewhere).toBe(2);
    expect(gates).toHaveLength(3);
    gates[2]?.resolve();
    expect(new Set(await Promise.all(others))).toEqual(new Set([3]));
    void shared.get('a');
    expect(gates).toHaveLength(4);
    gates[3]?.resolve();
  });
});
