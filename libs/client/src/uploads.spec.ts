import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Progress, StorageError } from './blob-upload.ts';
import type { Recording } from './recording.ts';
import { broken, FakeApi, json, problem } from './testing/fake-api.ts';
import { type Upload, type UploadOptions, UploadRejected } from './uploads.ts';

const MIB = 1024 * 1024;
const SIGNED = '/uploads/t/upl_1?sv=2026-04-06&sig=a%2Bb';

function upload(more: Partial<Upload> = {}): Upload {
  const at = '2026-11-29T00:00:00.000Z';
  return {
    id: 'upl_1',
    status: 'awaiting',
    purpose: 'sample',
    fileName: 'a.wav',
    createdAt: at,
    updatedAt: at,
    ...more,
  };
}

function created(operations = ['Put Blob', 'Put Block', 'Put Block List']): Response {
  const target = {
    method: 'PUT' as const,
    url: `https://account.blob.core.windows.net${SIGNED}`,
    headers: { 'x-ms-blob-type': 'BlockBlob' },
    expiresAt: '2026-11-29T01:00:00.000Z',
    maxBytes: 1e9,
    operations,
  };
  return json(upload({ upload: target }), 201);
}

const stored = () => new Response(null, { status: 201 });
const refusedByStorage = (status: number, code: string) =>
  new Response('<?xml version="1.0"?><Error/>', { status, headers: { 'x-ms-error-code': code } });

async function sent(api: FakeApi, recording: Recording, options: Partial<UploadOptions> = {}) {
  const progress: Progress[] = [];
  const client = api.client({ token: () => Promise.resolve('secret') });
  const result = await client.upload(recording, { purpose: 'sample', onProgress: (p) => progress.push(p), ...options });
  return { result, progress };
}

async function bytesOf(api: FakeApi, index: number): Promise<Uint8Array> {
  return new Uint8Array((await api.requests[index]?.body.arrayBuffer()) ?? []);
}

describe('a recording that goes straight to Blob Storage', () => {
  it('is one request when it is short, without the API’s token', async () => {
    const api = new FakeApi(created(), stored());
    const file = new File([Uint8Array.of(1, 2, 3)], 'a.wav', { type: 'audio/wav' });
    const { result, progress } = await sent(api, file);
    expect(result.id).toBe('upl_1');
    expect(api.calls).toEqual(['POST /v1/uploads', `PUT ${SIGNED}`]);
    expect(JSON.parse((await api.requests[0]?.body.text()) ?? '')).toEqual({
      purpose: 'sample',
      fileName: 'a.wav',
      sizeBytes: 3,
    });
    expect(api.header('authorization')).toEqual(['Bearer secret', null]);
    expect(api.header('x-ms-blob-type')).toEqual([null, 'BlockBlob']);
    expect(api.header('content-type')[1]).toBe('audio/wav');
    expect(await bytesOf(api, 1)).toEqual(Uint8Array.of(1, 2, 3));
    expect(progress).toEqual([{ sentBytes: 3, totalBytes: 3 }]);
  });

  it('goes in blocks when it is long, each of which is retried alone', async () => {
    const busy = refusedByStorage(503, 'ServerBusy');
    const api = new FakeApi(created(), stored(), busy, stored(), stored(), stored());
    const { progress } = await sent(api, new Uint8Array(9 * MIB), { contentType: 'audio/wav' });
    const block = (number: number) => `PUT ${SIGNED}&comp=block&blockid=${encodeURIComponent(btoa(`00000${number}`))}`;
    expect(api.calls.slice(1)).toEqual([block(0), block(1), block(1), block(2), `PUT ${SIGNED}&comp=blocklist`]);
    expect(api.requests.slice(1, 5).map(({ body }) => body.size)).toEqual([4 * MIB, 4 * MIB, 4 * MIB, MIB]);
    const list = (await api.requests[5]?.body.text()) ?? '';
    expect([...list.matchAll(/<Latest>(.+?)<\/Latest>/g)].map(([, id]) => atob(id ?? ''))).toEqual([
      '000000',
      '000001',
      '000002',
    ]);
    expect(api.header('x-ms-blob-content-type')[5]).toBe('audio/wav');
    expect(progress.map(({ sentBytes }) => sentBytes / MIB)).toEqual([4, 8, 9]);
  });

  it.each([
    ['of Node', () => Readable.from([Buffer.alloc(3 * MIB, 1), Buffer.alloc(3 * MIB, 2)])],
    ['of the web', () => new Blob([Buffer.alloc(3 * MIB, 1), Buffer.alloc(3 * MIB, 2)]).stream()],
  ])('may be a stream %s, whose length nobody knows', async (_, stream) => {
    const api = new FakeApi(created(), stored(), stored(), stored());
    const { progress } = await sent(api, stream(), { fileName: 'long.wav' });
    expect(progress).toEqual([{ sentBytes: 4 * MIB }, { sentBytes: 6 * MIB }]);
    const [first, second] = [await bytesOf(api, 1), await bytesOf(api, 2)];
    expect([first.indexOf(2), first.length, second.length]).toEqual([3 * MIB, 4 * MIB, 2 * MIB]);
  });

  it('is one request where the URL permits no blocks', async () => {
    const api = new FakeApi(created(['Put Blob']), stored());
    await sent(api, new Uint8Array(5 * MIB));
    expect(api.requests[1]?.body.size).toBe(5 * MIB);
  });

  it.each(['BlobAlreadyExists', 'UnauthorizedBlobOverwrite'])(
    'has arrived when the answer to an attempt got lost and the next one hears %s',
    async (code) => {
      const api = new FakeApi(created(), broken(), refusedByStorage(code === 'BlobAlreadyExists' ? 409 : 403, code));
      expect((await sent(api, Uint8Array.of(1))).result.id).toBe('upl_1');
    },
  );

  it('says what Blob Storage answered', async () => {
    const api = new FakeApi(created(), refusedByStorage(403, 'AuthenticationFailed'));
    const sending = sent(api, Uint8Array.of(1));
    await expect(sending).rejects.toThrow(StorageError);
    await expect(sending).rejects.toThrow('Blob Storage answered 403 AuthenticationFailed');
  });
});

