import { beforeEach, describe, expect, it } from 'vitest';
import { type Consent, CONSENT_STATUSES, type ConsentStatus, type Upload } from '#domain';
import { DocumentStore, type Stored } from '#storage';
import { MemoryContainer } from '../../../libs/storage/testing/memory-container.ts';
import type { DocumentWriter } from '../../../apps/worker/src/documents/document-writer.ts';
import { isOfLostConsent } from '../../../apps/worker/src/voice-enrollment/lost-consent.ts';
import { VerifyConsent } from '../../../apps/worker/src/voice-enrollment/verify-consent.usecase.ts';

const NEW = { id: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D', tenantId: 't' };
const EARLIER = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3E';
const UPLOAD = 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const AT = '2026-11-22T10:00:00.000Z';

let documents: DocumentStore;

beforeEach(() => {
  documents = new DocumentStore(new MemoryContainer().asContainer);
});

async function consent(id: string, status: ConsentStatus, changes: Partial<Consent> = {}): Promise<void> {
  await documents.create({
    id,
    kind: 'consent',
    tenantId: 't',
    ownerId: 'o',
    status,
    stage: 'done',
    voiceTalentName: 'Ada Lovelace',
    companyName: 'Contoso',
    locale: 'en-US',
    statement: '',
    evidence: { blobName: '', sha256: 'aa', match: {} as never },
    createdAt: AT,
    updatedAt: AT,
    outbox: [],
    ...changes,
  });
}

describe(isOfLostConsent.name, () => {
  // Of one that is erased no evidence is left.
  it.each(CONSENT_STATUSES.filter((status) => status !== 'deleted'))(
    'tells whether the recording of a consent that is %s may be given again',
    async (status) => {
      await consent(EARLIER, status);
      const isLost = ['revoked', 'expired', 'deleting'].includes(status);
      expect(await isOfLostConsent(documents, NEW, 'aa')).toBe(isLost);
    },
  );

  it('knows a consent that has expired before anybody has written that down', async () => {
    await consent(EARLIER, 'active', { expiresAt: AT });
    expect(await isOfLostConsent(documents, NEW, 'aa', Date.parse(AT) - 1)).toBe(false);
    expect(await isOfLostConsent(documents, NEW, 'aa', Date.parse(AT))).toBe(true);
  });

  it('takes other recordings, those of other tenants, and the own of this consent', async () => {
    await consent(EARLIER, 'revoked');
    expect(await isOfLostConsent(documents, NEW, 'bb')).toBe(false);
    expect(await isOfLostConsent(documents, { ...NEW, tenantId: 'u' }, 'aa')).toBe(false);
    expect(await isOfLostConsent(documents, { id: EARLIER, tenantId: 't' }, 'aa')).toBe(false);
  });
});

describe(VerifyConsent.name, () => {
  it('rejects a recording of a consent that was revoked, uploaded again and for another spelling of the name', async () => {
    await consent(EARLIER, 'revoked');
    await consent(NEW.id, 'verifying', {
      stage: 'transcribing',
      voiceTalentName: 'ADA LOVELACE',
      uploadId: UPLOAD,
      evidence: undefined,
    });
    await documents.create({
      id: UPLOAD,
      kind: 'upload',
      tenantId: 't',
      ownerId: 'o',
      status: 'accepted',
      purpose: 'consent',
      canonical: { blobName: 'x', sha256: 'aa' },
      createdAt: AT,
      updatedAt: AT,
      outbox: [],
    } as unknown as Upload);
    const writer = { save: async (document: Stored<Consent>) => documents.replace(document) };
    // Nothing else is asked: the recording is neither downloaded nor transcribed nor sent to Azure.
    const unused = {} as never;
    const verify = new VerifyConsent(unused, documents, unused, unused, unused, writer as unknown as DocumentWriter);
    await verify.execute('t', NEW.id, new AbortController().signal);
    expect(await documents.get('consent', 't', NEW.id)).toMatchObject({
      status: 'rejected',
      failure: { code: 'consent-revoked', detail: expect.stringContaining('record the statement anew') as string },
    });
  });
});
