import { strFromU8, unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeWav } from '../signal/wav.ts';
import { startBlobServer, type BlobServer } from '../testing/blob-server.ts';
import { enrol } from '../testing/enrol.ts';
import { openApiValidator } from '../testing/openapi.ts';
import {
  ended,
  personalSsml,
  speakSsml,
  startTestSpeech,
  until,
  type RunningSpeech,
} from '../testing/running-speech.ts';

interface Batch {
  id: string;
  status: string;
  properties: Record<string, unknown>;
  outputs?: { result: string; summary?: string };
}

interface Summary {
  jobID: string;
  status: string;
  results: {
    contents: string[];
    status: string;
    audioFileName?: string;
    wordBoundaryFileName?: string;
    sentenceBoundaryFileName?: string;
    properties?: { sizeInBytes: string; durationInMilliseconds: string };
  }[];
}

const PATH = '/texttospeech/batchsyntheses';
const VERSION = 'api-version=2024-04-01';

/** What the operations of this API answer. */
type Body = Record<string, unknown> & Partial<Batch> & { readonly value?: Batch[]; readonly nextLink?: string };

describe('batch synthesis', () => {
  let running: RunningSpeech;
  let storage: BlobServer;
  let profile: string;
  let nextId = 0;
  const validator = openApiValidator('batchsynthesis.json');

  beforeAll(async () => {
    running = await startTestSpeech();
    storage = await startBlobServer();
    profile = await enrol(running);
  });
  afterEach(() => {
    running.faults.clear();
    storage.blobs.clear();
  });
  afterAll(async () => {
    await running.close();
    await storage.close();
  });

  async function send(
    operation: string,
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<{ response: Response; body: Body }> {
    const response = await running.call(method, `${path}${path.includes('?') ? '&' : '?'}${VERSION}`, body, headers);
    const text = await response.text();
    const parsed = text === '' ? undefined : (JSON.parse(text) as Body);
    expect(validator?.complaints(operation, response.status, parsed) ?? []).toEqual([]);
    return { response, body: parsed ?? {} };
  }

  async function run(body: object, id = `batch-${(nextId += 1)}`): Promise<Batch> {
    const { response } = await send('BatchSyntheses_Create', 'PUT', `${PATH}/${id}`, body);
    expect(response.status).toBe(201);
    await ended(running, `${PATH}/${id}?${VERSION}`);
    return (await send('BatchSyntheses_Get', 'GET', `${PATH}/${id}`)).body as Batch;
  }

  async function download(batch: Batch): Promise<{ files: Record<string, Uint8Array>; summary: Summary }> {
    const response = await fetch(batch.outputs?.result ?? '');
    expect(response.status).toBe(200);
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    return { files, summary: JSON.parse(strFromU8(files['summary.json'] ?? new Uint8Array())) as Summary };
  }

  const ssml = (...texts: string[]): { content: string }[] =>
    texts.map((text) => ({ content: personalSsml(text, profile) }));

  it('speaks each input into a numbered file, with boundaries and a summary', async () => {
    const inputs = ssml('Hello world. This is a test.', 'Good morning.');
    const batch = await run({
      inputKind: 'SSML',
      inputs,
      description: 'two',
      properties: { wordBoundaryEnabled: true, sentenceBoundaryEnabled: true, timeToLiveInHours: 48 },
    });
    expect(batch).toMatchObject({ status: 'Succeeded', inputKind: 'SSML', description: 'two' });
    expect(batch).not.toHaveProperty('inputs');
    const { files, summary } = await download(batch);
    expect(Object.keys(files).toSorted()).toEqual([
      '0001.sentence.json',
      '0001.wav',
      '0001.word.json',
      '0002.sentence.json',
      '0002.wav',
      '0002.word.json',
      'summary.json',
    ]);
    const first = decodeWav(files['0001.wav'] ?? new Uint8Array());
    const durationMs = Math.round((first.samples.length / 24_000) * 1000);
    expect(first.sampleRate).toBe(24_000);
    expect(summary).toMatchObject({ jobID: batch.id, status: 'Succeeded' });
    expect(summary.results[0]).toMatchObject({
      contents: [inputs[0]?.content],
      status: 'Succeeded',
      audioFileName: '0001.wav',
      wordBoundaryFileName: '0001.word.json',
      properties: { sizeInBytes: String(files['0001.wav']?.length), durationInMilliseconds: String(durationMs) },
    });
    const words = JSON.parse(strFromU8(files['0001.word.json'] ?? new Uint8Array())) as {
      Text: string;
      AudioOffset: number;
      Duration: number;
    }[];
    expect(words.map(({ Text }) => Text)).toEqual(['Hello', 'world', 'This', 'is', 'a', 'test']);
    for (const { AudioOffset, Duration } of words) expect(AudioOffset + Duration).toBeLessThanOrEqual(durationMs);
    expect(batch.properties).toMatchObject({
      timeToLiveInHours: 48,
      outputFormat: 'riff-24khz-16bit-mono-pcm',
      succeededAudioCount: 2,
      failedAudioCount: 0,
      billingDetails: { personalVoiceCharacters: 41, neuralCharacters: 0 },
    });
    const second = decodeWav(files['0002.wav'] ?? new Uint8Array());
    const total = ((first.samples.length + second.samples.length) / 24_000) * 1000;
    expect(Math.abs((batch.properties['durationInMilliseconds'] as number) - total)).toBeLessThan(2);
  });

  it('succeeds in part, and fails as a whole when nothing could be spoken', async () => {
    const partial = await run({ inputKind: 'SSML', inputs: [{ content: '<speak>' }, ...ssml('Hello.')] });
    expect(partial).toMatchObject({ status: 'Succeeded', properties: { succeededAudioCount: 1, failedAudioCount: 1 } });
    const { files, summary } = await download(partial);
    expect(Object.keys(files).toSorted()).toEqual(['0002.wav', 'summary.json']);
    expect(summary.results.map(({ status }) => status)).toEqual(['Failed', 'Succeeded']);
    const failed = await run({ inputKind: 'SSML', inputs: [{ content: speakSsml('Hello.', 'DragonLatestNeural') }] });
    expect(failed).toMatchObject({
      status: 'Failed',
      properties: { failedAudioCount: 1, error: { code: 'BadRequest' } },
    });
    expect(failed.outputs).toBeUndefined();
  });

  it('speaks plain text with a base model and a speaker profile, or a prebuilt voice, in one file if wanted', async () => {
    const batch = await run({
      inputKind: 'plaintext',
      inputs: [{ content: 'Tom & Jerry <3.' }, { content: 'The end.' }],
      synthesisConfig: { voice: 'DragonLatestNeural', speakerProfileId: profile, rate: '+10%' },
      properties: {
        concatenateResult: true,
        outputFormat: 'audio-24khz-48kbitrate-mono-mp3',
        wordBoundaryEnabled: true,
      },
    });
    const { files, summary } = await download(batch);
    // Dragon has no word boundaries, so there is no file of them.
    expect(Object.keys(files).toSorted()).toEqual(['0001.mp3', 'summary.json']);
    expect(summary.results[0]?.contents).toEqual(['Tom & Jerry <3.', 'The end.']);
    expect(running.speech.spoken().at(-1)).toMatchObject({
      text: 'Tom & Jerry <3. The end.',
      speakerProfileId: profile,
      completed: true,
    });
    const prebuilt = await run({
      inputKind: 'PlainText',
      inputs: [{ content: 'Guten Tag.' }],
      synthesisConfig: { voice: 'de-DE-KatjaNeural' },
    });
    expect(prebuilt.properties).toMatchObject({ billingDetails: { neuralCharacters: 10, personalVoiceCharacters: 0 } });
  });

  it('hands out parts of a result as Blob Storage does, which knows no suffix ranges', async () => {
    const { outputs } = await run({ inputKind: 'SSML', inputs: ssml('Hello.') });
    const part = (range: string) => fetch(outputs?.result ?? '', { headers: { range } });
    const first = await part('bytes=0-0');
    const total = Number(first.headers.get('content-range')?.split('/')[1]);
    expect([first.status, (await first.bytes()).length]).toEqual([206, 1]);
    const suffix = await part('bytes=-22');
    expect([suffix.status, suffix.headers.get('content-range')]).toEqual([200, null]);
    expect(await suffix.bytes()).toHaveLength(total);
    const end = await part(`bytes=${total - 22}-${total - 1}`);
    expect([end.status, (await end.bytes()).subarray(0, 2).toString()]).toEqual([206, '80,75']);
    expect((await part(`bytes=${total}-`)).status).toBe(416);
  });

  it('writes into a container of the client, and deletes there with the job', async () => {
    const properties = { destinationContainerUrl: storage.containerUrl, destinationPath: 'out' };
    const zipped = await run({ inputKind: 'SSML', inputs: ssml('Hello.'), properties });
    expect(zipped.outputs).toEqual({ result: `out/${zipped.id}/results.zip` });
    expect(zipped.properties).not.toHaveProperty('destinationContainerUrl');
    expect([...storage.blobs.keys()]).toEqual([`out/${zipped.id}/results.zip`]);
    const single = await run({
      inputKind: 'SSML',
      inputs: ssml('Hello.'),
      properties: { ...properties, decompressOutputFiles: true },
    });
    expect(single.outputs?.summary).toBe(`out/${single.id}/summary.json`);
    expect(storage.blobs.has(`out/${single.id}/0001.wav`)).toBe(true);
    for (const { id } of [zipped, single]) await send('BatchSyntheses_Delete', 'DELETE', `${PATH}/${id}`);
    expect(storage.blobs.size).toBe(0);
    const forged = storage.containerUrl.replace('test', 'wrong');
    const failed = await run({
      inputKind: 'SSML',
      inputs: ssml('Hello.'),
      properties: { destinationContainerUrl: forged },
    });
    expect(failed).toMatchObject({ status: 'Failed', properties: { error: { code: 'BadRequest' } } });
    expect(JSON.stringify([failed, running.logged])).not.toContain('sig=');
  });

  it('hands out results by links that expire and cannot be forged, until the job is deleted', async () => {
    const batch = await run({ inputKind: 'SSML', inputs: ssml('Hello.') });
    const link = batch.outputs?.result ?? '';
    const other = new URL(link);
    other.searchParams.set('se', '2999-01-01T00:00:00.000Z');
    expect((await fetch(other)).status).toBe(403);
    const clock = running.clock;
    clock.advance(25 * 3_600_000);
    expect((await fetch(link)).status).toBe(403);
    const { body } = await send('BatchSyntheses_Get', 'GET', `${PATH}/${batch.id}`);
    const fresh = body.outputs?.result ?? '';
    expect((await fetch(fresh)).status).toBe(200);
    expect((await send('BatchSyntheses_Delete', 'DELETE', `${PATH}/${batch.id}`)).response.status).toBe(204);
    expect((await send('BatchSyntheses_Delete', 'DELETE', `${PATH}/${batch.id}`)).response.status).toBe(204);
    expect((await fetch(fresh)).status).toBe(404);
    expect((await send('BatchSyntheses_Get', 'GET', `${PATH}/${batch.id}`)).response.status).toBe(404);
  });

  it('deletes a job after its time to live', async () => {
    const batch = await run({ inputKind: 'SSML', inputs: ssml('Hello.'), properties: { timeToLiveInHours: 2 } });
    running.clock.advance(2 * 3_600_000);
    await until(async () =>
      (await running.call('GET', `${PATH}/${batch.id}?${VERSION}`)).status === 404 ? true : undefined,
    );
  });

  it('answers repetitions by Operation-Id, and reports the operation', async () => {
    const body = { inputKind: 'SSML', inputs: ssml('Hello.') };
    const headers = { 'operation-id': 'batch-operation-1' };
    const first = await send('BatchSyntheses_Create', 'PUT', `${PATH}/repeated`, body, headers);
    expect(first.response.status).toBe(201);
    expect(first.response.headers.get('operation-location')).toBe(
      `${running.speech.url}/texttospeech/operations/batch-operation-1?${VERSION}`,
    );
    expect((await send('BatchSyntheses_Create', 'PUT', `${PATH}/repeated`, body, headers)).response.status).toBe(201);
    const changed = { ...body, description: 'other' };
    expect((await send('BatchSyntheses_Create', 'PUT', `${PATH}/repeated`, changed, headers)).response.status).toBe(
      400,
    );
    expect((await send('BatchSyntheses_Create', 'PUT', `${PATH}/repeated`, body)).response.status).toBe(400);
    await ended(running, `${PATH}/repeated?${VERSION}`);
    const operation = await send('Operations_Get', 'GET', '/texttospeech/operations/batch-operation-1');
    expect(operation.body).toEqual({ id: 'batch-operation-1', status: 'Succeeded' });
  });

  it('remembers each job that was created, once for all repetitions, and when it was deleted', async () => {
    const body = { inputKind: 'SSML', inputs: ssml('Hello.') };
    const headers = { 'operation-id': 'batch-operation-2' };
    const recorded = () => running.speech.batchJobs().filter(({ id }) => id === 'remembered');
    for (let times = 0; times < 2; times += 1) {
      await send('BatchSyntheses_Create', 'PUT', `${PATH}/remembered`, body, headers);
    }
    const createdAt = expect.any(Number) as unknown;
    expect(recorded()).toEqual([{ id: 'remembered', createdAt }]);
    await send('BatchSyntheses_Delete', 'DELETE', `${PATH}/remembered`);
    expect(recorded()).toEqual([{ id: 'remembered', createdAt, deletedAt: createdAt }]);
    await send('BatchSyntheses_Create', 'PUT', `${PATH}/remembered`, body);
    expect(recorded()).toHaveLength(2);
  });

  async function pageAt(path: string): Promise<Body> {
    return (await send('BatchSyntheses_List', 'GET', path)).body;
  }

  it('lists in pages', async () => {
    for (const id of ['listed-1', 'listed-2', 'listed-3']) await run({ inputKind: 'SSML', inputs: ssml('Hello.') }, id);
    const seen: string[] = [];
    let path: string | undefined = `${PATH}?maxpagesize=2`;
    while (path !== undefined) {
      const page = await pageAt(path.replace(`&${VERSION}`, ''));
      seen.push(...(page.value ?? []).map(({ id }) => id));
      path = page.nextLink?.replace(running.speech.url, '');
    }
    expect(seen.filter((id) => id.startsWith('listed'))).toEqual(['listed-1', 'listed-2', 'listed-3']);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('refuses bad requests', async () => {
    const bad: object[] = [
      { inputKind: 'SSML' },
      { inputKind: 'SSML', inputs: [] },
      { inputKind: 'SSML', inputs: [{ text: 'stale field' }] },
      { inputKind: 'Opera', inputs: ssml('Hello.') },
      { inputKind: 'PlainText', inputs: [{ content: 'Hello.' }] },
      { inputKind: 'SSML', inputs: ssml('Hello.'), properties: { timeToLiveInHours: 745 } },
      { inputKind: 'SSML', inputs: ssml('Hello.'), properties: { outputFormat: 'raw-1khz' } },
    ];
    for (const body of bad) {
      const { response } = await send('BatchSyntheses_Create', 'PUT', `${PATH}/bad-request`, body);
      expect(response.status, JSON.stringify(body)).toBe(400);
    }
    const large = { inputKind: 'SSML', inputs: [{ content: 'x'.repeat(2 * 1024 * 1024) }] };
    expect((await send('BatchSyntheses_Create', 'PUT', `${PATH}/too-large`, large)).response.status).toBe(413);
  });

  it('fails as a fault scripts it', async () => {
    running.faults.add({
      service: 'speech',
      operation: 'BatchSyntheses_Create',
      effect: { kind: 'fail-job', reason: 'InternalServerError' },
    });
    expect(await run({ inputKind: 'SSML', inputs: ssml('Hello.') })).toMatchObject({
      status: 'Failed',
      properties: { error: { code: 'InternalServerError' } },
    });
  });
});
