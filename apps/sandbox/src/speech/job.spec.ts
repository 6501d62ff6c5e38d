import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../faults/clock.ts';
import { runJob } from './job.ts';

const DURATION_MS = 1_000;

let clock: Clock;
let steps: string[];

beforeEach(() => {
  vi.useFakeTimers();
  clock = new Clock();
  steps = [];
});
afterEach(() => {
  clock.stop();
  vi.useRealTimers();
});

const run = (options?: Parameters<typeof runJob>[3]) =>
  runJob(
    clock,
    DURATION_MS,
    {
      started: () => void steps.push('started'),
      work: () => Promise.resolve('done'),
      finished: (result) => void steps.push(result),
      crashed: () => void steps.push('crashed'),
    },
    options,
  );

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  clock.advance(ms);
  await vi.advanceTimersByTimeAsync(1);
}

describe(runJob.name, () => {
  it('runs after a quarter of its time, and ends when it is over', async () => {
    run();
    await pass(DURATION_MS / 4);
    expect(steps).toEqual(['started']);
    await pass(DURATION_MS);
    expect(steps).toEqual(['started', 'done']);
  });

  it.each([
    ['NotStarted', []],
    ['Running', ['started']],
  ] as const)('stays in %s when a fault says so', async (stalledIn, expected) => {
    run({ stalledIn });
    for (let days = 0; days < 3; days++) await pass(86_400_000);
    expect(steps).toEqual(expected);
  });
});
