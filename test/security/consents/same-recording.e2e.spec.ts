import { randomUUID } from 'node:crypto';
import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RequestIds } from '#documents';
import type { Consent, Voice } from '#domain';
import { ApiClient, ApiProblem, type OperationAnswer, type UploadAnswer } from '../../support/api-client.ts';
import { VoiceSystem } from '../../../apps/sandbox/src/system/voice-system.ts';
import { developerIdentity } from '../../support/azure-credential.ts';
import { SAMPLE, uploaded } from '../../support/enrolled-voice.ts';
import { recordingOf } from '../../support/system.ts';
import { blobsOf, everythingStored } from './every-store.ts';
import { type Receipt, underTest } from './person.ts';
import { startQuickSystem } from '../../support/quick-system.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };
const SILENT_WITHIN_MS = 2_000;
const PARTIES = { voiceTalentName: 'Grace Hopper', companyName: 'Contoso', locale: 'en-US' };
const STATEMENT =
  'I Grace Hopper am aware that recordings of my voice will be used by Contoso to create and use a synthetic version of my voice.';

type Item = Record<string, unknown> & { readonly id: string };

let system: VoiceSystem;
let api: ApiClient;
let cosmos: CosmosClient;

beforeAll(async () => {
  system = await startQuickSystem({ environment: { ERASURE_SETTLE_MS: '1000' } });
  api = new ApiClient(system.apiUrl, await system.token());
  cosmos = new CosmosClient({
    endpoint: system.ready.environment['COSMOS_ENDPOINT'] ?? '',
    aadCredentials: developerIdentity(system.ready.environment),
    connectionPolicy: { enableEndpointDiscovery: false },
  });
}, 300_000);

afterAll(async () => {
  cosmos.dispose();
  await system.stop({ keepLogs: process.env['KEEP_LOGS'] !== undefined });
});

const documents = () => cosmos.database('voice').container('documents');

async function stored(id: string): Promise<Item> {
  const { resources } = await documents()
    .items.query<Item>({ query: 'SELECT * FROM c WHERE c.id = @id', parameters: [{ name: '@id', value: id }] })
    .fetchAll();
  const [item] = resources;
  if (!item) throw new Error(`there is no ${id}`);
  return item;
}

async function problemOf(request: Promise<unknown>): Promise<{ code: string; detail: string }> {
  return request.then(
    () => ({ code: 'done', detail: '' }),
    (error: unknown) => {
      if (!(error instanceof ApiProblem)) throw error;
      return { code: `${error.status} ${error.code}`, detail: error.message };
    },
  );
}

const speak = (voiceId: string): Promise<{ code: string }> =>
  problemOf(api.send('POST', '/v1/speech', { voiceId, text: 'Hello.' }).then((answer) => answer.arrayBuffer()));

async function acceptedUpload(purpose: 'consent' | 'sample', content: Buffer): Promise<string> {
  const id = await uploaded(api, purpose, content);
  await api.acceptedUpload(id);
  return id;
}

describe('two consents that are verified at the same time with the same bytes', () => {
  it('end with exactly one active, and the other names it', async () => {
    const recording = await recordingOf(underTest(system), STATEMENT);
    const uploads = await Promise.all([1, 2, 3].map(() => uploaded(api, 'consent', recording)));
    const consents = await Promise.all(
      uploads.map((uploadId) => api.json<{ id: string }>('POST', '/v1/consents', { ...PARTIES, uploadId })),
    );
    const ends = await vi.waitFor(async () => {
      const read = await Promise.all(consents.map(({ id }) => api.json<Consent>('GET', `/v1/consents/${id}`)));
      expect(read.every(({ status }) => status === 'active' || status === 'rejected')).toBe(true);
      return read;
    }, PATIENCE);
    const [active] = ends.filter(({ status }) => status === 'active');
    expect(ends.map(({ status }) => status).sort()).toEqual(['active', 'rejected', 'rejected']);
    for (const { failure } of ends.filter(({ status }) => status === 'rejected')) {
      expect(failure).toMatchObject({ code: 'recording-already-used' });
      expect(failure?.detail).toContain(active?.id);
    }
  });
});

