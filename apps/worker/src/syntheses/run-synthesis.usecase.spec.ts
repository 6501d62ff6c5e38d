import { describe, expect, it } from 'vitest';
import type { Failure, Synthesis } from '#domain';
import { anId, aSynthesis, stub, TENANT } from '#domain/testing';
import { createMessage, DONE } from '#messaging';
import { stored } from '#documents/testing';
import { RunSynthesis } from './run-synthesis.usecase.ts';

const NEVER = new AbortController().signal;

/** A run that finds this synthesis; whatever it does but end it fails. */
function runOf(changes: Partial<Synthesis>) {
  const ended: Failure[] = [];
  const documents = {
    find: () => Promise.resolve(stored(aSynthesis({ id: 'syn_1', status: 'running', ...changes }))),
  };
  const written: Synthesis[] = [];
  const end = {
    fail(synthesis: Synthesis, failure: Failure) {
      written.push(synthesis);
      ended.push(failure);
      return Promise.resolve();
    },
  };
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
    stub({}),
    stub({}),
    stub({}),
  );
  return { run, ended, written };
}

describe(RunSynthesis.name, () => {
  const textBlob = { blobName: 't/syn_1.text-00.json', sha256: '00', characters: 10 };

  it('ends a synthesis whose text is lost: waiting would go on forever', async () => {
    const { run, ended } = runOf({ text: '', textBlob });
    expect(await run.handle({ tenantId: 't', subjectId: 'syn_1' }, { signal: NEVER })).toBe(DONE);
    expect(ended).toMatchObject([{ code: 'internal' }]);
  });

  it('takes its own message out of the outbox with its first write, and leaves the others', async () => {
    const id = anId('synthesis');
    const run = createMessage('synthesis.run', { tenantId: TENANT, subjectId: id, data: {} });
    const other = createMessage('webhook.announce', {
      tenantId: TENANT,
      subjectId: id,
      data: { event: 'synthesis.failed' },
    });
    const { run: handler, written } = runOf({ id, text: '', textBlob, outbox: [run, other] });
    await handler.handle({ tenantId: TENANT, subjectId: id }, { signal: NEVER });
    expect(written.map(({ outbox }) => outbox)).toEqual([[other]]);
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
