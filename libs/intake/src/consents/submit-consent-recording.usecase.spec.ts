import { beforeEach, describe, expect, it } from 'vitest';
import { anAdministrator, aPrincipal } from '#auth/testing';
import { RecordingClaims, RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type Consent, errorCodeOf } from '#domain';
import { aConsent, anId, anUpload, stub, TENANT } from '#domain/testing';
import { UsableUploads } from '../uploads/usable-uploads.ts';
import { SubmitConsentRecording } from './submit-consent-recording.usecase.ts';

const ID = anId('consent');
const UPLOAD = anId('upload');

let documents: TestDocuments;
let submit: SubmitConsentRecording;

beforeEach(async () => {
  documents = new TestDocuments();
  const { store, commit, container } = documents;
  const claims = new RecordingClaims(container.asContainer, store);
  submit = new SubmitConsentRecording(new UsableUploads(store, stub({}), claims), commit);
  await store.create(anUpload({ purpose: 'consent' }));
});

const awaiting = (changes: Partial<Consent> = {}) => {
  const none = { uploadId: undefined, operationId: undefined, evidence: undefined, submittedAt: undefined };
  return documents.store.create(aConsent({ ...none, status: 'awaitingRecording', ...changes }));
};
const read = () => documents.store.get('consent', TENANT, ID);
const execute = (principal = aPrincipal(), ids = RequestIds.once(), uploadId = UPLOAD) =>
  submit.execute(principal, ID, uploadId, ids);

describe(SubmitConsentRecording.name, () => {
  it('begins the verification, and audits which recording was submitted', async () => {
    await awaiting();
    const operation = await execute();
    expect(operation).toMatchObject({ type: 'consent.verification', subject: { id: ID } });
    expect(await read()).toMatchObject({ status: 'verifying', uploadId: UPLOAD, operationId: operation.id });
    await expect.poll(() => documents.published.map(({ type }) => type)).toEqual(['consent.verify', 'audit.append']);
  });

  it('begins one verification for a request that is run again, and refuses another recording', async () => {
    await awaiting();
    const [seed, at] = ['seed', Date.now()];
    const first = await execute(aPrincipal(), new RequestIds({ seed, at, resumed: false }));
    const again = await execute(aPrincipal(), new RequestIds({ seed, at, resumed: true }));
    expect(again.id).toBe(first.id);
    expect(await execute().catch(errorCodeOf)).toBe('state-conflict');
  });

  it('is for the owner of the consent and administrators', async () => {
    await awaiting({ ownerId: 'another' });
    expect(await execute().catch(errorCodeOf)).toBe('forbidden');
    expect(await read()).toMatchObject({ status: 'awaitingRecording' });
    expect(await execute(anAdministrator())).toMatchObject({ subject: { id: ID } });
  });

  it('refuses an upload that is not there, and a consent that is revoked', async () => {
    await awaiting();
    expect(await execute(aPrincipal(), RequestIds.once(), anId('upload', 9)).catch(errorCodeOf)).toBe(
      'unknown-reference',
    );
    await documents.store.replace({ ...(await read()), status: 'revoked' });
    expect(await execute().catch(errorCodeOf)).toBe('state-conflict');
  });
});
