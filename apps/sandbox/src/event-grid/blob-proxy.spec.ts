import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  BlobSASPermissions,
  BlobServiceClient,
  generateBlobSASQueryParameters,
  newPipeline,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { fetchBytes } from '../speech/custom-voice/fetch-blob.ts';
import { STORAGE_ACCOUNT } from '../storage/azurite.ts';
import {
  type BlobDelivery,
  HOUR_MS,
  put,
  type RunningBlobProxy,
  SAS_VERSION,
  startTestBlobProxy,
  STORAGE_RESOURCE as RESOURCE,
} from './blob-proxy.fixture.ts';

describe('the blob endpoint', () => {
  let { context, entra, proxy, blobs, delivered, token, uploads, sasUrl } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, entra, proxy, blobs, delivered, token, uploads, sasUrl } = await startTestBlobProxy());
  });
  afterEach(() => {
    context.faults.clear();
    delivered.length = 0;
  });
  afterAll(() => context.close());

  const oneEvent = async (): Promise<BlobDelivery> => {
    await expect.poll(() => delivered.length).toBe(1);
    const [delivery] = delivered;
    if (!delivery) throw new Error('No event was delivered.');
    return delivery;
  };
  describe('events', () => {
    it('tell of a PUT by user-delegation SAS, without the SAS', async () => {
      const name = 'tenant/upl 1+ü.wav';
      expect((await put(await sasUrl(name))).status).toBe(201);
      const { event, queue } = await oneEvent();
      expect(queue).toBe('audio-uploads');
      expect(event).toMatchObject({
        type: 'Microsoft.Storage.BlobCreated',
        source: '/storage',
        subject: `/blobServices/default/containers/uploads/blobs/${name}`,
        data: {
          api: 'PutBlob',
          blobType: 'BlockBlob',
          contentLength: 4,
          contentType: 'audio/wav',
          url: uploads(name).url,
        },
      });
      const { etag } = await uploads(name).getProperties();
      expect(event.data.eTag).toBe(etag?.replaceAll('"', ''));
    });

    it('tell of the commit of a block list, with the length of the whole', async () => {
      const bytes = randomBytes(9_000_001);
      await uploads('blocks.wav').uploadStream(Readable.from([bytes]), 4 * 1024 * 1024, 2, {
        blobHTTPHeaders: { blobContentType: 'audio/flac' },
      });
      const { event } = await oneEvent();
      expect(event.data).toMatchObject({ api: 'PutBlockList', contentLength: bytes.length, contentType: 'audio/flac' });
      const copy = await uploads('blocks.wav').downloadToBuffer();
      expect(sha256(copy)).toBe(sha256(bytes));
    });

    it('tell of a copy', async () => {
      const source = blobs.getContainerClient('results').getBlockBlobClient('source.wav');
      await source.uploadData(Buffer.from('123'));
      await (await uploads('copied.wav').beginCopyFromURL(source.url)).pollUntilDone();
      expect((await oneEvent()).event.data).toMatchObject({ api: 'CopyBlob', contentLength: 3 });
    });

    it('tell of each overwrite again, in order of their sequencer', async () => {
      await uploads('twice.wav').uploadData(Buffer.from('1'));
      await uploads('twice.wav').uploadData(Buffer.from('22'));
      await expect.poll(() => delivered.length).toBe(2);
      const [first, second] = delivered
        .map(({ event }) => event)
        .sort((left, right) => left.data.contentLength - right.data.contentLength);
      expect(first?.data.eTag).not.toBe(second?.data.eTag);
      expect((first?.data.sequencer ?? '') < (second?.data.sequencer ?? '')).toBe(true);
    });

    it('do not tell of refused uploads, other containers, uncommitted blocks, or changes that create nothing', async () => {
      await blobs.getContainerClient('results').getBlockBlobClient('r.wav').uploadData(Buffer.from('1'));
      await uploads('block.wav').stageBlock(Buffer.from('1').toString('base64'), Buffer.from('1'), 1);
      expect((await put(await sasUrl('expired.wav', { expiresOn: new Date(Date.now() - 1000) }))).status).toBe(403);
      await uploads('last.wav').uploadData(Buffer.from('1'));
      await oneEvent();
      await uploads('last.wav').setMetadata({ a: 'b' });
      await uploads('last.wav')
        .uploadData(Buffer.from('2'), { conditions: { ifNoneMatch: '*' } })
        .catch((error: unknown) => {
          expect(error).toMatchObject({ statusCode: 409 });
        });
      await uploads('last.wav').delete();
      await uploads('end.wav').uploadData(Buffer.from('1'));
      await expect
        .poll(() => delivered.map(({ event }) => event.subject.split('/').at(-1)))
        .toEqual(['last.wav', 'end.wav']);
    });
  });

  describe('credentials', () => {
    it('refuses a token that the issuer did not sign, with a challenge', async () => {
      const [header, payload] = (await token()).split('.');
      const forged = `${header}.${payload}.${randomBytes(256).toString('base64url')}`;
      const response = await fetch(`${proxy.endpoint}/uploads?restype=container&comp=list`, {
        headers: { authorization: `Bearer ${forged}`, 'x-ms-version': SAS_VERSION },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('x-ms-error-code')).toBe('InvalidAuthenticationInfo');
      expect(response.headers.get('www-authenticate')).toContain(`resource_id=${RESOURCE}`);
    });

    it('refuses a token for another resource or one that has expired', async () => {
      for (const request of [
        { audience: 'https://servicebus.azure.net' },
        { audience: RESOURCE, lifetimeSeconds: -1 },
      ]) {
        const { token: wrong } = await entra.issuer.issueToken({
          tenantId: SANDBOX_DIRECTORY.homeTenantId,
          ...request,
        });
        const response = await fetch(`${proxy.endpoint}/?comp=list`, {
          headers: { authorization: `Bearer ${wrong}`, 'x-ms-version': SAS_VERSION },
        });
        expect(response.status).toBe(401);
      }
    });

    it('refuses account keys, as an account on which they are switched off', async () => {
      const key = new StorageSharedKeyCredential(STORAGE_ACCOUNT, randomBytes(64).toString('base64'));
      const client = new BlobServiceClient(proxy.endpoint, newPipeline(key, { retryOptions: { maxTries: 1 } }));
      const expected = { statusCode: 403, code: 'KeyBasedAuthenticationNotPermitted' };
      await expect(client.getContainerClient('uploads').getProperties()).rejects.toMatchObject(expected);
      const sas = generateBlobSASQueryParameters(
        {
          containerName: 'uploads',
          permissions: BlobSASPermissions.parse('r'),
          expiresOn: new Date(Date.now() + HOUR_MS),
        },
        key,
      ).toString();
      const response = await fetch(`${proxy.endpoint}/uploads/a.wav?${sas}`);
      expect([response.status, response.headers.get('x-ms-error-code')]).toEqual([403, expected.code]);
    });

    it('lets a SAS do what it permits and nothing else', async () => {
      const url = await sasUrl('limited.wav', { permissions: 'c' });
      expect((await put(url)).status).toBe(201);
      expect((await put(url)).status).toBe(403);
      expect((await fetch(url)).status).toBe(403);
      expect((await put(url.replace('limited.wav', 'other.wav'))).status).toBe(403);
    });
  });

  describe('scripted faults', () => {
    const script = (operation: string, effect: Parameters<typeof context.faults.add>[0]['effect'], subject?: string) =>
      context.faults.add({ service: 'storage', operation, effect, subject });

    it('answers an error in the form of the blob service', async () => {
      script('put-blob', { kind: 'error', status: 503, code: 'ServerBusy', headers: { 'Retry-After': '3' } }, 'busy');
      const error: unknown = await uploads('busy.wav')
        .uploadData(Buffer.from('1'))
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ statusCode: 503, details: { errorCode: 'ServerBusy' } });
      await expect(uploads('busy.wav').uploadData(Buffer.from('1'))).resolves.toMatchObject({
        requestId: expect.any(String) as unknown,
      });
    });

    it('truncates a download', async () => {
      await uploads('cut.wav').uploadData(randomBytes(1_000_000));
      script('get-blob', { kind: 'drop', after: 'first-byte' });
      const response = await fetch(`${proxy.endpoint}/uploads/cut.wav`, {
        headers: { authorization: `Bearer ${await token()}`, 'x-ms-version': SAS_VERSION },
      });
      expect([response.status, response.headers.get('content-length')]).toEqual([200, '1000000']);
      await expect(response.arrayBuffer()).rejects.toThrow('terminated');
      await expect(uploads('cut.wav').downloadToBuffer()).resolves.toHaveLength(1_000_000);
    });

    it('leaves what Azure itself reads alone where only calls from outside are meant', async () => {
      await uploads('outside.wav').uploadData(Buffer.from('1'));
      const url = await sasUrl('outside.wav', { permissions: 'r' });
      context.faults.add({ service: '*', operation: '*', effect: { kind: 'error', status: 503 }, outside: true });
      await expect(fetchBytes((...call) => fetch(...call), url)).resolves.toEqual(new Uint8Array([0x31]));
      expect((await fetch(url)).status).toBe(503);
    });

    it('drops the connection before or after the work', async () => {
      script('put-blob', { kind: 'drop' });
      await expect(put(await sasUrl('dropped.wav'))).rejects.toThrow('fetch failed');
      await expect(uploads('dropped.wav').exists()).resolves.toBe(false);
      script('put-blob', { kind: 'drop', after: 'work' });
      await expect(put(await sasUrl('dropped.wav'))).rejects.toThrow('fetch failed');
      await expect.poll(() => uploads('dropped.wav').exists()).toBe(true);
      await oneEvent();
    });

    it('waits on the clock of the sandbox, and hangs without end', async () => {
      script('get-blob-properties', { kind: 'latency', ms: HOUR_MS });
      const late = uploads('late.wav').exists();
      await expect.poll(() => context.faults.list()[0]?.applied).toBe(1);
      context.clock.advance(HOUR_MS);
      await expect(late).resolves.toBe(false);
      script('get-blob-properties', { kind: 'hang' });
      await expect(uploads('late.wav').exists({ abortSignal: AbortSignal.timeout(200) })).rejects.toThrow(/abort/i);
    });
  });

  it('knows the ranges that Blob Storage knows: a suffix range is answered with the whole blob', async () => {
    await uploads('range.wav').uploadData(Buffer.from('0123456789'));
    const read = async (headers: Record<string, string>): Promise<[number, string]> => {
      const answer = await fetch(`${proxy.endpoint}/uploads/range.wav`, {
        headers: { authorization: `Bearer ${await token()}`, 'x-ms-version': SAS_VERSION, ...headers },
      });
      return [answer.status, await answer.text()];
    };
    expect(await read({ range: 'bytes=0-0' })).toEqual([206, '0']);
    expect(await read({ 'x-ms-range': 'bytes=8-' })).toEqual([206, '89']);
    expect(await read({ range: 'bytes=-3' })).toEqual([200, '0123456789']);
    expect(await read({ 'x-ms-range': 'bytes=-3' })).toEqual([200, '0123456789']);
  });

  it('passes a body on while it still arrives', async () => {
    const arrived = Promise.withResolvers<void>();
    const name = 'streamed.wav';
    const chunks = async function* () {
      yield Buffer.from('first ');
      await arrived.promise;
      yield Buffer.from('second');
    };
    const url = await sasUrl(name);
    const uploading = fetch(url, {
      method: 'PUT',
      body: Readable.toWeb(Readable.from(chunks())) as ReadableStream,
      duplex: 'half',
      headers: { 'x-ms-blob-type': 'BlockBlob', 'content-length': '12' },
    });
    arrived.resolve();
    expect((await uploading).status).toBe(201);
    const { readableStreamBody } = await uploads(name).download();
    expect(await text(readableStreamBody ?? Readable.from([]))).toBe('first second');
  });

  it('has logged no SAS and no token', () => {
    expect(JSON.stringify(context.logged)).not.toMatch(/sig=|eyJ/);
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
