import { describe, expect, it } from 'vitest';
import { dueSlot, isRunOver, nextSlot, type ScheduleState, withEnd, withoutFuture, withRun } from './schedule.ts';

const TIMES = { cron: '10 2 * * *', timeZone: 'UTC' };
const STATE: ScheduleState = { after: '2026-11-22T02:10:00.000Z' };
const at = (time: string): number => Date.parse(`2026-11-${time}:00.000Z`);

describe(dueSlot.name, () => {
  it('is the time that has come, once', () => {
    expect(dueSlot(STATE, TIMES, at('23T02:09'))).toBeUndefined();
    expect(dueSlot(STATE, TIMES, at('23T02:10'))).toBe(at('23T02:10'));
    expect(dueSlot({ ...STATE, after: '2026-11-23T02:10:00.000Z' }, TIMES, at('23T14:00'))).toBeUndefined();
  });

  it('is the last one of those that were missed', () => {
    expect(dueSlot(STATE, TIMES, at('27T12:00'))).toBe(at('27T02:10'));
  });

  it('never comes while the schedule is paused', () => {
    expect(dueSlot({ ...STATE, pausedAt: '2026-11-22T10:00:00.000Z' }, TIMES, at('27T12:00'))).toBeUndefined();
  });

  it('is the next one, in the past, until it is over', () => {
    expect(nextSlot(STATE, TIMES)).toBe(at('23T02:10'));
  });
});

describe(withRun.name, () => {
  const run = { slot: '2026-11-23T02:10:00.000Z', startedAt: '2026-11-23T02:10:03.000Z', cause: 'request' } as const;
  const end = { finishedAt: '2026-11-23T02:10:04.000Z', outcome: 'succeeded' } as const;

  it('has the same end, whether the worker or the API notes first', () => {
    const expected = { ...run, ...end };
    expect(withEnd(withRun(STATE, run), { ...run, ...end }).lastRun).toEqual(expected);
    expect(withRun(withEnd(STATE, { ...run, ...end }), run).lastRun).toEqual(expected);
  });

  it('replaces the run before, and takes no end of that one', () => {
    const newer = { ...run, slot: '2026-11-24T02:10:00.000Z' };
    const state = withRun(withRun(STATE, run), newer);
    expect(state.lastRun).toEqual(newer);
    expect(withEnd(state, { ...run, ...end, outcome: 'failed' })).toBe(state);
    expect(withEnd(state, { ...run, ...end })).toEqual({ ...state, succeededSlot: run.slot });
  });

  it('is over when it has succeeded, or a later one', () => {
    const [failed, succeeded] = [{ ...end, outcome: 'failed' } as const, end];
    expect(isRunOver(withEnd(STATE, { ...run, ...failed }), run.slot)).toBe(false);
    const state = withEnd(STATE, { ...run, ...succeeded });
    const later = { ...run, slot: '2026-11-24T02:10:00.000Z' };
    for (const each of [state, withRun(state, later), withEnd(withRun(state, later), { ...later, ...failed })]) {
      expect(isRunOver(each, run.slot)).toBe(true);
      expect(isRunOver(each, later.slot)).toBe(false);
    }
    expect(isRunOver(withEnd(STATE, { ...later, ...succeeded }), run.slot)).toBe(true);
    expect(withEnd(withEnd(STATE, { ...later, ...succeeded }), { ...run, ...succeeded }).succeededSlot).toBe(
      later.slot,
    );
  });

  it('keeps a run that is newer than the one that is noted late', () => {
    const newer = { ...run, slot: '2026-11-23T02:10:05.000Z' };
    const state = withRun(STATE, newer);
    expect(withRun(state, { ...run, cause: 'schedule' })).toBe(state);
  });
});

describe(withoutFuture.name, () => {
  const lastRun = { slot: STATE.after, startedAt: STATE.after, cause: 'schedule' } as const;

  it('drops what has not come, by more than an hour', () => {
    const future = '2027-03-01T02:10:00.000Z';
    const now = '2026-11-22T02:10:00.000Z';
    expect(withoutFuture({ ...STATE, after: future, lastRun: { ...lastRun, slot: future } }, Date.parse(now))).toEqual({
      after: now,
    });
    expect(withoutFuture({ ...STATE, lastRun: { ...lastRun, slot: future } }, Date.parse(now))).toEqual(STATE);
    expect(withoutFuture({ ...STATE, succeededSlot: future }, Date.parse(now))).toEqual(STATE);
    const state = { ...STATE, lastRun };
    for (const time of ['22T01:10', '22T02:09', '23T00:00']) expect(withoutFuture(state, at(time))).toBe(state);
  });
});
