import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';
import { requestToken, type VoiceSystem } from '../../apps/sandbox/src/system/voice-system.ts';
import { trustCertificateAuthority } from '../../apps/sandbox/src/tls/trust.ts';
import { ApiClient, type OperationAnswer } from '../support/api-client.ts';
import { STATEMENT, uploaded } from '../support/enrolled-voice.ts';
import type { SystemUnderTest } from '../support/global-system.ts';
import { startQuickSystem } from '../support/quick-system.ts';
import { control, recordingOf } from '../support/system.ts';

/** Unused for so long, an endpoint is suspended; longer than anything here takes between two uses of it. */
const IDLE_MS = 12_000;
/** Each takes more than the 5 s that a recording has to have. */
const SCRIPTS = [
  'The harbour wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off.',
  'Somebody whistles an old song while the nets are mended. The ice is late again, and nobody is surprised by that.',
  'By the time the sun is over the hill, the market has sold its best fish, and the cooks have all gone home.',
  'In the evening the lights along the quay are lit, one after the other. The last boat comes in with the tide.',
];

interface AzureResource {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastActionDateTime: string;
}

interface ScheduledMessage {
  readonly state: string;
  readonly body: { readonly subjectId: string; readonly failures: number };
}

interface VoiceAnswer {
  readonly id: string;
  readonly status: string;
  readonly baseModel: string;
  readonly endpoint?: {
    readonly status: string;
    readonly deployedSince?: string;
    readonly deployedMs: readonly { readonly durationMs: number }[];
  };
}

