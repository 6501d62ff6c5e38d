import { randomBytes } from 'node:crypto';
import { BlobServiceClient, BlockBlobClient, newPipeline } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SPEECH_USER_AGENT } from '../speech/custom-voice/fetch-blob.ts';
import { HOUR_MS, outcome, put, type RunningBlobProxy, SAS_VERSION, startTestBlobProxy } from './blob-proxy.fixture.ts';

const NO_RETRIES = { retryOptions: { maxTries: 1 } };

describe('what Blob Storage refuses and Azurite does not', () => {
  let { context, proxy, network, blobs, token, uploads, sasUrl, containerSasUrl } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, proxy, network, blobs, token, uploads, sasUrl, containerSasUrl } = await startTestBlobProxy());
  });
  afterAll(() => context.close());

  const call = async (
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ): Promise<Response> =>
    fetch(`${proxy.endpoint}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${await token()}`, 'x-ms-version': SAS_VERSION, ...init.headers },
    });

  describe('a SAS', () => {
    it('is refused with the codes of Blob Storage', async () => {
      const before = new Date(Date.now() - 1_000);
      const later = new Date(Date.now() + HOUR_MS / 4);
      const failed = [403, 'AuthenticationFailed'];
      expect(await outcome(put(await sasUrl('a.wav', { expiresOn: before })))).toEqual(failed);
      expect(await outcome(put(await sasUrl('a.wav', { startsOn: later, expiresOn: later })))).toEqual(failed);
      const url = await sasUrl('a.wav');
      expect(await outcome(put(url.replace('a.wav', 'b.wav')))).toEqual(failed);
      expect(await outcome(put(url.replace('sp=cw', 'sp=cwd')))).toEqual(failed);
      expect(await outcome(put(await sasUrl('a.wav', { ipRange: { start: '10.1.1.1' } })))).toEqual([
        403,
        'AuthorizationSourceIPMismatch',
      ]);
      expect(await outcome(put(await sasUrl('a.wav', { permissions: 'r' })))).toEqual([
        403,
        'AuthorizationPermissionMismatch',
      ]);
      expect((await put(await sasUrl('a.wav', { ipRange: { start: '127.0.0.1' } }))).status).toBe(201);
    });

    it('creates a blob once where it permits creating only', async () => {
      const url = await sasUrl('once.wav', { permissions: 'c' });
      const both = await Promise.all([put(url), put(url)].map(outcome));
      expect(both.map(([status]) => status)).toEqual(expect.arrayContaining([201, 403]));
      expect(await outcome(put(url))).toEqual([403, 'UnauthorizedBlobOverwrite']);
      expect(await outcome(put(url, 'RIFF', { 'if-none-match': '*' }))).toEqual([403, 'UnauthorizedBlobOverwrite']);
      expect(await outcome(fetch(url))).toEqual([403, 'AuthorizationPermissionMismatch']);
    });

    it('permits an upload in blocks by creating only, from version 2026-04-06 on', async () => {
      const content = randomBytes(2_500_000);
      const url = await sasUrl('blocks.wav', { permissions: 'c' });
      const client = new BlockBlobClient(url, newPipeline(undefined, NO_RETRIES));
      const settings = { blockSize: 1_000_000, maxSingleShotSize: 1_000_000 };
      await client.uploadData(content, settings);
      expect(await uploads('blocks.wav').downloadToBuffer()).toEqual(content);
      await expect(client.uploadData(content, settings)).rejects.toMatchObject({
        statusCode: 403,
        code: 'UnauthorizedBlobOverwrite',
      });
      const older = await sasUrl('older.wav', { permissions: 'c', version: '2026-02-06' });
      const old = new BlockBlobClient(older, newPipeline(undefined, NO_RETRIES));
      await expect(old.uploadData(content, settings)).rejects.toMatchObject({
        statusCode: 403,
        code: 'AuthorizationPermissionMismatch',
      });
    });

    it('of a container lists and reads, and says nothing of it to Azurite', async () => {
      await uploads('listed.wav').uploadData(Buffer.from('1'));
      const url = await containerSasUrl('rl');
      const list = await fetch(`${url}&restype=container&comp=list&prefix=listed`);
      expect([list.status, await list.text()]).toEqual([200, expect.stringContaining('<Name>listed.wav</Name>')]);
      expect((await fetch(url.replace('uploads?', 'uploads/listed.wav?'))).status).toBe(200);
      expect(await outcome(fetch(`${url}&restype=container`))).toEqual([403, 'AuthorizationPermissionMismatch']);
    });
  });

  it('gives user delegation keys for seven days at most', async () => {
    const days = (count: number) => new Date(Date.now() + count * 24 * HOUR_MS);
    await expect(blobs.getUserDelegationKey(new Date(), days(6.9))).resolves.toMatchObject({ signedService: 'b' });
    await expect(blobs.getUserDelegationKey(new Date(), days(8))).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidXmlNodeValue',
    });
  });

  it('refuses requests that the service does not know', async () => {
    expect(await outcome(call('/uploads/a.wav?comp=unknown'))).toEqual([400, 'InvalidQueryParameterValue']);
    expect(await outcome(call('/uploads?restype=container&comp=blocklist'))).toEqual([
      400,
      'InvalidQueryParameterValue',
    ]);
    expect(await outcome(call('/?comp=list', { headers: { 'x-ms-version': '2099-01-01' } }))).toEqual([
      400,
      'InvalidHeaderValue',
    ]);
    const framed = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-structured-body': 'XSM/1.0; properties=crc64' };
    const upload = call('/uploads/framed.wav', { method: 'PUT', body: 'frames', headers: framed });
    expect(await outcome(upload)).toEqual([400, 'UnsupportedHeader']);
    expect(await uploads('framed.wav').exists()).toBe(false);
  });

  it('asks for a credential', async () => {
    const url = uploads('a.wav').url;
    expect(await outcome(fetch(url))).toEqual([409, 'PublicAccessNotPermitted']);
    const challenged = await fetch(url, { headers: { 'x-ms-version': SAS_VERSION } });
    expect([challenged.status, challenged.headers.get('x-ms-error-code')]).toEqual([
      401,
      'NoAuthenticationInformation',
    ]);
    expect(challenged.headers.get('www-authenticate')).toContain('authorization_uri=');
  });

  it('keeps the case of metadata names, and names the version that was requested', async () => {
    const written = await call('/uploads/meta.wav', {
      method: 'PUT',
      body: '1',
      headers: { 'x-ms-blob-type': 'BlockBlob' },
    });
    expect([written.status, written.headers.get('x-ms-version')]).toEqual([201, SAS_VERSION]);
    await uploads('meta.wav').setMetadata({ DurationMs: '250' });
    const list = await (await call('/uploads?restype=container&comp=list&include=metadata&prefix=meta')).text();
    expect(list).toContain('<DurationMs>250</DurationMs>');
  });

  describe('a container that was deleted', () => {
    it('is not found, and its name not free, for 30 s', async () => {
      const container = blobs.getContainerClient('samples-deleted');
      await container.create();
      await container.getBlockBlobClient('a').uploadData(Buffer.from('1'));
      await container.delete();
      const refused = { statusCode: 409, code: 'ContainerBeingDeleted' };
      await expect(container.create()).rejects.toMatchObject(refused);
      await expect(container.getBlockBlobClient('a').downloadToBuffer()).rejects.toMatchObject({
        statusCode: 404,
        details: { errorCode: 'ContainerNotFound' },
      });
      await expect(container.deleteIfExists()).resolves.toMatchObject({ succeeded: false });
      context.clock.advance(29_000);
      await expect(container.create()).rejects.toMatchObject(refused);
      context.clock.advance(1_000);
      await container.create();
      await expect(container.getBlockBlobClient('a').exists()).resolves.toBe(false);
    });
  });

  describe('a copy', () => {
    it('reads a blob of its own as a block, or as a whole', async () => {
      await uploads('source.wav').uploadData(Buffer.from('0123456789'), {
        blobHTTPHeaders: { blobContentType: 'audio/wav' },
      });
      const source = await sasUrl('source.wav', { permissions: 'r' });
      const id = Buffer.from('1').toString('base64');
      await uploads('joined.wav').stageBlockFromURL(id, source, 2, 5);
      await uploads('joined.wav').commitBlockList([id]);
      expect((await uploads('joined.wav').downloadToBuffer()).toString()).toBe('23456');
      await uploads('whole.wav').syncUploadFromURL(source);
      expect((await uploads('whole.wav').downloadToBuffer()).toString()).toBe('0123456789');
      expect(await uploads('whole.wav').getProperties()).toMatchObject({ contentType: 'audio/wav' });
    });

    it('by a SAS that permits creating only, may also read it', async () => {
      await uploads('from.wav').uploadData(Buffer.from('abc'));
      const target = await sasUrl('to.wav', { permissions: 'c' });
      const client = new BlockBlobClient(target, newPipeline(undefined, NO_RETRIES));
      const id = Buffer.from('1').toString('base64');
      await client.stageBlockFromURL(id, await sasUrl('from.wav', { permissions: 'r' }), 0, 3);
      await client.commitBlockList([id]);
      expect((await uploads('to.wav').downloadToBuffer()).toString()).toBe('abc');
    });

    it('does not read what its caller may not read', async () => {
      await uploads('secret.wav').uploadData(Buffer.from('1'));
      const copying = (source: string) =>
        sasUrl('stolen.wav').then((target) => outcome(put(target, '', { 'x-ms-copy-source': source })));
      expect(await copying(uploads('secret.wav').url)).toEqual([409, 'CannotVerifyCopySource']);
      const expired = await sasUrl('secret.wav', { permissions: 'r', expiresOn: new Date(Date.now() - 1_000) });
      expect(await copying(expired)).toEqual([403, 'CannotVerifyCopySource']);
      expect(await copying(await sasUrl('secret.wav', { permissions: 'w' }))).toEqual([403, 'CannotVerifyCopySource']);
      expect(await copying('https://example.com/a.wav')).toEqual([501, 'NotImplemented']);
      expect(await copying(await sasUrl('absent.wav', { permissions: 'r' }))).toEqual([404, 'CannotVerifyCopySource']);
      expect(await uploads('stolen.wav').exists()).toBe(false);
    });
  });

  describe('closed storage', () => {
    it('refuses SAS, callers without a credential and Azure AI Speech, and serves what comes with a token', async () => {
      const url = await sasUrl('closed.wav');
      const read = await sasUrl('closed.wav', { permissions: 'r' });
      await uploads('closed.wav').uploadData(Buffer.from('1'));
      network.isClosed = true;
      try {
        const refused = [403, 'AuthorizationFailure'];
        expect(await outcome(put(url))).toEqual(refused);
        expect(await outcome(fetch(read, { headers: { 'user-agent': SPEECH_USER_AGENT } }))).toEqual(refused);
        expect(await outcome(fetch(uploads('closed.wav').url))).toEqual(refused);
        const speech = call('/uploads/closed.wav', { headers: { 'user-agent': SPEECH_USER_AGENT } });
        expect(await outcome(speech)).toEqual(refused);
        await expect(uploads('closed.wav').exists()).resolves.toBe(true);
      } finally {
        network.isClosed = false;
      }
      expect((await fetch(read)).status).toBe(200);
    });
  });

  it('is found by its address, as .NET needs it', () => {
    expect(proxy.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/devstoreaccount1$/);
    expect(new BlobServiceClient(proxy.endpoint).accountName).toBe('devstoreaccount1');
  });
});
