import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Pace, runToEnd, type Steps } from './steps.ts';
import { inTurns, TURN_BUDGET_MS } from './turns.ts';

/** Holds the processor for so many steps of a millisecond. */
function* busy(steps: number, log: string[] = [], name = ''): Steps<string> {
  for (let step = 0; step < steps; step++) {
    log.push(name);
    const until = performance.now() + 1;
    while (performance.now() < until);
    yield;
  }
  return name;
}

/** How many turns pass until it settles, and the longest of them in milliseconds. */
async function turnsOf(work: Promise<unknown>): Promise<{ turns: number; longestMs: number }> {
  const state = { ended: false };
  const ended = (): void => void (state.ended = true);
  work.then(ended, ended);
  let [turns, longestMs, since] = [0, 0, performance.now()];
  while (!state.ended) {
    await nextTurn();
    turns++;
    longestMs = Math.max(longestMs, performance.now() - since);
    since = performance.now();
  }
  return { turns, longestMs };
}

describe(inTurns.name, () => {
  it('returns what the computation returns, at once when it is short', async () => {
    const log: string[] = [];
    const short = inTurns(busy(1, log, 'short'));
    expect(log).toEqual(['short']);
    expect(await short).toBe('short');
  });

  it('lets all computations of a turn together have no more than the budget', async () => {
    const work = Promise.all(Array.from({ length: 20 }, () => inTurns(busy(10))));
    const { turns } = await turnsOf(work);
    // 200 ms of work; each of them begins with one step at once.
    expect(turns).toBeGreaterThanOrEqual(Math.floor((200 - 20) / (TURN_BUDGET_MS + 2)));
  });

  it('takes turns between computations', async () => {
    const log: string[] = [];
    await Promise.all([inTurns(busy(30, log, 'a')), inTurns(busy(30, log, 'b'))]);
    expect(log.lastIndexOf('a')).toBeGreaterThan(log.indexOf('b'));
    expect(log.lastIndexOf('b')).toBeGreaterThan(log.indexOf('a'));
    // Neither was done before the other had been given a share.
    expect(log.slice(0, 31)).toContain('b');
  });

  it('fails as the computation does', async () => {
    const failing = function* (): Steps<never> {
      yield;
      throw new Error('out of order');
    };
    await expect(inTurns(failing())).rejects.toThrow('out of order');
  });

  it('ends between two steps when it is aborted', async () => {
    const controller = new AbortController();
    const log: string[] = [];
    const work = inTurns(busy(1_000, log, 'x'), controller.signal);
    const refused = expect(work).rejects.toThrow('no longer wanted');
    await nextTurn();
    controller.abort(new Error('no longer wanted'));
    await refused;
    expect(log.length).toBeLessThan(1_000);
  });
});

it('runs to the end without a break', () => {
  expect(runToEnd(busy(3, [], 'done'))).toBe('done');
});

it('paces by what was done', () => {
  const pace = new Pace();
  expect(Array.from({ length: 6 }, () => pace.isDue(1_000))).toEqual([false, false, true, false, false, true]);
});
