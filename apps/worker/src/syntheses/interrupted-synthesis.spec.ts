import { describe, expect, it } from 'vitest';
import type { Synthesis } from '#domain';
import { aSynthesis, stub } from '#domain/testing';
import { stored } from '#documents/testing';
import { DONE } from '#messaging';
import { InterruptedSynthesis } from './interrupted-synthesis.ts';

const LEASE_MS = 60_000;
const leased = (runId: string) => ({ runId, leaseUntil: new Date(Date.now() + LEASE_MS).toISOString() });

/** @param current how the document stands; undefined when it is gone */
function interrupted(current: Partial<Synthesis> | undefined) {
  const written: unknown[] = [];
  const calls: string[] = [];
  const documents = {
    find: () => Promise.resolve(current && stored(aSynthesis({ id: 'syn_1', status: 'running', ...current }))),
    replace: <D extends object>(document: D) => {
      written.push('run' in document && document.run);
      return Promise.resolve(document);
    },
  };
  const end = {
    forget: () => {
      calls.push('forget');
      return Promise.resolve(DONE);
    },
    clearUp: (_: Synthesis, runId?: string) => {
      calls.push(`clear up ${runId}`);
      return Promise.resolve(DONE);
    },
  };
  return { work: new InterruptedSynthesis(stub(documents), stub(end)), written, calls };
}

describe(InterruptedSynthesis.name, () => {
  const lost = aSynthesis({ id: 'syn_1', status: 'running' });

  it('forgets a synthesis that was deleted, and clears up after one that has ended', async () => {
    const deleted = interrupted(undefined);
    expect(await deleted.work.goOn(lost, 'run-1')).toBe(DONE);
    expect(deleted.calls).toEqual(['forget']);
    const canceled = interrupted({ status: 'canceled' });
    expect(await canceled.work.goOn(lost, 'run-1')).toBe(DONE);
    expect(canceled.calls).toEqual(['clear up run-1']);
  });

  it('comes back after the lease of the run that goes on with it', async () => {
    const { work, calls } = interrupted({ run: leased('run-2') });
    const outcome = await work.goOn(lost, 'run-1');
    expect(outcome).toEqual({ retryAfterMs: expect.any(Number) as number });
    expect((outcome as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(LEASE_MS / 2);
    expect(calls).toEqual([]);
  });

  it('ends the lease of its own run alone', async () => {
    const own = interrupted({ run: leased('run-1') });
    await own.work.release(lost, 'run-1');
    expect(own.written).toEqual([{ runId: 'run-1', leaseUntil: '1970-01-01T00:00:00.000Z' }]);
    for (const current of [
      undefined,
      { run: leased('run-2') },
      { run: leased('run-1'), status: 'canceled' as const },
    ]) {
      const other = interrupted(current);
      await other.work.release(lost, 'run-1');
      expect(other.written).toEqual([]);
    }
  });
});
