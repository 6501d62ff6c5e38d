import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { RecordingClaims } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type Consent, consentStatement, errorCodeOf, ServiceError, type Upload } from '#domain';
import { aConsent, anId, anUpload, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import type { CustomVoiceClient, FastTranscriptionClient } from '#speech';
import type { BlobStore } from '#storage';
import { VerifyConsent } from './verify-consent.usecase.ts';

const ID = anId('consent');
const SUBJECT = { tenantId: TENANT, subjectId: ID };
const AUDIO = Buffer.from('the recording');
const SHA256 = createHash('sha256').update(AUDIO).digest('hex');
const STATEMENT = consentStatement('en-US', 'Ada Example', 'Example Ltd');
const signal = new AbortController().signal;

let heard: () => Promise<{ text: string } | undefined>;
let created: string[];
let evidence: Set<string>;
let documents: TestDocuments;
let verify: VerifyConsent;

beforeEach(() => {
  heard = () => Promise.resolve({ text: STATEMENT });
  created = [];
  evidence = new Set();
  documents = new TestDocuments();
  const blobs = stub<BlobStore>({
    download: (_address, path) => writeFile(path, AUDIO),
    read: () => Promise.resolve({ stream: Readable.from([AUDIO]) }),
    properties: ({ name }) => Promise.resolve(evidence.has(name) ? { etag: '"1"' } : undefined),
    copy: (_source, { name }) => {
      evidence.add(name);
      return Promise.resolve('"1"');
    },
    readUrl: () => Promise.resolve('https://blobs.example/consent.wav?sig'),
  });
  const customVoice = stub<CustomVoiceClient>({
    getProject: () => Promise.resolve(undefined),
    createProject: (id) => Promise.resolve(void created.push(id)),
    getConsent: () => Promise.resolve(undefined),
    createConsent: (id) => Promise.resolve(void created.push(id)),
  });
  verify = new VerifyConsent(
    aConfig({ speech: { audioTransfer: 'url' } }),
    documents.store,
    blobs,
    new RecordingClaims(documents.container.asContainer, documents.store),
    stub<FastTranscriptionClient>({ transcribe: () => heard() }),
    customVoice,
    documents.commit,
  );
});

async function verifying(consent: Partial<Consent> = {}, upload: Partial<Upload> = {}): Promise<void> {
  const canonical = { blobName: 'upload.wav', durationMs: 5_000, sizeBytes: AUDIO.length, sha256: SHA256 };
  await documents.store.create(anUpload({ purpose: 'consent', canonical, ...upload }));
  const none = { evidence: undefined, submittedAt: undefined };
  const now = new Date().toISOString();
  const stage = 'waiting-for-recording';
  await documents.store.create(aConsent({ ...none, status: 'verifying', stage, updatedAt: now, ...consent }));
}

const read = () => documents.store.get('consent', TENANT, ID);
const handle = () => verify.handle(SUBJECT, { signal });

describe(VerifyConsent.name, () => {
  it('keeps the recording that says the statement as evidence and hands it to Azure, once', async () => {
    await verifying();
    expect(await handle()).toBe(DONE);
    expect(await read()).toMatchObject({
      status: 'verifying',
      stage: 'verifying-with-azure',
      evidence: { sha256: SHA256, match: { matches: true } },
    });
    expect(created).toEqual([`project-${ID}`, `consent-${ID}`]);
    expect([...evidence]).toEqual([`${TENANT}/${ID}.wav`]);
    expect(documents.published.map(({ type }) => type)).toEqual(['consent.poll']);
    expect(await handle()).toBe(DONE);
    expect(created).toHaveLength(2);
  });

  it('rejects a recording that says something else, and keeps it as evidence of that', async () => {
    await verifying();
    heard = () => Promise.resolve({ text: 'Something else entirely.' });
    expect(await handle()).toBe(DONE);
    expect(await read()).toMatchObject({ status: 'rejected', failure: { code: 'consent-statement-mismatch' } });
    expect([created, evidence.size]).toEqual([[], 1]);
  });

  it('waits for a recording that is examined, and rejects one that is not usable', async () => {
    await verifying({}, { status: 'processing' });
    expect(await handle()).toMatchObject({ retryAfterMs: expect.any(Number) as number });
    const upload = await documents.store.get('upload', TENANT, anId('upload'));
    await documents.store.replace({ ...upload, status: 'rejected' });
    expect(await handle()).toBe(DONE);
    expect(await read()).toMatchObject({ status: 'rejected' });
    expect(created).toEqual([]);
  });

  it('submits nothing when the consent is revoked while the recording is heard', async () => {
    await verifying();
    heard = async () => {
      await documents.store.replace({ ...(await read()), status: 'revoked' });
      return { text: STATEMENT };
    };
    expect(await handle().catch(errorCodeOf)).toBe('etag-mismatch');
    expect(created).toEqual([]);
    expect(await read()).toMatchObject({ status: 'revoked' });
  });

  it('is retried while Azure is away, and rejects the consent when the attempts are used up', async () => {
    await verifying();
    const away = new ServiceError('provider-unavailable', 'away');
    heard = () => Promise.reject(away);
    await expect(handle()).rejects.toBe(away);
    expect(await read()).toMatchObject({ status: 'verifying' });
    await verify.onFailed(SUBJECT, away);
    expect(await read()).toMatchObject({ status: 'rejected', failure: { code: 'provider-unavailable' } });
  });
});
