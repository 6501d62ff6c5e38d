import { describe, expect, it } from 'vitest';
import type { Failure, Synthesis } from '#domain';
import { aSynthesis, stub } from '#domain/testing';
import { DONE } from '#messaging';
import { stored } from '#documents/testing';
import { RunSynthesis } from './run-synthesis.usecase.ts';

const NEVER = new AbortController().signal;

/** A run that finds this synthesis; whatever it does but end it fails. */
function runOf(changes: Partial<Synthesis>) {
  const ended: Failure[] = [];
  const documents = {
    find: () => Promise.resolve(stored(aSynthesis({ id: 'syn_1', status: 'running', ...changes }))),
  };
  const end = { fail: (_: unknown, failure: Failure) => Promise.resolve(void ended.push(failure)) };
  const run = new RunSynthesis(
    stub(documents),
    stub({}),
    stub({}),
    stub({}),
    stub({}),
    stub({}),
    stub({}),
    stub(end),
    stub({}),
  );
  return { run, ended };
}

describe(RunSynthesis.name, () => {
  const textBlob = { blobName: 't/syn_1.text-00.json', sha256: '00', characters: 10 };

  it('ends a synthesis whose text is lost: waiting would go on forever', async () => {
    const { run, ended } = runOf({ text: '', textBlob });
    expect(await run.handle({ tenantId: 't', subjectId: 'syn_1' }, { signal: NEVER })).toBe(DONE);
    expect(ended).toMatchObject([{ code: 'internal' }]);
  });

  it('leaves it to a run that has read the text before', async () => {
    const lease = { runId: 'other', leaseUntil: new Date(Date.now() + 60_000).toISOString() };
    const { run, ended } = runOf({ text: '', textBlob, run: lease });
    expect(await run.handle({ tenantId: 't', subjectId: 'syn_1' }, { signal: NEVER })).toMatchObject({
      retryAfterMs: expect.any(Number) as number,
    });
    expect(ended).toEqual([]);
  });
});
