import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../../faults/clock.ts';
import { Deadlines, type Deadline } from './deadlines.ts';

describe('Deadlines', () => {
  let clock: Clock;
  let deadlines: Deadlines;
  let reached: string[];

  const deadline = (name: string): Deadline => ({
    deadlineMs: 0,
    deadlineIndex: -1,
    onDeadline: () => void reached.push(name),
  });

  beforeEach(() => {
    clock = new Clock();
    deadlines = new Deadlines(clock);
    reached = [];
  });
  afterEach(() => {
    deadlines.stop();
    clock.stop();
  });

  it('fires by itself, in order, when the clock gets there', async () => {
    const [first, second, third] = [deadline('first'), deadline('second'), deadline('third')];
    deadlines.set(third, clock.now() + 30_000);
    deadlines.set(second, clock.now() + 20_000);
    deadlines.set(first, clock.now() + 10_000);
    clock.advance(20_000);
    await vi.waitFor(() => expect(reached).toEqual(['first', 'second']));
    clock.advance(10_000);
    await vi.waitFor(() => expect(reached).toEqual(['first', 'second', 'third']));
  });

  it('fires at once when asked what is due, without waiting for the timer', () => {
    deadlines.set(deadline('due'), clock.now() + 10_000);
    clock.advance(10_000);
    deadlines.runDue();
    expect(reached).toEqual(['due']);
  });

  it('forgets what was cleared or set to never, and moves what was set again', () => {
    const [cleared, never, moved] = [deadline('cleared'), deadline('never'), deadline('moved')];
    for (const one of [cleared, never, moved]) deadlines.set(one, clock.now() + 10_000);
    deadlines.clear(cleared);
    deadlines.set(never, Infinity);
    deadlines.set(moved, clock.now() + 20_000);
    clock.advance(10_000);
    deadlines.runDue();
    expect(reached).toEqual([]);
    clock.advance(10_000);
    deadlines.runDue();
    expect(reached).toEqual(['moved']);
  });

  it('goes on with a deadline that is set again while it fires', () => {
    let times = 0;
    // Read once: the clock may tick between the calls, and what is set for a later moment is rightly left for later.
    const atMs = clock.now();
    const again: Deadline = {
      deadlineMs: 0,
      deadlineIndex: -1,
      onDeadline: () => {
        times += 1;
        if (times < 3) deadlines.set(again, atMs);
      },
    };
    deadlines.set(again, atMs);
    deadlines.runDue();
    expect(times).toBe(3);
  });
});