describe('a recording that proves more than one consent, from before that was refused', () => {
  let recording: Buffer;
  let link: NonNullable<UploadAnswer['upload']>;
  let consentIds: string[];
  let voiceIds: string[];
  let hashes: string[];

  beforeAll(async () => {
    recording = await recordingOf(underTest(system), STATEMENT);
    const wanted = { purpose: 'consent', fileName: 'statement.wav', sizeBytes: recording.length };
    const { id: uploadId, upload } = await api.json<UploadAnswer>('POST', '/v1/uploads', wanted);
    if (!upload) throw new Error('no URL was given');
    link = upload;
    expect((await put()).status).toBe(201);
    const sampleId = await uploaded(api, 'sample', await recordingOf(underTest(system), SAMPLE));
    const enrolment = await api.json<OperationAnswer>('POST', '/v1/voices', {
      name: 'First',
      kind: 'personal',
      consent: { ...PARTIES, uploadId },
      samples: [{ uploadId: sampleId }],
    });
    const { subject } = await api.follow(enrolment, () => undefined);
    const voice = await stored(subject.id);
    const consent = await stored(voice['consentId'] as string);
    // The same bytes again, for a consent and as a sample of nobody.
    const [again] = await Promise.all([acceptedUpload('consent', recording), acceptedUpload('sample', recording)]);
    const planted = await Promise.all([plant(consent, voice, uploadId), plant(consent, voice, again)]);
    // As older data is: without a claim.
    const { resources: claims } = await documents()
      .items.query<Item>("SELECT * FROM c WHERE c.kind = 'recordingClaim' AND c.consentId = '" + consent.id + "'")
      .fetchAll();
    expect(claims).toHaveLength(1);
    for (const { id, partitionKey } of claims)
      await documents()
        .item(id, partitionKey as string)
        .delete();
    consentIds = [consent.id, ...planted.map(({ consentId }) => consentId)];
    voiceIds = [voice.id, ...planted.map(({ voiceId }) => voiceId)];
    const { canonical, archived } = await stored(uploadId);
    hashes = [canonical, archived].map((form) => (form as { sha256: string }).sha256);
  }, 180_000);

  function put(): Promise<Response> {
    return fetch(link.url, { method: link.method, headers: link.headers, body: new Uint8Array(recording) });
  }

  /** A consent by the same recording, with its evidence and a voice, as versions before made them. */
  async function plant(consent: Item, voice: Item, uploadId: string): Promise<{ consentId: string; voiceId: string }> {
    const ids = RequestIds.once();
    const [consentId, voiceId] = [ids.id('consent'), ids.id('voice')];
    const { evidence, tenantId } = consent as unknown as Consent;
    const name = `${tenantId}/${consentId}.wav`;
    const evidenceBlob = blobsOf(system).getContainerClient('consents').getBlockBlobClient(name);
    await evidenceBlob.uploadData(recording);
    const common = { outbox: [], outboxSince: undefined, writeId: randomUUID() };
    await documents().items.create({
      ...consent,
      ...common,
      id: consentId,
      uploadId,
      operationId: ids.id('operation', 'consent'),
      evidence: { ...evidence, blobName: name },
    });
    const { consented } = voice as unknown as Voice;
    const operationId = ids.id('operation', 'voice');
    await documents().items.create({ ...voice, ...common, id: voiceId, consentId, consented, operationId });
    return { consentId, voiceId };
  }

  it('is not taken for another consent, which is told whose it is', async () => {
    expect(await Promise.all(voiceIds.map(speak))).toMatchObject(voiceIds.map(() => ({ code: 'done' })));
    const uploadId = await acceptedUpload('consent', recording);
    const refused = await problemOf(api.send('POST', '/v1/consents', { ...PARTIES, uploadId }));
    expect(refused.code).toBe('409 recording-already-used');
    expect(consentIds.some((id) => refused.detail.includes(id))).toBe(true);
    const { id } = await api.json<{ id: string }>('POST', '/v1/consents', PARTIES);
    expect(await problemOf(api.send('POST', `/v1/consents/${id}/recording`, { uploadId }))).toMatchObject({
      code: '409 recording-already-used',
    });
  });

  it('is silent with all of them within two seconds when one is revoked, and is not taken again', async () => {
    await api.json('POST', `/v1/consents/${consentIds[0]}/revoke`, {});
    const answeredAt = performance.now();
    const codes = await Promise.all(voiceIds.map(speak));
    expect(performance.now() - answeredAt).toBeLessThan(SILENT_WITHIN_MS);
    expect(codes.map(({ code }) => code)).toEqual(voiceIds.map(() => '403 consent-revoked'));
    await vi.waitFor(async () => {
      const voices = await Promise.all(voiceIds.map((id) => api.json<Voice>('GET', `/v1/voices/${id}`)));
      expect(voices.map(({ status }) => status)).toEqual(voiceIds.map(() => 'suspended'));
    }, PATIENCE);
    const uploadId = await acceptedUpload('consent', recording);
    expect(await problemOf(api.send('POST', '/v1/consents', { ...PARTIES, uploadId }))).toMatchObject({
      code: '403 consent-revoked',
    });
  });

  it('leaves its hash nowhere but where the receipt says, once the person is erased', async () => {
    const erasure = await api.json<OperationAnswer>('POST', `/v1/consents/${consentIds[0]}/revoke`, { erase: true });
    await api.follow(erasure, () => undefined);
    const consents = await Promise.all(
      consentIds.map((id) => api.json<{ status: string; receipt?: Receipt }>('GET', `/v1/consents/${id}`)),
    );
    expect(consents.map(({ status }) => status)).toEqual(['deleted', 'deleted', 'deleted']);
    const { receipt } = consents[0] ?? {};
    // Of the recording five uploads, one of them as a sample; and the sample that the voice was made with.
    expect(receipt?.erased.documents).toMatchObject({ consent: 3, voice: 3, upload: 6 });
    expect(receipt?.erased.blobs['consents']).toMatchObject({ count: 3 });
    const holding = (await everythingStored(system)).filter(({ text }) => hashes.some((hash) => text.includes(hash)));
    expect(holding.length).toBeGreaterThan(0);
    const unnamed = holding.filter(({ where }) => {
      const id = where.split('/').at(-1) ?? '';
      return !receipt?.kept.some((line) => line.includes(id));
    });
    expect(unnamed.map(({ where }) => where)).toEqual([]);
    expect(receipt?.kept.join(' ')).toContain('so that the recording is not accepted again');
  });

  it('is removed when its upload URL makes it again, and is still not taken', async () => {
    expect((await put()).status).toBe(201);
    const name = new URL(link.url).pathname.split('/').slice(-2).join('/');
    const blob = blobsOf(system).getContainerClient('uploads').getBlobClient(name);
    await vi.waitFor(async () => expect(await blob.exists()).toBe(false), PATIENCE);
    const uploadId = await acceptedUpload('consent', recording);
    expect(await problemOf(api.send('POST', '/v1/consents', { ...PARTIES, uploadId }))).toMatchObject({
      code: '403 consent-revoked',
    });
  });
});
