import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal, Role } from '#auth';
import { DocumentStore, RecordingClaims } from '#documents';
import { type Consent, type ConsentStatus, errorCodeOf, ServiceError } from '#domain';
import { anUpload } from '#domain/testing';
import { type BlobStore } from '#storage';
import { MemoryContainer } from '#storage/testing';
import { type UploadReference, UsableUploads } from './usable-uploads.ts';

const ID = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const NO_ID = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3E';
const CONSENT = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const AT = '2026-11-22T10:00:00.000Z';
const common = { tenantId: 't', ownerId: 'owner', createdAt: AT, updatedAt: AT, outbox: [] };

const principal = (objectId: string, role: Role = 'Voice.Enroll'): Principal => ({
  tenantId: 't',
  objectId,
  kind: 'user',
  roles: [role],
  clientId: 'c',
});

let documents: DocumentStore;
let claims: RecordingClaims;
let uploads: UsableUploads;

beforeEach(async () => {
  const container = new MemoryContainer().asContainer;
  documents = new DocumentStore(container);
  claims = new RecordingClaims(container, documents);
  uploads = new UsableUploads(documents, {} as BlobStore, claims);
  await documents.create(
    anUpload({
      ...common,
      id: ID,
      kind: 'upload',
      status: 'accepted',
      purpose: 'consent',
      canonical: { blobName: 'x', durationMs: 1, sizeBytes: 1, sha256: 'aa' },
      archived: undefined,
    }),
  );
});

async function refusal(who: Principal, changes: Partial<UploadReference> = {}): Promise<unknown> {
  const reference = { uploadId: ID, purpose: 'consent', pointer: '/uploadId', ...changes } as const;
  return uploads.check(who, reference).then(
    () => 'usable',
    (error: unknown) => error,
  );
}

/** What a caller sees of it. */
function shown(error: unknown): object {
  if (!(error instanceof ServiceError)) throw new Error('nothing was refused');
  const { code, detail, fields } = error;
  return JSON.parse(
    JSON.stringify({ code, detail, fields }).replaceAll(ID, '<id>').replaceAll(NO_ID, '<id>'),
  ) as object;
}

async function consentWith(status: ConsentStatus, changes: Partial<Consent> = {}): Promise<void> {
  await documents.create({ ...common, id: CONSENT, kind: 'consent', status, uploadId: ID, ...changes } as Consent);
}

describe(UsableUploads.name, () => {
  it('lets its owner build on an upload, and administrators', async () => {
    expect(await refusal(principal('owner'))).toBe('usable');
    expect(await refusal(principal('somebody', 'Voice.Admin'))).toBe('usable');
  });

  it.each(['consent', 'sample'] as const)(
    'answers a colleague who wants it as a %s as if there were none',
    async (purpose) => {
      const missing = shown(await refusal(principal('owner'), { uploadId: NO_ID, purpose }));
      expect(missing).toMatchObject({
        code: 'unknown-reference',
        fields: [{ pointer: '/uploadId', code: 'unknown-reference' }],
      });
      expect(shown(await refusal(principal('colleague'), { purpose }))).toEqual(missing);
    },
  );

  it.each(['revoked', 'expired', 'deleting'] as const)(
    'refuses the recording of a consent that is %s, no matter who submits it',
    async (status) => {
      await consentWith(status);
      for (const who of [principal('owner'), principal('somebody', 'Voice.Admin')]) {
        expect(shown(await refusal(who))).toMatchObject({
          code: 'consent-revoked',
          fields: [{ pointer: '/uploadId', code: 'consent-revoked' }],
        });
      }
    },
  );

  it('refuses the recording of a consent whose time is over before anybody has written that down', async () => {
    await consentWith('active', { expiresAt: '2020-01-01T00:00:00.000Z' });
    expect(errorCodeOf(await refusal(principal('owner')))).toBe('consent-revoked');
  });

  it.each(['active', 'verifying'] as const)(
    'refuses the recording of a consent that is %s, and names it',
    async (status) => {
      await consentWith(status);
      const refused = await refusal(principal('owner'));
      expect(shown(refused)).toMatchObject({
        code: 'recording-already-used',
        detail: expect.stringContaining(CONSENT) as string,
        fields: [{ pointer: '/uploadId', code: 'recording-already-used' }],
      });
      // Unless it is the consent that the recording is submitted for, by an earlier run of the same request.
      expect(await refusal(principal('owner'), { consentId: CONSENT })).toBe('usable');
    },
  );

  it('refuses a recording that was uploaded again, by what is in it', async () => {
    await consentWith('active', { uploadId: NO_ID });
    await claims.hold({ id: CONSENT, tenantId: 't' }, 'aa', 'active');
    expect(errorCodeOf(await refusal(principal('owner')))).toBe('recording-already-used');
    await claims.withdraw('t', 'aa');
    expect(errorCodeOf(await refusal(principal('owner')))).toBe('consent-revoked');
  });

  it.each(['rejected', 'canceled'] as const)('takes the recording of a consent that is %s', async (status) => {
    await consentWith(status);
    expect(await refusal(principal('owner'))).toBe('usable');
  });

  it('looks at all consents of a recording', async () => {
    for (let number = 100; number < 205; number++) {
      await consentWith(number === 100 ? 'revoked' : 'canceled', { id: `cns_01JD8F3R5V6W7X8Y9Z0A1B2${number}` });
    }
    expect(errorCodeOf(await refusal(principal('owner')))).toBe('consent-revoked');
  });
});
