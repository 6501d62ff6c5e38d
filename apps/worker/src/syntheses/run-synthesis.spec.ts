import { describe, expect, it } from 'vitest';
import type { Failure } from '#domain';
import { DONE } from '#messaging';
import { RunSynthesis } from './run-synthesis.usecase.ts';

const NEVER = new AbortController().signal;

/** A run that finds this synthesis; whatever it does but end it fails. */
function runOf(synthesis: object) {
  const ended: Failure[] = [];
  const documents = {
    find: () => Promise.resolve({ id: 'syn_1', kind: 'synthesis', status: 'running', ...synthesis }),
  };
  const end = { fail: (_: unknown, failure: Failure) => Promise.resolve(void ended.push(failure)) };
  const unused = {} as never;
  const run = new RunSynthesis(
    documents as never,
    unused,
    unused,
    unused,
    unused,
    unused,
    unused,
    end as never,
    unused,
  );
  return { run, ended };
}

describe(RunSynthesis.name, () => {
  const textBlob = { blobName: 't/syn_1.text-00.json', sha256: '00' };

  it('ends a synthesis whose text is lost: waiting would go on for ever', async () => {
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
