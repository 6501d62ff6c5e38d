import { describe, expect, it, vi } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { DocumentStore, RecordingClaims } from '#documents';
import { stub, anUpload, aConsent } from '#domain/testing';
import { LaggingContainer } from '#storage/testing';
import { UsableUploads } from './usable-uploads.ts';

const AT = '2026-11-22T10:00:00.000Z';
const ID = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const PRINCIPAL = aPrincipal({ tenantId: 't', objectId: 'o', roles: [] });
const OWN = { tenantId: 't', ownerId: 'o', createdAt: AT, updatedAt: AT, outbox: [] };
const UPLOAD = anUpload({ ...OWN, id: ID, kind: 'upload', status: 'accepted', purpose: 'consent' });
const CONSENT = aConsent({
  ...OWN,
  id: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
  kind: 'consent',
  status: 'verifying',
  uploadId: ID,
});

function setUp() {
  const container = new LaggingContainer();
  const documents = new DocumentStore(container.asContainer);
  const claims = new RecordingClaims(container.asContainer, documents);
  const uploads = new UsableUploads(documents, stub({}), claims);
  const check = (uploadId = ID) =>
    uploads.check(PRINCIPAL, { uploadId, purpose: 'consent', pointer: '/consent/uploadId' });
  return { container, documents, check };
}

describe(UsableUploads.name, () => {
  it('takes none whose removal retention has announced', async () => {
    const { documents, check } = setUp();
    await documents.create({ ...UPLOAD, removingSince: new Date().toISOString() });
    await expect(check()).rejects.toMatchObject({ code: 'upload-rejected' });
  });

  it('takes an upload that another process has written and the replica does not have yet', async () => {
    const { container, documents, check } = setUp();
    container.freeze();
    await documents.create(UPLOAD);
    await check();
    await expect(check('upl_01JD8F3R5V6W7X8Y9Z0A1B2C3E')).rejects.toMatchObject({ code: 'unknown-reference' });
  });

  it('takes a recording whose consent was rejected since the query was answered', async () => {
    const { container, documents, check } = setUp();
    await documents.create(UPLOAD);
    const consent = await documents.create(CONSENT);
    await expect(check()).rejects.toMatchObject({ code: 'recording-already-used' });
    vi.spyOn(documents, 'list').mockResolvedValue({ data: [consent], next: undefined });
    container.freeze();
    await documents.replace({ ...consent, status: 'rejected' });
    await check();
  });
});
