import { beforeEach, describe, expect, it } from 'vitest';
import type { Consent } from '#domain';
import { aConsent, anUpload, aReceipt, AT, aVoice, someEvidence } from '#domain/testing';
import { MemoryContainer } from '#storage/testing';
import { DocumentStore } from '../store/document-store.ts';
import { SameRecordings } from './same-recording.ts';

const common = { tenantId: 't', ownerId: 'o' };
const idOf = (prefix: string, end: string): string => `${prefix}_01JD8F3R5V6W7X8Y9Z0A1B2C${end}`;

let documents: DocumentStore;
let recordings: SameRecordings;

beforeEach(() => {
  const container = new MemoryContainer().asContainer;
  documents = new DocumentStore(container);
  recordings = new SameRecordings(container);
});

async function upload(
  end: string,
  canonical: string | undefined,
  archived = `sent-${canonical}`,
  ownerId = 'o',
): Promise<string> {
  const id = idOf('upl', end);
  const blob = { blobName: id, sizeBytes: 1 };
  const forms = {
    canonical: canonical === undefined ? undefined : { ...blob, durationMs: 1, sha256: canonical },
    archived: canonical === undefined ? undefined : { ...blob, sha256: archived },
  };
  await documents.create(anUpload({ tenantId: 't', id, ownerId, ...forms }));
  return id;
}

async function consent(end: string, changes: Partial<Consent>, sha256?: string): Promise<Consent> {
  const evidence = sha256 === undefined ? undefined : someEvidence({ sha256 });
  const none = { uploadId: undefined, submittedAt: undefined };
  return documents.create(aConsent({ ...common, ...none, id: idOf('cns', end), evidence, ...changes }));
}

const ids = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id).sort();

describe(SameRecordings.name, () => {
  it('finds consents with the same upload, with the same bytes in another, and by their evidence alone', async () => {
    const uploadId = await upload('01', 'aa');
    const again = await upload('02', 'aa');
    const sample = await upload('03', 'aa');
    await upload('04', 'bb');
    const first = await consent('01', { uploadId }, 'aa');
    const same = [
      await consent('02', { uploadId, status: 'verifying' }),
      await consent('03', { uploadId: again }, 'aa'),
      await consent('04', { status: 'rejected' }, 'aa'),
    ];
    await consent('05', { uploadId: idOf('upl', '04') }, 'bb');
    await consent('06', { status: 'awaitingRecording' });
    await documents.create({ ...first, id: idOf('cns', '07'), tenantId: 'u' });
    const found = await recordings.of(first);
    expect(ids(found.consents)).toEqual(ids(same));
    expect(ids(found.uploads)).toEqual([uploadId, again, sample].sort());
    expect([...found.hashes].sort()).toEqual(['aa', 'sent-aa']);
    expect(found.proofHashes).toEqual(['aa']);
    // From each of them the same is found.
    for (const other of same) expect((await recordings.of(other)).consents).toHaveLength(3);
  });

  it.each([
    ['rejected: its recording was another consent’s', { status: 'rejected' }, undefined],
    ['rejected: its statement did not match', { status: 'rejected' }, 'aa'],
    ['still verifying', { status: 'verifying', submittedAt: AT }, 'aa'],
    ['expired before it was verified', { status: 'expired', wasActive: false, submittedAt: AT }, 'aa'],
    ['revoked, and never submitted, in an older document', { status: 'revoked' }, 'aa'],
    ['being erased, and was rejected', { status: 'deleting', wasActive: false }, undefined],
  ] as const)('finds only what its owner has by the recording for a consent that is %s', async (_, changes, sha256) => {
    const theirs = await upload('01', 'aa');
    const theirConsent = await consent('01', { uploadId: theirs }, 'aa');
    const [copy, sample] = [await upload('02', 'aa', undefined, 'x'), await upload('03', 'aa', undefined, 'x')];
    const earlier = await consent('02', { uploadId: sample, ownerId: 'x', status: 'rejected' });
    const found = await recordings.of(await consent('03', { ...changes, uploadId: copy, ownerId: 'x' }, sha256));
    expect(ids(found.consents)).toEqual([earlier.id]);
    expect(ids(found.uploads)).toEqual([copy, sample]);
    expect(ids(found.ofOthers)).toEqual([theirConsent.id, theirs].sort());
  });

  it.each([
    ['active', { status: 'active' }],
    ['revoked, and was active', { status: 'revoked', wasActive: true }],
    ['expired, submitted and matching, in an older document', { status: 'expired', submittedAt: AT }],
  ] as const)('finds what everybody has by the recording for a consent that is %s', async (_, changes) => {
    const [own, copy] = [await upload('01', 'aa'), await upload('02', 'aa', undefined, 'x')];
    const other = await consent('02', { uploadId: copy, ownerId: 'x', status: 'rejected' });
    const found = await recordings.of(await consent('01', { ...changes, uploadId: own }, 'aa'));
    expect([ids(found.consents), ids(found.uploads), found.ofOthers]).toEqual([[other.id], [own, copy], []]);
  });

  it('knows a file that was sent twice by what was sent, should it ever be converted in another way', async () => {
    const uploadId = await upload('01', 'aa', 'file');
    const other = await consent('02', { uploadId: await upload('02', 'cc', 'file') }, 'cc');
    const found = await recordings.of(await consent('01', { uploadId }, 'aa'));
    expect(ids(found.consents)).toEqual([other.id]);
    expect([...found.proofHashes].sort()).toEqual(['aa', 'cc']);
  });

  it('finds nothing for a consent without a recording, and only the upload of one that was not examined', async () => {
    await consent('02', {});
    expect(await recordings.of(await consent('01', {}))).toEqual({
      proofHashes: [],
      hashes: [],
      uploads: [],
      consents: [],
      ofOthers: [],
    });
    const uploadId = await upload('03', undefined);
    const found = await recordings.of(await consent('03', { uploadId }));
    expect([ids(found.uploads), found.hashes, found.consents]).toEqual([[uploadId], [], []]);
  });

  it('names what holds a hash, and what lists it in a receipt', async () => {
    const uploadId = await upload('01', 'aa');
    const proof = await consent('01', {}, 'aa');
    const consented = { voiceTalentName: '', companyName: '', locale: 'en-US', recordingSha256: 'aa' };
    const voice = await documents.create(aVoice({ ...common, id: idOf('vce', '01'), consented }));
    const inventory = { ...aReceipt().erased, recordingHashes: { consent: [], samples: ['aa'] } };
    const receipt = aReceipt({ tenantId: 't', erased: inventory });
    const id = idOf('vce', '02');
    const erased = await documents.create(aVoice({ ...common, id, status: 'deleted', consented: undefined, receipt }));
    expect(ids(await recordings.holders('t', ['aa']))).toEqual(ids([{ id: uploadId }, proof, voice]));
    expect(ids(await recordings.receipts('t', ['aa']))).toEqual([erased.id]);
    expect(await recordings.holders('t', [])).toEqual([]);
    expect(await recordings.receipts('t', ['bb'])).toEqual([]);
  });
});
