import { beforeEach, describe, expect, it } from 'vitest';
import { JobStates } from '#documents';
import { TestDocuments } from '#documents/testing';
import { aConsent, anId, anOutboxMessage, anUpload, aSynthesis, aVoice } from '#domain/testing';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');
const ago = (minutes: number) => new Date(NOON - minutes * 60_000).toISOString();

let documents: TestDocuments;
let states: JobStates;

beforeEach(() => {
  documents = new TestDocuments();
  states = new JobStates(documents.container.asContainer);
});

const synthesis = (number: number, more: Parameters<typeof aSynthesis>[0]) =>
  documents.store.create(aSynthesis({ id: anId('synthesis', number), ...more }));

describe(JobStates.name, () => {
  it('reads states and times, and nothing that says whose they are or what they hold', async () => {
    await synthesis(1, {
      status: 'failed',
      createdAt: ago(3),
      updatedAt: ago(1),
      failure: { code: 'provider-rejected', detail: 'The text “secret” was refused.' },
    });
    const { found } = await states.changedSince(['synthesis'], ago(15), 10);
    expect(found).toEqual([
      {
        kind: 'synthesis',
        status: 'failed',
        createdAt: ago(3),
        updatedAt: ago(1),
        failureCode: 'provider-rejected',
      },
    ]);
  });

  it('reads when an erasure was requested, and why a recording was rejected', async () => {
    const erasure = { requestedAt: ago(2), attempt: 1, stage: 'removing' } as const;
    await documents.store.create(aVoice({ status: 'deleting', createdAt: ago(90_000), updatedAt: ago(1), erasure }));
    const rejection = { code: 'too-quiet', detail: 'd', advice: 'a' };
    await documents.store.create(anUpload({ status: 'rejected', updatedAt: ago(1), rejection }));
    expect((await states.inStates('voice', ['deleting'], 10)).found).toMatchObject([{ erasureAt: ago(2) }]);
    expect((await states.changedSince(['upload'], ago(5), 10)).found).toMatchObject([{ rejectionCode: 'too-quiet' }]);
  });

  it('reads one kind, in these states only', async () => {
    await synthesis(1, { status: 'queued' });
    await synthesis(2, { status: 'running' });
    await synthesis(3, { status: 'succeeded' });
    await documents.store.create(aConsent({ status: 'verifying' }));
    const { found, isComplete } = await states.inStates('synthesis', ['queued', 'running'], 10);
    expect(found.map(({ status }) => status).toSorted()).toEqual(['queued', 'running']);
    expect(isComplete).toBe(true);
  });

  it.each([
    [2, true],
    [3, false],
  ])('reads 2 of %i at most, and says whether these are all: %s', async (count, isComplete) => {
    for (let number = 1; number <= count; number++) {
      await synthesis(number, { status: 'queued', updatedAt: ago(number), outbox: [anOutboxMessage()] });
    }
    const samples = await Promise.all([
      states.inStates('synthesis', ['queued'], 2),
      states.changedSince(['synthesis'], ago(60), 2),
      states.endedSince(['synthesis'], ['queued'], ago(60), 2),
      states.outboxesBefore(ago(0), 2),
    ]);
    expect(samples.map(({ found }) => found.length)).toEqual([2, 2, 2, 2]);
    expect(samples.map((sample) => sample.isComplete)).toEqual(Array(4).fill(isComplete));
  });

  it('reads the newest changes first, and the outboxes that have waited longest', async () => {
    for (const minutes of [3, 1, 2]) {
      await synthesis(minutes, { status: 'failed', updatedAt: ago(minutes), outbox: [anOutboxMessage()] });
    }
    const changed = await states.changedSince(['synthesis'], ago(2), 10);
    expect(changed.found.map(({ updatedAt }) => updatedAt)).toEqual([ago(1), ago(2)]);
    const ended = await states.endedSince(['synthesis'], ['failed'], ago(60), 2);
    expect(ended.found.map(({ updatedAt }) => updatedAt)).toEqual([ago(1), ago(2)]);
    expect((await states.outboxesBefore(ago(1.5), 10)).found).toEqual([ago(3), ago(2)]);
  });

  it('says what a query has cost', async () => {
    expect((await states.inStates('voice', ['training'], 10)).requestUnits).toBeGreaterThan(0);
  });
});
