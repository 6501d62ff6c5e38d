import { randomUUID } from 'node:crypto';
import * as sdk from 'microsoft-cognitiveservices-speech-sdk';
import { consentStatement } from '#domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BlobServer, startBlobServer } from '../../testing/blob-server.ts';
import { openApiValidator } from '../../testing/openapi.ts';
import {
  customVoicePath,
  type RunningSpeech,
  sayWav,
  speakSsml,
  startTestSpeech,
  TEST_KEY,
  until,
} from '../../testing/running-speech.ts';

const PROJECT = 'professional-1';
const CONSENT = 'professional-consent-1';
const TALENT = 'Anna Maria';
const VOICE = 'AnnaNeural';
const JOB_MS = 60_000;
const HOUR_MS = 3_600_000;
/** What the steps of the clock add. */
const MINUTES_MS = 10 * JOB_MS;
const SENTENCES = [
  'The birch canoe slid on the smooth planks.',
  'Glue the sheet to the dark blue background.',
  'It is easy to tell the depth of a well.',
];

interface Resource {
  readonly id: string;
  readonly status: string;
  readonly properties?: { readonly failureReason?: string; readonly utteranceCount?: number };
}

describe('professional voices', () => {
  let running: RunningSpeech;
  let storage: BlobServer;
  let recordings: Buffer[];
  let nextId = 0;
  const validator = openApiValidator('customvoice.json');

  beforeAll(async () => {
    running = await startTestSpeech({ jobDurationMs: JOB_MS });
    storage = await startBlobServer();
    recordings = await Promise.all(SENTENCES.map((text) => sayWav(running, speakSsml(text))));
    await send('Projects_Create', 'PUT', `projects/${PROJECT}`, { kind: 'ProfessionalVoice' });
    storage.blobs.set('consent.wav', await sayWav(running, speakSsml(consentStatement('en-US', TALENT, 'Contoso'))));
    const names = { voiceTalentName: TALENT, companyName: 'Contoso', locale: 'en-US' };
    const audioUrl = storage.blobUrl('consent.wav');
    await send('Consents_Create', 'PUT', `consents/${CONSENT}`, { projectId: PROJECT, ...names, audioUrl });
    expect((await settled('Consents', `consents/${CONSENT}`)).status).toBe('Succeeded');
  });
  afterAll(async () => {
    await running.close();
    await storage.close();
  });
  beforeEach(() => {
    running.faults.clear();
    storage.blobs.clear();
    for (const [index, recording] of recordings.entries()) {
      storage.blobs.set(`set/${index}.wav`, recording);
      storage.blobs.set(`set/${index}.txt`, Buffer.from(SENTENCES[index] ?? ''));
    }
  });

  const newId = (kind: string): string => `${kind}-${(nextId += 1)}`;

  /** Sends a call and compares the answer with the OpenAPI file. */
  async function send(
    operation: string,
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ) {
    const response = await running.call(method, customVoicePath(path), body, headers);
    const text = await response.text();
    const parsed = text === '' ? undefined : (JSON.parse(text) as Resource);
    expect(validator?.complaints(operation, response.status, parsed) ?? []).toEqual([]);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  async function read(kind: string, path: string): Promise<Resource> {
    const { body } = await send(`${kind}_Get`, 'GET', path);
    if (body === undefined) throw new Error(`${path} has no body`);
    return body;
  }

  /** The resource when its job has ended, for which the clock is moved. */
  function settled(kind: string, path: string): Promise<Resource> {
    return until(async () => {
      running.clock.advance(JOB_MS / 4);
      const resource = await read(kind, path);
      return ['NotStarted', 'Running', 'Disabling'].includes(resource.status) ? undefined : resource;
    });
  }

  const dataset = (prefix = 'set/') => {
    const source = { containerUrl: storage.containerUrl, prefix };
    return {
      kind: 'AudioAndScript',
      audios: { ...source, extensions: ['.wav'] },
      scripts: { ...source, extensions: ['.txt'] },
    };
  };

  async function trainingSet(prefix?: string): Promise<Resource> {
    const path = `trainingsets/${newId('set')}`;
    const created = await send('TrainingSets_Create', 'PUT', path, { projectId: PROJECT, locale: 'en-US' });
    expect(created).toMatchObject({ status: 201, body: { status: 'Succeeded' } });
    const uploaded = await send('TrainingSets_UploadData', 'POST', `${path}:upload`, dataset(prefix));
    expect(uploaded.status).toBe(202);
    expect(uploaded.headers.get('operation-location')).toContain('/customvoice/operations/');
    return settled('TrainingSets', path);
  }

  async function model(trainingSetId: string, recipe: object = { kind: 'Default' }): Promise<Resource> {
    const path = `models/${newId('model')}`;
    const body = { voiceName: VOICE, recipe, projectId: PROJECT, consentId: CONSENT, trainingSetId };
    const created = await send('Models_Create', 'PUT', path, body);
    expect(created).toMatchObject({ status: 201, body: { status: 'NotStarted' } });
    return settled('Models', path);
  }

  async function endpoint(modelId: string): Promise<Resource> {
    const path = `endpoints/${randomUUID()}`;
    const created = await send('Endpoints_Create', 'PUT', path, { projectId: PROJECT, modelId });
    expect(created).toMatchObject({ status: 201, body: { status: 'NotStarted' } });
    return settled('Endpoints', path);
  }

  async function deployed() {
    const trained = await model((await trainingSet()).id);
    return { modelId: trained.id, id: (await endpoint(trained.id)).id };
  }

  async function say(
    deploymentId: string,
    voice = VOICE,
  ): Promise<{ readonly status: number; readonly bytes: number }> {
    const response = await fetch(`${running.speech.url}/cognitiveservices/v1?deploymentId=${deploymentId}`, {
      method: 'POST',
      headers: {
        'ocp-apim-subscription-key': TEST_KEY,
        'content-type': 'application/ssml+xml',
        'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm',
        'user-agent': 'test',
      },
      body: speakSsml('Good morning.', voice),
    });
    return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
  }

  it('go from recordings with scripts over a training set and a model to an endpoint that speaks', async () => {
    const set = await trainingSet();
    expect(set).toMatchObject({ status: 'Succeeded', properties: { utteranceCount: 3 } });
    const trained = await model(set.id);
    expect(trained).toMatchObject({ status: 'Succeeded', voiceName: VOICE, locale: 'en-US' });
    const { id, status } = await endpoint(trained.id);
    expect(status).toBe('Succeeded');
    expect(await say(id)).toMatchObject({ status: 200 });
    expect((await say(id)).bytes).toBeGreaterThan(10_000);
    // Only the deployed voice, and only by its endpoint.
    expect((await say(id, 'BobNeural')).status).toBe(400);
    expect((await say(randomUUID())).status).toBe(400);
    await expect(sayWav(running, speakSsml('Good morning.', VOICE))).rejects.toThrow(/400/);
  });

  it('speak by WebSocket to a client that names their endpoint', async () => {
    const { id } = await deployed();
    const host = running.speech.url.replace('http', 'ws').replace('127.0.0.1', 'localhost');
    const url = new URL(`${host}/cognitiveservices/websocket/v1?deploymentId=${id}`);
    const speaker = new sdk.SpeechSynthesizer(sdk.SpeechConfig.fromEndpoint(url, TEST_KEY), null);
    const spoken = (voice: string) =>
      new Promise<sdk.SpeechSynthesisResult>((resolve, reject) => {
        speaker.speakSsmlAsync(speakSsml('Good morning.', voice), resolve, reject);
      });
    expect((await spoken(VOICE)).reason).toBe(sdk.ResultReason.SynthesizingAudioCompleted);
    expect((await spoken('BobNeural')).reason).toBe(sdk.ResultReason.Canceled);
    speaker.close();
  });

  it('speak in a batch by the deployment that is named for them', async () => {
    const { id } = await deployed();
    const path = '/texttospeech/batchsyntheses/professional-batch?api-version=2024-04-01';
    const body = {
      inputKind: 'PlainText',
      inputs: [{ content: 'Good morning.' }],
      synthesisConfig: { voice: VOICE },
      customVoices: { [VOICE]: id },
    };
    expect((await running.call('PUT', path, body)).status).toBe(201);
    const ended = await until(async () => {
      running.clock.advance(JOB_MS);
      const job = (await (await running.call('GET', path)).json()) as Resource;
      return job.status === 'Succeeded' || job.status === 'Failed' ? job : undefined;
    });
    expect(ended.status).toBe('Succeeded');
  });

  it('fail without data, with too little, with storage that cannot be read, and as a fault scripts it', async () => {
    expect(await trainingSet('nothing/')).toMatchObject({ status: 'Failed' });
    storage.blobs.delete('set/1.txt');
    const two = await trainingSet();
    expect(two.properties?.utteranceCount).toBe(2);
    expect(await model(two.id)).toMatchObject({ status: 'Failed', properties: { failureReason: 'DataNotEnough' } });
    const path = `trainingsets/${newId('set')}`;
    await send('TrainingSets_Create', 'PUT', path, { projectId: PROJECT, locale: 'en-US' });
    const broken = { containerUrl: storage.containerUrl.replace('sig=', 'sig=no'), extensions: ['.wav'] };
    await send('TrainingSets_UploadData', 'POST', `${path}:upload`, { kind: 'AudioOnly', audios: broken });
    expect((await settled('TrainingSets', path)).status).toBe('Failed');
    storage.blobs.set('set/1.txt', Buffer.from('x'));
    const effect = { kind: 'fail-job', reason: 'SpeakerVerificationFailed' } as const;
    running.faults.add({ service: 'speech', operation: 'Models_Create', effect });
    expect(await model((await trainingSet()).id)).toMatchObject({
      status: 'Failed',
      properties: { failureReason: 'SpeakerVerificationFailed' },
    });
  });

  it('are refused, and leave no operation, while as many models are trained as the quota has', async () => {
    const { id: trainingSetId } = await trainingSet();
    const fields = { voiceName: VOICE, recipe: { kind: 'Default' }, projectId: PROJECT, consentId: CONSENT };
    const create = (id: string) =>
      send('Models_Create', 'PUT', `models/${id}`, { ...fields, trainingSetId }, { 'operation-id': `create-${id}` });
    running.speech.limitTrainings(1);
    const [first, second] = [newId('model'), newId('model')];
    expect((await create(first)).status).toBe(201);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const refused = await create(second);
      expect([refused.status, refused.headers.get('x-ms-error-code')]).toEqual([429, 'TooManyRequests']);
      expect(refused.body).toMatchObject({ error: { code: 'TooManyRequests' } });
    }
    expect((await send('Models_Get', 'GET', `models/${second}`)).status).toBe(404);
    // The same request under the same operation id is answered as before.
    expect((await create(first)).status).toBe(201);
    await settled('Models', `models/${first}`);
    expect((await create(second)).status).toBe(201);
    running.speech.limitTrainings(undefined);
    expect((await settled('Models', `models/${second}`)).status).toBe('Succeeded');
  });

  it('are suspended and resumed, speak only while they are deployed, and cost only then', async () => {
    const { id } = await deployed();
    const path = `endpoints/${id}`;
    const costMs = () => running.speech.deployedMs()[id] ?? 0;
    running.clock.advance(3 * HOUR_MS);
    expect(costMs()).toBeGreaterThanOrEqual(3 * HOUR_MS);
    expect(costMs()).toBeLessThan(3 * HOUR_MS + MINUTES_MS);
    expect(await send('Endpoints_Suspend', 'POST', `${path}:suspend`)).toMatchObject({
      status: 202,
      body: { status: 'Disabling' },
    });
    expect((await say(id)).status).toBe(400);
    expect((await settled('Endpoints', path)).status).toBe('Disabled');
    const suspended = costMs();
    running.clock.advance(5 * HOUR_MS);
    expect(costMs()).toBe(suspended);
    expect(suspended).toBeLessThan(3 * HOUR_MS + MINUTES_MS);
    expect((await send('Endpoints_Suspend', 'POST', `${path}:suspend`)).status).toBe(400);
    expect((await say(id)).status).toBe(400);
    const operationId = newId('resume');
    const resumed = () =>
      send('Endpoints_Resume', 'POST', `${path}:resume`, undefined, { 'operation-id': operationId });
    expect(await resumed()).toMatchObject({ status: 202, body: { status: 'Running' } });
    expect((await settled('Endpoints', path)).status).toBe('Succeeded');
    // The same request under the same operation id does nothing more.
    expect(await resumed()).toMatchObject({ status: 202, body: { status: 'Succeeded' } });
    expect((await say(id)).status).toBe(200);
    expect((await send('Endpoints_Delete', 'DELETE', path)).status).toBe(204);
    const whole = costMs();
    running.clock.advance(HOUR_MS);
    expect(costMs()).toBe(whole);
    expect((await say(id)).status).toBe(400);
    expect((await send('Endpoints_Get', 'GET', path)).status).toBe(404);
  });

  it('do not speak after a resumption that fails, and stay suspended', async () => {
    const { id } = await deployed();
    const path = `endpoints/${id}`;
    await send('Endpoints_Suspend', 'POST', `${path}:suspend`);
    await settled('Endpoints', path);
    const effect = { kind: 'fail-job', reason: 'Internal' } as const;
    running.faults.add({ service: 'speech', operation: 'Endpoints_Resume', effect });
    const { headers } = await send('Endpoints_Resume', 'POST', `${path}:resume`);
    expect((await settled('Endpoints', path)).status).toBe('Disabled');
    const operation = await running.call('GET', customVoicePath(`operations/${headers.get('operation-id')}`));
    expect(await operation.json()).toMatchObject({ status: 'Failed' });
  });

  it('are refused for a project of the other kind, unknown references, and ids that are no UUID', async () => {
    const personal = newId('personal');
    await send('Projects_Create', 'PUT', `projects/${personal}`, { kind: 'PersonalVoice' });
    const set = { projectId: personal, locale: 'en-US' };
    expect((await send('TrainingSets_Create', 'PUT', `trainingsets/${newId('set')}`, set)).status).toBe(400);
    const unknown = { recipe: { kind: 'Opera' }, projectId: PROJECT, consentId: 'none', trainingSetId: 'none' };
    expect((await send('Models_Create', 'PUT', `models/${newId('model')}`, unknown)).status).toBe(400);
    const body = { projectId: PROJECT, modelId: 'no-such-model' };
    expect((await send('Endpoints_Create', 'PUT', `endpoints/${randomUUID()}`, body)).status).toBe(400);
    expect((await send('Endpoints_Create', 'PUT', 'endpoints/endpoint-1', body)).status).toBe(400);
    const missing = { kind: 'AudioAndScript', audios: dataset().audios };
    const { id } = await trainingSet();
    expect((await send('TrainingSets_UploadData', 'POST', `trainingsets/${id}:upload`, missing)).status).toBe(400);
  });

  it('are deleted from the endpoint to the project, in this order', async () => {
    const { id, modelId } = await deployed();
    expect((await send('Models_Delete', 'DELETE', `models/${modelId}`)).status).toBe(400);
    expect((await send('Projects_Delete', 'DELETE', `projects/${PROJECT}`)).status).toBe(400);
    expect((await send('Endpoints_Delete', 'DELETE', `endpoints/${id}`)).status).toBe(204);
    expect((await send('Models_Delete', 'DELETE', `models/${modelId}`)).status).toBe(204);
    expect((await send('Models_Get', 'GET', `models/${modelId}`)).status).toBe(404);
  });

  it('are listed, with recipes that say how much is needed', async () => {
    for (const [operation, path] of [
      ['TrainingSets_List', 'trainingsets'],
      ['Models_List', 'models'],
      ['Endpoints_List', 'endpoints'],
    ] as const) {
      const filter = encodeURIComponent(`projectId eq '${PROJECT}'`);
      const { body } = await send(operation, 'GET', `${path}?filter=${filter}&maxpagesize=1`);
      expect(body).toMatchObject({ value: [{ projectId: PROJECT }] });
    }
    const { body } = await send('Models_ListRecipes', 'GET', 'modelrecipes');
    expect(body).toMatchObject({ value: [{ kind: 'Default', minUtteranceCount: 3 }, { kind: 'Default' }] });
  });

  it('go with their project when that is deleted by force', async () => {
    const { id, modelId } = await deployed();
    expect((await send('Projects_Delete', 'DELETE', `projects/${PROJECT}?forceDelete=true`)).status).toBe(204);
    expect((await send('Endpoints_Get', 'GET', `endpoints/${id}`)).status).toBe(404);
    expect((await send('Models_Get', 'GET', `models/${modelId}`)).status).toBe(404);
    const deployedMs = running.speech.deployedMs();
    running.clock.advance(HOUR_MS);
    expect(running.speech.deployedMs()).toEqual(deployedMs);
  });
});
