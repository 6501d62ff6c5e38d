import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Random } from '../support/random.ts';
import { Faults } from './faults.ts';
import { installVirtualRuntime } from './virtual-runtime.ts';
import { processContext, SimulatedProcess, START, World } from './world.ts';

/** Runs code in a process of a new world until the world has nothing left to do. */
async function inWorld<T>(run: (process: SimulatedProcess) => Promise<T>): Promise<T | undefined> {
  const world = new World(new Random(1), new Faults(new Random(1), []));
  const restore = installVirtualRuntime(() => world);
  try {
    const process = new SimulatedProcess('worker-0', 'worker', 0);
    let result: T | undefined;
    world.within(process, 0, () => {
      void processContext.run(process, async () => {
        result = await run(process);
      });
    });
    await world.run(START + 60_000, () => false);
    return result;
  } finally {
    restore();
  }
}

describe(installVirtualRuntime.name, () => {
  it('lets the clock stand still while code runs, and takes it on by simulated time', async () => {
    const clock = await inWorld(async () => {
      const before = [performance.now(), performance.now()];
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      return [...before, performance.now()];
    });
    expect(clock).toEqual([0, 0, 20_000]);
  });

  it('gives the next turn of the loop to what came before it', async () => {
    const order = await inWorld(async () => {
      const turns: string[] = [];
      setTimeout(() => turns.push('timer'), 0);
      setImmediate((name) => turns.push(name), 'immediate');
      clearImmediate(setImmediate(() => turns.push('canceled')));
      await nextTurn();
      return turns;
    });
    expect(order).toEqual(['timer', 'immediate']);
  });

  it('does not give a process that is dead its next turn', async () => {
    const ended = await inWorld(async (process) => {
      process.kill();
      await nextTurn();
      return true;
    });
    expect(ended).toBeUndefined();
  });

  it('aborts by simulated time', async () => {
    const reason = await inWorld(async () => {
      const signal = AbortSignal.timeout(20_000);
      await new Promise((resolve) => setTimeout(resolve, 19_999));
      signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 2));
      return signal.reason as Error;
    });
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('makes the same ids again, all of them different', async () => {
    const make = (): Promise<string[] | undefined> =>
      inWorld(async () => Array.from({ length: 100 }, () => randomUUID()));
    const ids = await make();
    expect(new Set(ids).size).toBe(100);
    expect(ids?.[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/v);
    expect(await make()).toEqual(ids);
  });

  it('leaves everything real to code outside, and puts it back', async () => {
    const before = performance.now();
    expect(await inWorld(() => Promise.resolve(performance.now()))).toBe(0);
    expect(performance.now()).toBeGreaterThan(before);
    expect(randomUUID()).not.toBe(randomUUID());
  });
});
