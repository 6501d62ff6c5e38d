import { beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '#config';
import { aConfig } from '#config/testing';
import { DocumentStore, RecordingClaims, type Stored, type Commit } from '#documents';
import { type Consent, type ConsentStatus, ServiceError } from '#domain';
import { aConsent, anUpload, stub } from '#domain/testing';
import type { CustomVoiceClient } from '#speech';
import { MemoryContainer } from '#storage/testing';
import { PollConsent } from './poll-consent.usecase.ts';
import { VerifyConsent } from './verify-consent.usecase.ts';

const NEW = { id: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D', tenantId: 't' };
const EARLIER = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3E';
const UPLOAD = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const AT = '2026-11-22T10:00:00.000Z';

let documents: DocumentStore;
let claims: RecordingClaims;
const writer = stub<Commit>({
  save: async (document: Stored<Consent>) => documents.replace(document),
  catchUp: () => Promise.resolve(),
});
const signal = new AbortController().signal;

beforeEach(() => {
  const container = new MemoryContainer().asContainer;
  documents = new DocumentStore(container);
  claims = new RecordingClaims(container, documents);
});

async function consent(id: string, status: ConsentStatus, changes: Partial<Consent> = {}): Promise<void> {
  const evidence = { blobName: '', sha256: 'aa' };
  await documents.create(aConsent({ id, tenantId: 't', ownerId: 'o', status, evidence, ...changes }));
}

async function upload(id: string): Promise<void> {
  await documents.create(
    anUpload({
      id,
      kind: 'upload',
      tenantId: 't',
      ownerId: 'o',
      status: 'accepted',
      purpose: 'consent',
      canonical: { blobName: 'x', durationMs: 1, sizeBytes: 1, sha256: 'aa' },
      archived: undefined,
      createdAt: AT,
      updatedAt: AT,
      outbox: [],
    }),
  );
}

describe(VerifyConsent.name, () => {
  // Nothing else is asked: the recording is neither downloaded nor transcribed nor sent to Azure.
  const verify = (): VerifyConsent =>
    new VerifyConsent(aConfig(), documents, stub({}), claims, stub({}), stub({}), writer);
  const verifying = { stage: 'transcribing', voiceTalentName: 'ADA LOVELACE', uploadId: UPLOAD } as const;

  it.each([
    ['revoked', 'consent-revoked', 'record the statement again'],
    ['active', 'recording-already-used', EARLIER],
  ] as const)(
    'rejects a recording of a consent that is %s, uploaded again and for another spelling of the name',
    async (status, code, detail) => {
      await consent(EARLIER, status);
      await consent(NEW.id, 'verifying', { ...verifying, evidence: undefined });
      await upload(UPLOAD);
      await verify().handle({ tenantId: 't', subjectId: NEW.id }, { signal });
      expect(await documents.get('consent', 't', NEW.id)).toMatchObject({
        status: 'rejected',
        failure: { code, detail: expect.stringContaining(detail) as string },
      });
    },
  );

  it('rejects one that was opened again after another was given with the recording', async () => {
    await consent(EARLIER, 'active');
    await claims.hold({ id: EARLIER, tenantId: 't' }, 'aa', 'active');
    await consent(NEW.id, 'verifying', { ...verifying, stage: 'submitting-to-azure' });
    await verify().handle({ tenantId: 't', subjectId: NEW.id }, { signal });
    expect(await documents.get('consent', 't', NEW.id)).toMatchObject({
      status: 'rejected',
      failure: { code: 'recording-already-used' },
    });
  });

  it('gives the recording back when its verification ends badly', async () => {
    await consent(NEW.id, 'verifying', { ...verifying, stage: 'submitting-to-azure' });
    await claims.hold(NEW, 'aa', 'active');
    await verify().onFailed({ tenantId: 't', subjectId: NEW.id }, new ServiceError('attempts-exhausted', 'an outage'));
    expect(await documents.get('consent', 't', NEW.id)).toMatchObject({ status: 'rejected' });
    expect(await claims.hold({ id: EARLIER, tenantId: 't' }, 'aa', 'verifying')).toBeUndefined();
  });
});

describe(PollConsent.name, () => {
  const config = { speech: { pollMs: 1 } } as Config;
  const poll = (status: string): PollConsent => {
    const customVoice = stub<CustomVoiceClient>({ getConsent: () => Promise.resolve({ status }) });
    return new PollConsent(config, documents, customVoice, claims, writer);
  };
  const submitted = { stage: 'verifying-with-azure', submittedAt: AT } as const;

  it('makes one of two consents active that Azure accepts at the same time with the same recording', async () => {
    await Promise.all([consent(NEW.id, 'verifying', submitted), consent(EARLIER, 'verifying', submitted)]);
    await Promise.all(
      [NEW.id, EARLIER].map((id) => poll('Succeeded').handle({ tenantId: 't', subjectId: id }, { signal })),
    );
    const ends = await Promise.all([NEW.id, EARLIER].map((id) => documents.get('consent', 't', id)));
    const [active] = ends.filter(({ status }) => status === 'active');
    expect(ends.map(({ status }) => status).sort()).toEqual(['active', 'rejected']);
    const refused = ends.find(({ status }) => status === 'rejected');
    expect(refused?.failure).toMatchObject({
      code: 'recording-already-used',
      detail: expect.stringContaining(active?.id ?? '') as string,
    });
  });

  it('activates no consent whose recording was revoked meanwhile', async () => {
    await consent(NEW.id, 'verifying', submitted);
    await claims.withdraw('t', 'aa');
    await poll('Succeeded').handle({ tenantId: 't', subjectId: NEW.id }, { signal });
    expect(await documents.get('consent', 't', NEW.id)).toMatchObject({ failure: { code: 'consent-revoked' } });
  });

  it('gives the recording back that Azure refuses, also when the run before died after saying so', async () => {
    await consent(NEW.id, 'verifying', submitted);
    await claims.hold(NEW, 'aa', 'active');
    await poll('Failed').handle({ tenantId: 't', subjectId: NEW.id }, { signal });
    expect(await claims.use({ id: EARLIER, tenantId: 't' }, 'aa')).toBeUndefined();
    await claims.hold(NEW, 'aa', 'active');
    await poll('Failed').handle({ tenantId: 't', subjectId: NEW.id }, { signal });
    expect(await claims.use({ id: EARLIER, tenantId: 't' }, 'aa')).toBeUndefined();
  });
});
