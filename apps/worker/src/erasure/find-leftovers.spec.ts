import { describe, expect, it } from 'vitest';
import type { Consent } from '#domain';
import { DocumentStore, SameRecordings } from '#storage';
import { MemoryContainer } from '../../../../libs/storage/testing/index.ts';
import type { ErasureScope } from './erasure-scope.ts';
import { FindLeftovers } from './find-leftovers.ts';

const AT = '2026-11-22T10:00:00.000Z';
const [OWN, THEIRS] = ['D', 'E'].map((end) => `cns_01JD8F3R5V6W7X8Y9Z0A1B2C3${end}`) as [string, string];
const scope: ErasureScope = {
  tenantId: 't',
  voiceIds: [],
  consentIds: [],
  uploadIds: [],
  keptUploadIds: [],
  recordingHashes: ['aa'],
  proofHashes: ['aa'],
  withdrawn: true,
  onlyOf: undefined,
  kept: [],
};

describe(FindLeftovers.name, () => {
  it('takes what others have by a recording for a leftover, unless the erasure is limited to one owner', async () => {
    const container = new MemoryContainer().asContainer;
    const documents = new DocumentStore(container);
    const consent = { kind: 'consent', tenantId: 't', status: 'active', createdAt: AT, updatedAt: AT, outbox: [] };
    const evidence = { blobName: '', sha256: 'aa' };
    await documents.create({ ...consent, id: OWN, ownerId: 'x', evidence } as unknown as Consent);
    await documents.create({ ...consent, id: THEIRS, ownerId: 'o', evidence } as unknown as Consent);
    const nowhere = { about: () => Promise.resolve([]), countAbout: () => Promise.resolve(0) } as never;
    const recordings = new SameRecordings(container);
    const findLeftovers = new FindLeftovers(documents, nowhere, nowhere, recordings, {} as never, {} as never);
    const leftOf = async (onlyOf: string | undefined): Promise<readonly string[]> =>
      findLeftovers.execute({ ...scope, onlyOf }, undefined, new AbortController().signal);
    expect([...(await leftOf(undefined))].sort()).toEqual([OWN, THEIRS].map((id) => `the recording's hash in ${id}`));
    expect(await leftOf('x')).toEqual([`the recording's hash in ${OWN}`]);
  });
});
