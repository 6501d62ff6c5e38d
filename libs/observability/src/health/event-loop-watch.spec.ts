import { Writable } from 'node:stream';
import { afterEach, expect, describe, it, vi } from 'vitest';
import { createLogger } from '../logging/logger.ts';
import { EventLoopWatch } from './event-loop-watch.ts';

afterEach(() => void vi.useRealTimers());

describe(EventLoopWatch.name, () => {
  it('says when the loop was blocked, and for how long, and nothing when it was merely busy', async () => {
    vi.useFakeTimers();
    const lines: string[] = [];
    const destination = new Writable({
      write: (line: Buffer, _, done) => {
        lines.push(line.toString());
        done();
      },
    });
    let now = 0;
    const watch = new EventLoopWatch(createLogger({ level: 'info', service: 'test', destination }), () => now);
    watch.start();
    const turn = (ms: number) => {
      now += ms;
      return vi.advanceTimersByTimeAsync(1_000);
    };
    await turn(1_000);
    await turn(2_500);
    expect(lines).toEqual([]);
    await turn(5_000);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([{ level: 'warn', blockedMs: 4_000 }]);
    expect([watch.delayMs, watch.isStuck]).toEqual([4_000, false]);
    await turn(1_000);
    expect(lines).toHaveLength(1);
    await turn(11_000);
    expect([watch.delayMs, watch.maxDelayMs, watch.isStuck]).toEqual([10_000, 10_000, true]);
    for (let looks = 0; looks < 60; looks += 1) await turn(1_000);
    expect([watch.delayMs, watch.maxDelayMs, watch.isStuck]).toEqual([0, 0, false]);
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
