import { beforeEach, describe, expect, it } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { aConfig } from '#config/testing';
import { RecordingClaims, RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { errorCodeOf } from '#domain';
import { aConsent, aHash, anId, anUpload, stub, TENANT } from '#domain/testing';
import { FetchUpload } from '../uploads/fetch-upload.ts';
import { UsableUploads } from '../uploads/usable-uploads.ts';
import { CreateVoice } from './create-voice.usecase.ts';
import type { CreateVoiceBody } from './create-voice.schema.ts';

const SAMPLE = anId('upload', 1);
const BODY: CreateVoiceBody = {
  name: 'Narration',
  kind: 'personal',
  consentId: anId('consent'),
  samples: [{ uploadId: SAMPLE }],
};
const GIVEN = { voiceTalentName: 'Ada Example', companyName: 'Example Ltd', locale: 'en-US' } as const;

let documents: TestDocuments;
let create: CreateVoice;

beforeEach(async () => {
  documents = new TestDocuments();
  const { store, commit, container } = documents;
  const config = aConfig();
  const uploads = new UsableUploads(store, stub({}), new RecordingClaims(container.asContainer, store));
  create = new CreateVoice(config, store, uploads, new FetchUpload(config, commit), commit);
  await store.create(anUpload({ id: SAMPLE }));
});

const execute = (changes: Partial<CreateVoiceBody> = {}, principal = aPrincipal(), ids = RequestIds.once()) =>
  create.execute(principal, { ...BODY, ...changes }, ids);
const voices = async () => (await documents.store.list('voice', TENANT, { limit: 10 })).data;
const types = () => documents.published.map(({ type }) => type).toSorted();

describe(CreateVoice.name, () => {
  it('begins the enrollment with a consent that is there', async () => {
    await documents.store.create(aConsent());
    const operation = await execute();
    expect(operation).toMatchObject({ type: 'voice.enrollment', status: 'running' });
    expect(await voices()).toMatchObject([
      {
        status: 'draft',
        stage: 'waiting-for-recordings',
        consentId: anId('consent'),
        sampleUploadIds: [SAMPLE],
        baseModel: aConfig().speech.baseModel,
        operationId: operation.id,
      },
    ]);
    await expect.poll(types).toEqual(['audit.append', 'voice.create']);
  });

  it('begins the verification of a consent that is given with it, and has recordings fetched', async () => {
    const recording = anUpload({ id: anId('upload', 2), purpose: 'consent' });
    const canonical = { blobName: 'x', durationMs: 1, sizeBytes: 1, sha256: aHash(9) };
    await documents.store.create({ ...recording, canonical });
    const sourceUrl = 'https://recordings.example/a.wav';
    await execute({
      consentId: undefined,
      consent: { ...GIVEN, uploadId: recording.id },
      samples: [{ uploadId: SAMPLE }, { sourceUrl }],
    });
    const [voice] = await voices();
    expect(voice?.sampleUploadIds).toHaveLength(2);
    const consent = await documents.store.get('consent', TENANT, voice?.consentId ?? '');
    expect(consent).toMatchObject({ status: 'verifying', uploadId: recording.id });
    await expect
      .poll(types)
      .toEqual(['audit.append', 'audit.append', 'audit.append', 'consent.verify', 'upload.fetch', 'voice.create']);
  });

  it('keeps the scripts of a professional voice until its training', async () => {
    await documents.store.create(aConsent());
    await execute({ kind: 'professional', gender: 'male', samples: [{ uploadId: SAMPLE, script: 'Good morning.' }] });
    expect(await voices()).toMatchObject([
      { voiceKind: 'professional', scripts: ['Good morning.'], professional: { gender: 'male' }, baseModel: 'Default' },
    ]);
  });

  it('refuses a professional voice at once where Azure gets no URLs', async () => {
    const { store, commit } = documents;
    const config = aConfig({ speech: { audioTransfer: 'upload' } });
    const uploads = new UsableUploads(store, stub({}), stub({}));
    create = new CreateVoice(config, store, uploads, new FetchUpload(config, commit), commit);
    expect(await execute({ kind: 'professional' }).catch(errorCodeOf)).toBe('professional-voice-needs-url-transfer');
    expect(await voices()).toEqual([]);
  });

  it('makes one voice of a request that is run again', async () => {
    await documents.store.create(aConsent());
    const [seed, at] = ['seed', Date.now()];
    await execute({}, aPrincipal(), new RequestIds({ seed, at, resumed: false }));
    const again = await execute({}, aPrincipal(), new RequestIds({ seed, at, resumed: true }));
    expect((await voices()).map(({ operationId }) => operationId)).toEqual([again.id]);
  });

  it.each([
    ['a consent that is not there', {}, { id: anId('consent', 9) }, 'unknown-reference'],
    ['the consent of another', {}, { ownerId: 'another' }, 'forbidden'],
    ['a consent that was revoked', {}, { status: 'revoked' as const }, 'consent-revoked'],
    ['a sample that is not there', { samples: [{ uploadId: anId('upload', 9) }] }, {}, 'unknown-reference'],
    ['a URL that leads inside', { samples: [{ sourceUrl: 'https://10.0.0.1/a.wav' }] }, {}, 'url-refused'],
  ])('refuses %s, and writes nothing', async (_, body, consent, code) => {
    await documents.store.create(aConsent(consent));
    const before = documents.container.stored.size;
    expect(await execute(body).catch(errorCodeOf)).toBe(code);
    expect(documents.container.stored.size).toBe(before);
  });
});
