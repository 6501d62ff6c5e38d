import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import type { Config } from '#config';
import type { RequestIds } from '#documents';
import { TestDocuments } from '#documents/testing';
import { stub } from '#domain/testing';
import { createLogger } from '#observability';
import type { BlobStore } from '#storage';
import { MAX_FORM_UPLOAD_MS } from '../platform/forms/in-time.ts';
import { ReceiveUpload } from './receive-upload.service.ts';

const principal: Principal = { tenantId: 't', objectId: 'o', kind: 'user', roles: ['Voice.Enroll'], clientId: 'c' };
const ids = stub<RequestIds>({ resumed: false, id: () => 'upl_01JD8F3R5V6W7X8Y9Z0A1B2C3D' });

describe(ReceiveUpload.name, () => {
  const stored: string[] = [];
  const blobs = stub<BlobStore>({
    properties: () => Promise.resolve(undefined),
    write: async (_address: unknown, content: Readable, { signal }: { signal?: AbortSignal | undefined }) => {
      const whole = await text(content);
      signal?.throwIfAborted();
      stored.push(whole);
    },
  });
  let receive: ReceiveUpload;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    stored.length = 0;
    receive = withUploads(true);
  });
  afterEach(() => vi.useRealTimers());

  function withUploads(direct: boolean): ReceiveUpload {
    const { store, commit } = new TestDocuments();
    return new ReceiveUpload(
      { uploads: { maxBytes: 1000, direct } } as Config,
      store,
      blobs,
      commit,
      createLogger({ level: 'silent', service: 'test' }),
    );
  }

  const execute = (content: Readable) =>
    receive.execute(principal, { purpose: 'sample', fileName: 'a.wav' }, content, ids);

  it('stores a file that arrives just in time', async () => {
    const content = new PassThrough();
    const receiving = execute(content);
    content.write('slow');
    await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS - 1);
    content.end('ly');
    expect((await receiving).status).toBe('received');
    expect(stored).toEqual(['slowly']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('advises the direct upload before the ingress would end the request, and stores nothing', async () => {
    const content = new PassThrough();
    const receiving = execute(content);
    const failure = expect(receiving).rejects.toMatchObject({
      code: 'upload-too-slow',
      detail: expect.stringContaining('send the file to the URL in the response') as unknown,
    });
    content.write('slow');
    await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS);
    content.end();
    await failure;
    expect(stored).toEqual([]);
    expect(content.destroyed).toBe(true);
  });

  it('does not advise what a deployment without direct uploads refuses', async () => {
    receive = withUploads(false);
    const content = new PassThrough();
    const failure = expect(execute(content)).rejects.toMatchObject({
      code: 'upload-too-slow',
      detail: expect.not.stringContaining('URL in the answer') as unknown,
    });
    await vi.advanceTimersByTimeAsync(MAX_FORM_UPLOAD_MS);
    content.end();
    await failure;
  });
});