async function startSystem(privateStorage: boolean) {
  const system = await startQuickSystem({
    environment: { PROFESSIONAL_ENDPOINT_IDLE_MS: String(IDLE_MS), ERASURE_SETTLE_MS: '1000' },
    ...(privateStorage && { sandboxEnvironment: { SANDBOX_PRIVATE_STORAGE: 'true' } }),
  });
  trustCertificateAuthority(await readFile(system.ready.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  const api = new ApiClient(system.apiUrl, await requestToken(system.ready.environment));
  return { system, api, under: underTest(system) };
}

/** As it is answered, whatever that is. */
function post(api: ApiClient, system: VoiceSystem, path: string, body: object): Promise<Response> {
  return fetch(new URL(path, system.apiUrl), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
}

function underTest(system: VoiceSystem): SystemUnderTest {
  const { endpoints, environment } = system.ready;
  return {
    apiUrl: system.apiUrl,
    workerUrl: system.workerUrls[0] ?? '',
    endpoints,
    environment,
    folder: system.folder,
  };
}

describe('a professional voice', () => {
  let system: VoiceSystem;
  let api: ApiClient;
  let under: SystemUnderTest;
  let voiceId: string;

  beforeAll(async () => ({ system, api, under } = await startSystem(false)));
  afterAll(() => system.stop());

  const voice = () => api.json<VoiceAnswer>('GET', `/v1/voices/${voiceId}`);
  const endpointStatus = async () => (await voice()).endpoint?.status;
  const speak = () => post(api, system, '/v1/speech', { voiceId, text: 'Good morning.' });

  /** What the sandbox's Azure has of it. */
  async function atAzure(collection: string): Promise<readonly string[]> {
    return (await resourcesAtAzure(collection)).map(({ id }) => id);
  }
  const models = () => resourcesAtAzure('models');

  async function resourcesAtAzure(collection: string): Promise<readonly AzureResource[]> {
    const token = await managedIdentityToken(under.environment, 'https://cognitiveservices.azure.com');
    const url = `${under.environment['SPEECH_ENDPOINT']}/customvoice/${collection}?api-version=2026-01-01&maxpagesize=100`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    return ((await answer.json()) as { value: AzureResource[] }).value;
  }

  it('goes from uploads with scripts over its training to speech', async () => {
    const consentUpload = await uploaded(api, 'consent', await recordingOf(under, STATEMENT));
    const samples: { uploadId: string; script: string }[] = [];
    for (const script of SCRIPTS) {
      samples.push({ uploadId: await uploaded(api, 'sample', await recordingOf(under, script)), script });
    }
    const consent = {
      voiceTalentName: 'Voice Talent',
      companyName: 'Contoso',
      locale: 'en-US',
      uploadId: consentUpload,
    };
    const body = { name: 'Narrator', kind: 'professional', gender: 'female', consent, samples };
    const operation = await api.json<OperationAnswer>('POST', '/v1/voices', body);
    const { subject } = await api.finishedOperation(operation);
    voiceId = subject.id;
    expect(await voice()).toMatchObject({
      status: 'ready',
      kind: 'professional',
      baseModel: 'Default V10.2024.01',
      endpoint: { status: 'deployed' },
    });
    const answer = await speak();
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    const items = [{ text: 'One.' }, { text: 'Two.' }];
    const batch = await api.json<OperationAnswer>('POST', '/v1/batches', { voiceId, items });
    expect(await api.finishedOperation(batch)).toMatchObject({ status: 'succeeded' });
  });

  it('is suspended when nobody uses it, and resumed by the next speech', async () => {
    await expect.poll(endpointStatus, { timeout: 60_000, interval: 200 }).toBe('suspended');
    const refused = await speak();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect(await refused.json()).toMatchObject({ code: 'endpoint-resuming', retryable: true });
    expect((await voice()).status).toBe('ready');
    await expect.poll(async () => (await speak()).status, { timeout: 60_000, interval: 200 }).toBe(200);
    await expect.poll(endpointStatus, { timeout: 60_000, interval: 200 }).toBe('suspended');
    const queued = await api.json<OperationAnswer>('POST', '/v1/syntheses', { voiceId, text: 'Good evening.' });
    expect(await api.finishedOperation(queued)).toMatchObject({ status: 'succeeded' });
  });

  it('is billed for no longer than what the voice says', async () => {
    await expect.poll(endpointStatus, { timeout: 60_000, interval: 200 }).toBe('suspended');
    const { endpoint } = await voice();
    const { deployedMs } = await control<{ deployedMs: Record<string, number> }>(under, 'GET', '/speech/endpoints');
    const billed = Object.values(deployedMs).reduce((sum, ms) => sum + ms, 0);
    const counted = endpoint?.deployedMs.reduce((sum, { durationMs }) => sum + durationMs, 0) ?? 0;
    expect(endpoint?.deployedSince).toBeUndefined();
    expect(billed).toBeGreaterThan(IDLE_MS);
    expect(billed).toBeLessThanOrEqual(counted);
  });

  it('leaves nothing at Azure when it is erased', async () => {
    const collections = ['endpoints', 'models', 'trainingsets', 'consents', 'projects'];
    for (const collection of collections) expect(await atAzure(collection)).not.toEqual([]);
    const { data } = await api.DELETE('/v1/voices/{id}', { params: { path: { id: voiceId } } });
    await api.finishedOperation(data);
    for (const collection of collections) expect(await atAzure(collection)).toEqual([]);
    const receipt = (await api.json<{ receipt: { erased: { provider: object } } }>('GET', `/v1/voices/${voiceId}`))
      .receipt;
    expect(receipt.erased.provider).toMatchObject({ endpoints: 1, models: 1, trainingSets: 1 });
  });

  it('waits while the quota of trainings is used up, burns no attempt, and is trained after that', async () => {
    const upload = async (purpose: 'consent' | 'sample', text: string) =>
      uploaded(api, purpose, await recordingOf(under, text));
    const consentBody = { voiceTalentName: 'Voice Talent', companyName: 'Contoso', locale: 'en-US' };
    const uploadId = await upload('consent', STATEMENT);
    const { id: consentId } = await api.json<{ id: string }>('POST', '/v1/consents', { ...consentBody, uploadId });
    const samples: { uploadId: string; script: string }[] = [];
    for (const script of SCRIPTS) samples.push({ uploadId: await upload('sample', script), script });
    const enroll = (name: string) =>
      api.json<OperationAnswer>('POST', '/v1/voices', { name, kind: 'professional', consentId, samples });
    // Another system trains in the same resource.
    await control(under, 'PUT', '/speech/training-quota', { trainings: 0 });
    const operations = [await enroll('First'), await enroll('Second')];
    const waiting = async () => {
      const found = operations.map(({ id }) => api.json<OperationAnswer>('GET', `/v1/operations/${id}`));
      return (await Promise.all(found)).map(({ status, stage }) => [status, stage]);
    };
    const isWaiting = ['running', 'waiting-for-training-quota'];
    await expect.poll(waiting, { timeout: 60_000, interval: 200 }).toEqual([isWaiting, isWaiting]);
    // The message of each is scheduled, and knows of no failure.
    const failures = async () => {
      const path = '/service-bus/messages?path=voice-enrollment&bodies=true';
      const { messages } = await control<{ messages: ScheduledMessage[] }>(under, 'GET', path);
      const found = operations.map(({ subject }) => messages.find(({ body }) => body.subjectId === subject.id));
      return found.map((message) => [message?.state, message?.body.failures]);
    };
    await expect.poll(failures, { timeout: 60_000, interval: 50 }).toEqual([
      ['scheduled', 0],
      ['scheduled', 0],
    ]);
    expect(await models()).toEqual([]);

    await control(under, 'PUT', '/speech/training-quota', { trainings: 1 });
    for (const operation of operations) {
      const { subject } = await api.finishedOperation(operation);
      expect(await api.json('GET', subject.href)).toMatchObject({ status: 'ready' });
    }
    // One was trained after the other.
    const [first, second] = (await models()).toSorted((one, other) =>
      one.createdDateTime < other.createdDateTime ? -1 : 1,
    );
    expect((second?.createdDateTime ?? '') >= (first?.lastActionDateTime ?? 'none')).toBe(true);
    await control(under, 'PUT', '/speech/training-quota', { trainings: null });
  });
});

describe('a professional voice where Azure cannot fetch recordings', () => {
  let system: VoiceSystem;
  let api: ApiClient;

  beforeAll(async () => ({ system, api } = await startSystem(true)));
  afterAll(() => system.stop());

  it('is refused at once, and not among the kinds of the configuration', async () => {
    const samples = [{ uploadId: 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D', script: SCRIPTS[0] }];
    const body = { name: 'Narrator', kind: 'professional', consentId: 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D', samples };
    const refused = await post(api, system, '/v1/voices', body);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      code: 'professional-voice-needs-url-transfer',
      retryable: false,
      detail: expect.stringContaining('SPEECH_AUDIO_TRANSFER=url'),
    });
    expect(await api.json('GET', '/v1/configuration')).toMatchObject({ voiceKinds: ['personal'] });
  });
});
