import { describe, expect, it } from 'vitest';
import { type SettleCharge, TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf, ServiceError } from '#domain';
import { aBatch, anId, aSubscription, aSynthesis, stub, TENANT } from '#domain/testing';
import type { ErasureScope } from './erasure-scope.ts';
import { NOTHING_HELD } from './held-traces.ts';
import { RemoveTraces } from './remove-traces.ts';

const VOICE = anId('voice');
const SCOPE: ErasureScope = {
  tenantId: TENANT,
  voiceIds: [VOICE],
  consentIds: [],
  uploadIds: [],
  keptUploadIds: [],
  recordingHashes: [],
  proofHashes: [],
  withdrawn: false,
  onlyOf: undefined,
  held: NOTHING_HELD,
  kept: [],
};
const done = () => Promise.resolve();

/** @param settle called for each job that is there */
function removeTraces(documents: TestDocuments, settle: SettleCharge['execute']) {
  const remove = new RemoveTraces(
    documents.store,
    stub({ about: () => Promise.resolve([]) }),
    stub({ forgetAbout: done }),
    stub({ add: done }),
    stub({}),
    stub({ deleteContainer: done }),
    stub({ erase: done }),
    stub({ deletePersonalVoice: done }),
    stub({ delete: done }),
    stub({ withdraw: done }),
    stub<SettleCharge>({ execute: settle }),
    stub({ execute: done }),
  );
  return remove.execute(SCOPE, undefined, new AbortController().signal);
}

describe(RemoveTraces.name, () => {
  it('settles the charges of jobs before it removes them', async () => {
    const documents = new TestDocuments();
    const jobs = [
      await documents.store.create(aSynthesis({ voiceId: VOICE })),
      await documents.store.create(aSynthesis({ id: anId('synthesis', 2), voiceId: 'other', otherVoiceIds: [VOICE] })),
      await documents.store.create(aBatch({ voiceId: VOICE })),
    ];
    const settled: string[] = [];
    await removeTraces(documents, async ({ kind, tenantId, id }) => {
      if (await documents.store.find<'synthesis' | 'batch'>(kind, tenantId, id)) settled.push(id);
    });
    expect(settled.toSorted()).toEqual(jobs.map(({ id }) => id).toSorted());
    expect(documents.container.stored.size).toBe(0);
  });

  it('keeps a job whose charge cannot be settled, for the next attempt', async () => {
    const documents = new TestDocuments();
    await documents.store.create(aSynthesis({ voiceId: VOICE }));
    const away = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    expect(await removeTraces(documents, away).catch(errorCodeOf)).toBe('dependency-unavailable');
    expect(await documents.store.find('synthesis', TENANT, anId('synthesis'))).toBeDefined();
  });

  it('removes the subscription of a person with its address, and no other', async () => {
    const documents = new TestDocuments();
    await documents.store.create(aSubscription({ subjectId: anId('consent') }));
    const other = await documents.store.create(aSubscription({ id: anId('notificationSubscription', 1) }));
    const remove = new RemoveTraces(
      documents.store,
      new TraceStore(documents.container.asContainer),
      stub({ forgetAbout: done }),
      stub({ add: done }),
      stub({}),
      stub({}),
      stub({ erase: done }),
      stub({ deleteConsent: done, deleteProject: done }),
      stub({}),
      stub({ withdraw: done }),
      stub({}),
      stub({}),
    );
    const scope = { ...SCOPE, voiceIds: [], consentIds: [anId('consent')] };
    await remove.execute(scope, undefined, new AbortController().signal);
    expect([...documents.container.stored.keys()]).toEqual([other.id]);
  });
});
