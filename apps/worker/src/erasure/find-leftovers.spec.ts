import { describe, expect, it } from 'vitest';
import { DocumentStore, SameRecordings } from '#documents';
import { aConsent, aDelivery, anUpload, aSynthesis, someEvidence, stub } from '#domain/testing';
import { ProvenanceStore } from '#storage';
import { aProvenanceRecord, MemoryContainer } from '#storage/testing';
import type { ErasureScope } from './erasure-scope.ts';
import { NOTHING_HELD } from './held-traces.ts';
import { FindLeftovers } from './find-leftovers.ts';

const [OWN, THEIRS] = ['D', 'E'].map((end) => `cns_01JD8F3R5V6W7X8Y9Z0A1B2C3${end}`) as [string, string];
const [UPLOAD, VOICE] = ['upl', 'vce'].map((prefix) => `${prefix}_01JD8F3R5V6W7X8Y9Z0A1B2C3D`) as [string, string];
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
  held: NOTHING_HELD,
  kept: [],
};

describe(FindLeftovers.name, () => {
  it('takes what others have by a recording for a leftover, unless the erasure is limited to one owner', async () => {
    const container = new MemoryContainer().asContainer;
    const documents = new DocumentStore(container);
    const consent = { tenantId: 't', evidence: someEvidence({ sha256: 'aa' }) };
    await documents.create(aConsent({ ...consent, id: OWN, ownerId: 'x' }));
    await documents.create(aConsent({ ...consent, id: THEIRS, ownerId: 'o' }));
    const recordings = new SameRecordings(container);
    const findLeftovers = new FindLeftovers(
      documents,
      stub({ about: () => Promise.resolve([]) }),
      stub({ countAbout: () => Promise.resolve(0) }),
      recordings,
      stub({}),
      stub({}),
      new ProvenanceStore(new MemoryContainer().asContainer, 1),
      stub({}),
    );
    const leftOf = async (onlyOf: string | undefined): Promise<readonly string[]> =>
      findLeftovers.execute({ ...scope, onlyOf }, undefined, new AbortController().signal);
    expect([...(await leftOf(undefined))].sort()).toEqual([OWN, THEIRS].map((id) => `the recording's hash in ${id}`));
    expect(await leftOf('x')).toEqual([`the recording's hash in ${OWN}`]);
  });

  it.each([
    ['nothing', {}, false],
    ['an upload', { upload: true }, true],
    ['a blob of an upload', { blob: `uploads/t/${UPLOAD}` }, true],
    ['what a voice has spoken', { synthesis: true }, true],
    ['ids in a record of speech', { record: true }, true],
    ['a delivery from before the erasure', { deliveredAt: '2026-11-21T00:00:00.000Z' }, true],
    ['a delivery that told of the erasure', { deliveredAt: '2026-11-23T00:00:00.000Z' }, false],
  ])('says whether a backup has brought back %s', async (_, found, expected) => {
    const container = new MemoryContainer().asContainer;
    const documents = new DocumentStore(container);
    const common = { tenantId: 't', ownerId: 'o' };
    const { upload, blob, synthesis, record, deliveredAt } = found as Record<string, string | true | undefined>;
    if (upload) await documents.create(anUpload({ ...common, id: UPLOAD }));
    const spoken = { id: UPLOAD.replace('upl', 'syn'), voiceId: VOICE };
    if (synthesis) await documents.create(aSynthesis({ ...common, ...spoken, status: 'succeeded' }));
    const traces = {
      about: () => Promise.resolve(typeof deliveredAt === 'string' ? [aDelivery({ createdAt: deliveredAt })] : []),
    };
    const blobs = {
      isEmpty: (container: string, prefix: string) => Promise.resolve(`${container}/${prefix}` !== blob),
    };
    const recordings = new SameRecordings(container);
    const records = new ProvenanceStore(new MemoryContainer().asContainer, 86_400_000);
    if (record) await records.create(aProvenanceRecord({ tenantId: 't', voiceIds: [VOICE] }));
    const findLeftovers = new FindLeftovers(
      documents,
      stub(traces),
      stub({}),
      recordings,
      stub(blobs),
      stub({}),
      records,
      stub({}),
    );
    const erased = { ...scope, voiceIds: [VOICE], uploadIds: [UPLOAD] };
    expect(await findLeftovers.hasComeBack(erased, '2026-11-22T12:00:00.000Z', undefined)).toBe(expected);
  });
});
