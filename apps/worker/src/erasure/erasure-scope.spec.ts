import { beforeEach, describe, expect, it } from 'vitest';
import { type DocumentStore, SameRecordings, type Stored, TraceStore } from '#documents';
import { TestDocuments } from '#documents/testing';
import type { Consent, Voice } from '#domain';
import { aHold, aReceipt, anInventory, anUpload, aSynthesis, aVoice } from '#domain/testing';
import { ErasureScopes } from './erasure-scope.ts';
import { FindHeld } from './held-traces.ts';
import { blobPlaces } from './traces.ts';

const AT = '2026-11-22T10:00:00.000Z';
const common = { tenantId: 't', ownerId: 'o', createdAt: AT, updatedAt: AT, outbox: [] };
const idOf = (prefix: string, number: number): string => `${prefix}_01JD8F3R5V6W7X8Y9Z0A1B2C0${number}`;

let documents: DocumentStore;
let findHeld: FindHeld;
let scopes: ErasureScopes;

beforeEach(() => {
  const stored = new TestDocuments();
  const container = stored.container.asContainer;
  documents = stored.store;
  findHeld = new FindHeld(documents, stored.commit);
  scopes = new ErasureScopes(documents, new TraceStore(container), new SameRecordings(container), findHeld);
});

async function upload(number: number, sha256: string, ownerId = 'o'): Promise<string> {
  const id = idOf('upl', number);
  const canonical = { blobName: id, durationMs: 1, sizeBytes: 1, sha256 };
  await documents.create(anUpload({ ...common, id, ownerId, canonical, archived: undefined }));
  return id;
}

async function consent(number: number, changes: Partial<Consent>): Promise<Stored<Consent>> {
  const evidence = { blobName: '', sha256: 'aa' };
  const content = { ...common, id: idOf('cns', number), kind: 'consent', status: 'active', evidence, ...changes };
  return documents.create(content as Consent);
}

async function voice(number: number, changes: Partial<Voice>): Promise<Stored<Voice>> {
  const content = {
    ...common,
    id: idOf('vce', number),
    sampleUploadIds: [],
    ...changes,
  };
  return documents.create(aVoice(content));
}

