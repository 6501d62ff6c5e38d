import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { RecordingClaims, RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { anId, anUpload, stub, TENANT } from '#domain/testing';
import { UsableUploads } from '../uploads/usable-uploads.ts';
import { CreateConsent } from './create-consent.usecase.ts';

const PARTIES = { voiceTalentName: 'Ada Example', companyName: 'Example Ltd', locale: 'en-US' } as const;

let documents: TestDocuments;
let create: CreateConsent;

beforeEach(() => {
  documents = new TestDocuments();
  const { store, commit, container } = documents;
  const claims = new RecordingClaims(container.asContainer, store);
  create = new CreateConsent(store, new UsableUploads(store, stub({}), claims), commit);
});

const consents = async () => (await documents.store.list('consent', TENANT, { limit: 10 })).data;
const types = () => documents.published.map(({ type }) => type).toSorted();

describe(CreateConsent.name, () => {
  it('gives the statement to read aloud, and waits for its recording', async () => {
    const consent = await create.execute(aPrincipal(), PARTIES, RequestIds.once());
    expect(consent).toMatchObject({ status: 'awaitingRecording', stage: 'waiting-for-recording' });
    expect(consent.statement).toContain('Ada Example');
    expect(consent.operationId).toBeUndefined();
    await expect.poll(types).toEqual(['audit.append']);
  });

  it('begins to verify it when the recording is there', async () => {
    await documents.store.create(anUpload({ purpose: 'consent' }));
    const body = { ...PARTIES, uploadId: anId('upload') };
    const consent = await create.execute(aPrincipal(), body, RequestIds.once());
    expect(consent).toMatchObject({ status: 'verifying', uploadId: anId('upload') });
    expect(await documents.operations.get(TENANT, consent.operationId ?? '')).toMatchObject({
      type: 'consent.verification',
    });
    await expect.poll(types).toEqual(['audit.append', 'consent.verify']);
  });

  it('makes one consent of a request that is run again', async () => {
    const [seed, at] = ['seed', Date.now()];
    const first = await create.execute(aPrincipal(), PARTIES, new RequestIds({ seed, at, resumed: false }));
    const again = await create.execute(aPrincipal(), PARTIES, new RequestIds({ seed, at, resumed: true }));
    expect(again.id).toBe(first.id);
    expect(await consents()).toHaveLength(1);
  });

  it.each([
    ['that would have expired', { expiresAt: '2020-01-01T00:00:00.000Z' }, 'invalid-request'],
    ['with an upload that is not there', { uploadId: anId('upload', 9) }, 'unknown-reference'],
    ['with a sample', { uploadId: anId('upload') }, 'upload-purpose-mismatch'],
  ])('refuses a consent %s, and writes none', async (_, changes, code) => {
    await documents.store.create(anUpload());
    const body = { ...PARTIES, ...changes };
    expect(await create.execute(aPrincipal(), body, RequestIds.once()).catch(errorCodeOf)).toBe(code);
    expect(await consents()).toEqual([]);
  });
});