describe('a recording that goes to the API as a form', () => {
  const formsOnly = () => problem(403, 'direct-uploads-disabled');

  it('does so where the deployment accepts nothing else, with the purpose first', async () => {
    const api = new FakeApi(formsOnly(), json(upload(), 202));
    const { progress } = await sent(api, Uint8Array.of(1, 2), { fileName: 'b.wav', contentType: 'audio/wav' });
    expect(api.calls).toEqual(['POST /v1/uploads', 'POST /v1/uploads/files']);
    const type = api.header('content-type')[1] ?? '';
    const form = await new Response(api.requests[1]?.body, { headers: { 'content-type': type } }).formData();
    expect([...form.keys()]).toEqual(['purpose', 'file']);
    const file = form.get('file') as File;
    expect([form.get('purpose'), file.name, file.type, file.size]).toEqual(['sample', 'b.wav', 'audio/wav', 2]);
    expect(progress).toEqual([{ sentBytes: 2, totalBytes: 2 }]);
  });

  it('is sent again whole, with the same key', async () => {
    const throttled = problem(429, 'rate-limited', { retryable: true }, { 'retry-after': '1' });
    const api = new FakeApi(throttled, json(upload(), 202));
    await sent(api, Uint8Array.of(1, 2), { way: 'form' });
    const [first, second] = api.header('idempotency-key');
    expect(second).toBe(first);
    expect(api.requests[1]?.body.size).toBe(api.requests[0]?.body.size);
    expect(api.header('authorization')).toEqual(['Bearer secret', 'Bearer secret']);
  });

  it('is an error where the caller insists on the other way', async () => {
    const sending = sent(new FakeApi(formsOnly()), Uint8Array.of(1), { way: 'direct' });
    await expect(sending).rejects.toMatchObject({ code: 'direct-uploads-disabled' });
  });
});

describe('a recording that is only checked', () => {
  it('goes to the API as a form', async () => {
    const report = { verdict: 'accepted', checks: [] };
    const api = new FakeApi(json(report));
    expect(await api.client().checkAudio(Uint8Array.of(1), { fileName: 'c.wav' })).toEqual(report);
    expect(api.calls).toEqual(['POST /v1/audio-checks']);
    expect(await api.requests[0]?.body.text()).toContain('filename="c.wav"');
  });
});

describe('waiting for the examination', () => {
  it('reads the upload until it is accepted', async () => {
    const api = new FakeApi(
      json(upload()),
      json(upload({ status: 'processing' }), 200, { 'retry-after': '2' }),
      json(upload({ status: 'accepted' })),
    );
    expect((await api.client().acceptedUpload('upl_1')).status).toBe('accepted');
    expect(api.pauses).toEqual([1_000, 2_000]);
  });

  it('says why a recording was rejected, and what to do', async () => {
    const rejection = { code: 'too-quiet', detail: 'It is quiet.', advice: 'Come closer.' };
    const api = new FakeApi(json(upload({ status: 'rejected', rejection })), json(upload({ status: 'expired' })));
    await expect(api.client().acceptedUpload('upl_1')).rejects.toThrow('too-quiet: It is quiet. Come closer.');
    await expect(api.client().acceptedUpload('upl_1')).rejects.toThrow(UploadRejected);
  });
});
