import { randomBytes } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NumberedCredential } from '../../testing/credentials.ts';
import { OpenApiFile } from '../../testing/openapi.ts';
import { RestServer } from '../../testing/rest-server.ts';
import { BATCH_SYNTHESIS_MAX_BYTES, batchSynthesisBody, BatchSynthesisClient } from './batch-synthesis-client.ts';

const specification = OpenApiFile.load('batchsynthesis.json', '/texttospeech');

const job = {
  id: 'bat_1',
  status: 'Succeeded',
  createdDateTime: '2026-11-22T10:00:00Z',
  properties: {
    timeToLiveInHours: 168,
    outputFormat: 'riff-24khz-16bit-mono-pcm',
    succeededAudioCount: 1,
    failedAudioCount: 1,
    durationInMilliseconds: 2500,
    billingDetails: { personalVoiceCharacters: 31 },
  },
  outputs: { result: 'https://cvoiceprod.blob.core.windows.net/batch/results.zip?sig=x' },
};
const batch = { inputs: [{ content: '<speak/>' }], outputFormat: 'riff-24khz-16bit-mono-pcm' };

describe('BatchSynthesisClient', () => {
  let server: RestServer;
  let client: BatchSynthesisClient;

  beforeEach(async () => {
    server = await RestServer.start();
    client = new BatchSynthesisClient({ endpoint: server.url, credential: new NumberedCredential() });
  });
  afterEach(async () => {
    for (const request of server.requests.filter(({ path }) => path.startsWith('/texttospeech'))) {
      expect(specification?.problemsOf(request) ?? [], `${request.method} ${request.path}`).toEqual([]);
    }
    await server.stop();
  });

  it('creates a job under the ids of the caller', async () => {
    server.answers.push({ status: 201, json: { ...job, status: 'NotStarted', outputs: undefined } });
    const created = await client.create(
      'bat_1',
      { ...batch, description: 'd', timeToLiveInHours: 24 },
      'bat_1.submit.1',
    );
    expect(created.status).toBe('NotStarted');
    expect(server.last).toMatchObject({ method: 'PUT', path: '/texttospeech/batchsyntheses/bat_1' });
    expect(server.last.query.get('api-version')).toBe('2024-04-01');
    expect(server.last.headers['operation-id']).toBe('bat_1.submit.1');
    expect(JSON.parse(server.last.body.toString())).toEqual({
      inputKind: 'SSML',
      inputs: [{ content: '<speak/>' }],
      description: 'd',
      properties: { timeToLiveInHours: 24, outputFormat: 'riff-24khz-16bit-mono-pcm' },
    });
  });

  it('always says how long a job is kept', () => {
    expect(JSON.parse(batchSynthesisBody(batch))).toMatchObject({ properties: { timeToLiveInHours: 168 } });
  });

  it.each([
    ['TooManyInputs', { ...batch, inputs: Array.from({ length: 10_001 }, () => ({ content: 'x' })) }],
    ['PayloadTooLarge', { ...batch, inputs: [{ content: 'ß'.repeat(BATCH_SYNTHESIS_MAX_BYTES / 2) }] }],
  ])('refuses a job beyond the limits as %s without asking', async (providerCode, tooMuch) => {
    await expect(client.create('bat_1', tooMuch, 'bat_1.submit.1')).rejects.toMatchObject({
      code: 'provider-rejected',
      providerCode,
    });
    expect(server.requests).toHaveLength(0);
  });

  it('reads a job, and tells that there is none', async () => {
    server.answers.push({ status: 200, json: job }, { status: 404 }, { status: 204 });
    expect(await client.get('bat_1')).toEqual({
      id: 'bat_1',
      status: 'Succeeded',
      properties: {},
      outputs: job.outputs,
    });
    expect(await client.get('bat_1')).toBeUndefined();
    expect(await client.get('bat_1')).toBeUndefined();
  });

  it('deletes a job, also one that is not there', async () => {
    server.answers.push({ status: 204 }, { status: 404 });
    await client.delete('bat_1');
    await client.delete('bat_1');
    expect(server.requests.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });

  it('downloads the result as a stream, without showing the credential', async () => {
    const zip = randomBytes(1_000_000);
    server.answers.push((response) => response.writeHead(200, { 'content-length': String(zip.byteLength) }).end(zip));
    const { stream } = await client.download(`${server.url}/results.zip?sig=x`);
    expect(await buffer(stream)).toEqual(zip);
    expect(server.last.headers['authorization']).toBeUndefined();
  });

  it.each([
    [403, 'AuthenticationFailed', 'provider-unauthorized'],
    [404, 'BlobNotFound', 'provider-rejected'],
    [503, 'ServerBusy', 'provider-unavailable'],
  ])('ends a download answered with %d %s as %s', async (status, providerCode, code) => {
    server.answers.push({ status, headers: { 'x-ms-error-code': providerCode }, text: '<?xml version="1.0"?>' });
    await expect(client.download(`${server.url}/results.zip`)).rejects.toMatchObject({ code, providerCode, status });
  });

  it('asks for a part of the result, and does not take the whole for it', async () => {
    server.answers.push({ status: 206, headers: { 'content-range': 'bytes 0-0/1000' }, text: 'x' });
    const { stream, totalLength } = await client.download(`${server.url}/results.zip`, { range: 'bytes=0-0' });
    expect([await text(stream), totalLength]).toEqual(['x', 1000]);
    expect(server.last.headers['range']).toBe('bytes=0-0');
    server.answers.push({ status: 200, text: 'the whole' });
    await expect(client.download(`${server.url}/results.zip`, { range: 'bytes=-5' })).rejects.toMatchObject({
      code: 'provider-unavailable',
      providerCode: 'InvalidResponse',
      status: 200,
    });
  });

  it('ends a download that stops, and one that breaks off', async () => {
    server.answers.push((response) => void response.writeHead(200, { 'content-length': '100' }).write('x'));
    const stopped = await client.download(`${server.url}/results.zip`, { idleTimeoutMs: 50 });
    await expect(buffer(stopped.stream)).rejects.toMatchObject({ code: 'provider-timeout' });
    server.answers.push((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy());
    });
    const broken = await client.download(`${server.url}/results.zip`);
    await expect(buffer(broken.stream)).rejects.toMatchObject({ code: 'provider-unavailable' });
  });

  it.each(['while it is read', 'before it is read'])(
    'closes the connection when the download is aborted %s',
    async (when) => {
      const gone = Promise.withResolvers<void>();
      server.answers.push((response) => {
        response.on('close', () => gone.resolve());
        response.writeHead(200, { 'content-length': '100' }).write('x');
      });
      const controller = new AbortController();
      const { stream } = await client.download(`${server.url}/results.zip`, { signal: controller.signal });
      const reason = new Error('enough');
      const reading = when.startsWith('while')
        ? expect(buffer(stream)).rejects.toBe(reason)
        : expect(new Promise((_resolve, reject) => stream.once('error', reject))).rejects.toBe(reason);
      controller.abort(reason);
      await reading;
      await gone.promise;
    },
  );

  it('closes the connection of a download that is destroyed unread', async () => {
    const gone = Promise.withResolvers<void>();
    server.answers.push((response) => {
      response.on('close', () => gone.resolve());
      response.writeHead(200, { 'content-length': '100' }).write('x');
    });
    const { stream } = await client.download(`${server.url}/results.zip`);
    stream.destroy();
    await gone.promise;
  });

  it('refuses a result that is no URL', async () => {
    await expect(client.download('results.zip')).rejects.toThrow(TypeError);
  });
});
