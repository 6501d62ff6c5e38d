import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { aBatch, anId, aSynthesis, TENANT } from '#domain/testing';
import { CancelVoiceWork } from './cancel-voice-work.service.ts';

const VOICE = anId('voice');
const FAILURE = { code: 'consent-revoked', detail: 'The consent was revoked.' } as const;
const signal = new AbortController().signal;

let documents: TestDocuments;
let cancel: CancelVoiceWork;

beforeEach(() => {
  documents = new TestDocuments();
  cancel = new CancelVoiceWork(documents.store, documents.commit);
});

const execute = () => cancel.execute(TENANT, VOICE, FAILURE, signal);
const synthesis = (number: number) => documents.store.get('synthesis', TENANT, anId('synthesis', number));

describe(CancelVoiceWork.name, () => {
  it('ends what the voice has not said yet, alone or beside others, with the reason', async () => {
    const { store } = documents;
    await store.create(aSynthesis({ id: anId('synthesis', 1) }));
    await store.create(aSynthesis({ id: anId('synthesis', 2), status: 'running' }));
    await store.create(aSynthesis({ id: anId('synthesis', 3), voiceId: anId('voice', 9), otherVoiceIds: [VOICE] }));
    await store.create(aBatch({ status: 'collecting' }));
    await execute();
    for (const number of [1, 2, 3]) expect(await synthesis(number)).toMatchObject({ failure: FAILURE });
    const batch = await store.get('batch', TENANT, anId('batch'));
    expect(batch).toMatchObject({ failure: FAILURE });
    expect((await documents.operations.get(TENANT, batch.operationId)).status).toBe(batch.status);
  });

  it('leaves what has ended, and what other voices say', async () => {
    const { store } = documents;
    const ended = await store.create(aSynthesis({ id: anId('synthesis', 1), status: 'succeeded' }));
    const others = await store.create(aSynthesis({ id: anId('synthesis', 2), voiceId: anId('voice', 9) }));
    await execute();
    expect(await synthesis(1)).toEqual(ended);
    expect(await synthesis(2)).toEqual(others);
    expect(documents.published).toEqual([]);
  });

  it('ends a synthesis also when its run writes at the same moment', async () => {
    await documents.store.create(aSynthesis({ id: anId('synthesis', 1), status: 'running' }));
    const { store } = documents;
    // Between the list and the first write.
    vi.spyOn(store, 'replace').mockImplementationOnce(async (read) => {
      const found = await store.get('synthesis', TENANT, read.id);
      await store.replace({ ...found, progress: { parts: 2, partsDone: 1 } });
      return store.replace(read);
    });
    await execute();
    expect(await synthesis(1)).toMatchObject({ failure: FAILURE, progress: { partsDone: 1 } });
  });
});