describe(ErasureScopes.name, () => {
  it('takes for a person all consents with the recording, their voices, and all uploads of it, as a sample too', async () => {
    const [own, again, sample, unrelated] = await Promise.all([
      upload(1, 'aa'),
      upload(2, 'aa'),
      upload(3, 'aa'),
      upload(4, 'bb'),
    ]);
    const c1 = await consent(1, { uploadId: own, status: 'deleting', revokedAt: AT, wasActive: true });
    const c2 = await consent(2, { uploadId: own, status: 'revoked', ownerId: 'somebody else' });
    const c3 = await consent(3, { uploadId: again, status: 'rejected' });
    await consent(4, { evidence: { blobName: '', sha256: 'bb' }, uploadId: unrelated });
    const voices = await Promise.all([1, 2, 3].map((n) => voice(n, { consentId: idOf('cns', n) })));
    const scope = await scopes.of(c1);
    expect([...scope.consentIds].sort()).toEqual([c1, c2, c3].map(({ id }) => id));
    expect([...scope.voiceIds].sort()).toEqual(voices.map(({ id }) => id));
    expect([...scope.uploadIds].sort()).toEqual([own, again, sample]);
    expect(scope).toMatchObject({ recordingHashes: ['aa'], proofHashes: ['aa'], withdrawn: true, keptUploadIds: [] });
    expect(scope.onlyOf).toBeUndefined();
    expect(scope.kept).toHaveLength(2);
    for (const { id } of [c1, c2, c3, ...voices]) expect(scope.kept[0]).toContain(id);
    expect(scope.kept[1]).toMatch(/computed from the hash/);
  });

  it('leaves out what legal holds keep, hides it, and names it', async () => {
    const [sample, free] = [await upload(1, 'bb'), await upload(2, 'cc')];
    const root = await consent(1, { status: 'deleting', wasActive: true, legalHold: aHold() });
    await voice(1, { consentId: root.id, sampleUploadIds: [sample, free] });
    for (const [number, legalHold] of [
      [1, aHold()],
      [2, undefined],
    ] as const) {
      const spoken = { ...common, id: idOf('syn', number), voiceId: idOf('vce', 1), status: 'succeeded' } as const;
      await documents.create(aSynthesis({ ...spoken, legalHold }));
    }
    const found = await documents.get('upload', 't', sample);
    await documents.replace({ ...found, legalHold: aHold() });
    const scope = await scopes.of(root);
    expect(scope).toMatchObject({ consentIds: [root.id], uploadIds: [free], keptUploadIds: [sample] });
    expect(scope.held).toMatchObject({ uploadIds: [sample], consentIds: [root.id], synthesisIds: [idOf('syn', 1)] });
    for (const id of [sample, root.id, idOf('syn', 1)]) {
      expect(scope.kept.filter((line) => line.includes(id) && line.includes(`a legal hold of ${AT}`))).toHaveLength(1);
    }
    expect(blobPlaces(scope).filter(({ prefix }) => prefix.includes(sample) || prefix.includes(root.id))).toEqual([]);

    await findHeld.hide('t', scope.held);
    expect(await documents.get('upload', 't', sample)).toMatchObject({ status: 'deleted', legalHold: aHold() });
    const { expiresAt = '' } = await documents.get('synthesis', 't', idOf('syn', 1));
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Date.now());
    await findHeld.hide('t', scope.held);
    expect((await documents.get('synthesis', 't', idOf('syn', 1))).expiresAt).toBe(expiresAt);
  });

  it('keeps a consent that is held when its voice is deleted, with its recording', async () => {
    const recording = await upload(1, 'aa');
    const { id } = await consent(1, { uploadId: recording, legalHold: aHold() });
    const scope = await scopes.of(await voice(1, { consentId: id, status: 'deleting' }));
    expect(scope).toMatchObject({ consentIds: [], uploadIds: [], recordingHashes: [] });
    expect(scope.kept.join(' ')).toContain(`A legal hold keeps the consent ${id}.`);
  });

  it('leaves to others what they have by a recording that a consent which was never active was given with', async () => {
    const theirs = await upload(1, 'aa');
    const [copy, sample] = [await upload(2, 'aa', 'x'), await upload(3, 'aa', 'x')];
    const c1 = await consent(1, { uploadId: theirs });
    await voice(1, { consentId: c1.id });
    const changes = { status: 'deleting', ownerId: 'x', wasActive: false, revokedAt: AT, evidence: undefined } as const;
    const c2 = await consent(2, { ...changes, uploadId: copy });
    const scope = await scopes.of(c2);
    // Nothing is noted against the recording: it is still somebody else's proof.
    expect(scope).toMatchObject({ consentIds: [c2.id], voiceIds: [], withdrawn: false, onlyOf: 'x' });
    expect([...scope.uploadIds].sort()).toEqual([copy, sample]);
    for (const id of [theirs, c1.id]) expect(scope.kept.join(' ')).toContain(`${id}: it belongs to another caller`);
    // Nobody else has it: a withdrawal of the recording stays, as ever.
    await documents.remove(c1);
    const [upl] = (await documents.list('upload', 't', { limit: 10, where: { ownerId: 'o' } })).data;
    if (upl) await documents.remove(upl);
    expect(await scopes.of(c2)).toMatchObject({ withdrawn: true, proofHashes: ['aa'] });
  });

  it('names what stays and why: an upload that another voice was made with, and an earlier receipt', async () => {
    const sample = await upload(1, 'aa');
    const c1 = await consent(1, { status: 'deleting', revokedAt: AT, wasActive: true });
    const other = await voice(1, { consentId: idOf('cns', 9), sampleUploadIds: [sample] });
    const receipt = aReceipt({ erased: { ...aReceipt().erased, recordingHashes: { consent: ['aa'], samples: [] } } });
    const erased = await voice(2, { consentId: idOf('cns', 9), status: 'deleted', receipt });
    const scope = await scopes.of(c1);
    expect(scope).toMatchObject({ uploadIds: [], keptUploadIds: [sample] });
    expect(scope.kept).toContain(`The recording ${sample} is kept: the voice ${other.id} was created with it.`);
    expect(scope.kept).toContain(`The hash of the recording is kept in an earlier receipt, of the voice ${erased.id}.`);
  });

  it.each([
    ['is in force', { status: 'active' } as const, []],
    ['is being verified', { status: 'verifying' } as const, []],
    ['was revoked and has voices', { status: 'revoked' } as const, ['suspended'] as const],
  ])('keeps the consent of a voice when another with its recording %s', async (_, changes, voices) => {
    const c1 = await consent(1, {});
    const c2 = await consent(2, changes);
    for (const status of voices) await voice(2, { consentId: c2.id, status });
    const root = await voice(1, { consentId: c1.id, status: 'deleting' });
    expect(await scopes.of(root)).toMatchObject({
      voiceIds: [root.id],
      consentIds: [],
      recordingHashes: [],
      kept: [`The consent ${c1.id} is kept: the consent ${c2.id} was given with the same recording.`],
    });
  });

  it('takes the consent of a voice along, with others that came to nothing, and forgets that there was one', async () => {
    const c1 = await consent(1, {});
    const c2 = await consent(2, { status: 'rejected' });
    const root = await voice(1, { consentId: c1.id, status: 'deleting' });
    const scope = await scopes.of(root);
    expect([...scope.consentIds].sort()).toEqual([c1.id, c2.id]);
    // Nobody has withdrawn: the recording may be given again.
    expect(scope.withdrawn).toBe(false);
    expect(scope.kept).toHaveLength(1);
  });

  it('tells of the consent as gone, and not as kept, when a worker goes on that died after it had become a receipt', async () => {
    await consent(1, { status: 'deleted', evidence: undefined });
    const inventory = anInventory({ consentIds: [idOf('cns', 1)] });
    const erasure = { requestedAt: AT, attempt: 1, stage: 'verifying', inventory } as const;
    const root = await voice(1, { consentId: idOf('cns', 1), status: 'deleting', erasure });
    expect((await scopes.of(root)).kept).toEqual([]);
  });
});
