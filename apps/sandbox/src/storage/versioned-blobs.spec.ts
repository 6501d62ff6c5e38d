import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import { type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';
import { Clock } from '../faults/clock.ts';
import { AzuriteCalls } from './azurite-calls.ts';
import { AzuriteClient } from './azurite-client.ts';
import { BlobLegalHolds } from './blob-legal-holds.ts';
import { BlobVersions, PREVIOUS_VERSIONS } from './blob-versions.ts';
import { VersionedBlobs } from './versioned-blobs.ts';

const WRITTEN = 'Mon, 30 Nov 2026 12:00:00 GMT';
const NOW = new URLSearchParams();

/** Azurite, as far as versions ask it. */
class FakeAzurite extends AzuriteCalls {
  /** ETags by path below the account. */
  readonly etags = new Map([['/uploads/a.wav', '"0x1"']]);

  constructor() {
    super({ send: () => Promise.reject(new Error('Nothing is sent.')) }, '/account', () => Promise.resolve(''));
  }

  override async call(method: string, path: string) {
    if (method === 'HEAD') {
      const etag = this.etags.get(path);
      const headers = { 'last-modified': WRITTEN, ...(etag !== undefined && { etag }) };
      return { status: etag === undefined ? 404 : 200, headers, body: '' };
    }
    if (method === 'DELETE') this.etags.delete(path);
    else this.etags.set(path, '"copy"');
    return { status: method === 'PUT' && path.startsWith(`/${PREVIOUS_VERSIONS}/`) ? 202 : 201, headers: {}, body: '' };
  }

  get contents(): number {
    return [...this.etags.keys()].filter((path) => path.startsWith(`/${PREVIOUS_VERSIONS}/`)).length;
  }
}

describe(`${VersionedBlobs.name}, when the process dies between the call and its answer,`, () => {
  const blob = { container: 'uploads', blob: 'a.wav' };
  const overwrite: BlobCall = { operation: 'put-blob', creates: 'PutBlob', ...blob };
  let folder: string;
  let store: SqliteStore;
  let azurite: FakeAzurite;
  const clock = new Clock();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'versioned-blobs-spec-'));
    store = new SqliteStore(join(folder, 'state.sqlite'));
    azurite = new FakeAzurite();
  });
  afterEach(async () => {
    store.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A process on what is kept. */
  async function started() {
    const versions = new BlobVersions({ calls: azurite, clock, state: store, softDeleteDays: 7 });
    const holds = new BlobLegalHolds(store);
    const versioned = new VersionedBlobs(versions, holds, azurite);
    await versioned.start();
    return { versions, holds, versioned, ids: () => versions.list('uploads', '').map(({ id }) => id) };
  }

  it.each([
    ['an overwrite', () => azurite.etags.set('/uploads/a.wav', '"0x2"')],
    ['a deletion', () => azurite.etags.delete('/uploads/a.wav')],
  ])('has the version of %s that was made, with its legal hold, and once', async (_, make) => {
    const dying = await started();
    dying.holds.set(overwrite, NOW, { 'x-ms-legal-hold': 'true' });
    const captured = await dying.versions.capture(overwrite, '/uploads/a.wav', {}, false);
    expect(captured).toBeDefined();
    make();
    for (let start = 1; start <= 2; start += 1) {
      const { ids, holds } = await started();
      expect(ids()).toEqual(['2026-11-30T12:00:00.0000000Z']);
      expect(holds.isHeld(blob, NOW)).toBe(false);
      expect(holds.isHeld(blob, NOW, captured?.id)).toBe(true);
    }
    expect(azurite.contents).toBe(1);
  });

  it('has none of a call that was not made', async () => {
    const dying = await started();
    dying.holds.set(overwrite, NOW, { 'x-ms-legal-hold': 'true' });
    await dying.versions.capture(overwrite, '/uploads/a.wav', {}, false);
    const { ids, holds } = await started();
    expect(ids()).toEqual([]);
    expect(holds.isHeld(blob, NOW)).toBe(true);
    expect(azurite.contents).toBe(0);
    expect((await started()).versions.pending()).toEqual([]);
  });

  it('has none whose copy was not saved, as of a blob that was itself written by a call that was not', async () => {
    const dying = await started();
    const captured = await dying.versions.capture(overwrite, '/uploads/a.wav', {}, false);
    azurite.etags.set('/uploads/a.wav', '"0x0"');
    azurite.etags.delete(`/${PREVIOUS_VERSIONS}/${captured?.content}`);
    const { ids, versions } = await started();
    expect(ids()).toEqual([]);
    expect(versions.pending()).toEqual([]);
  });

  it('leaves nothing open after a call that has ended', async () => {
    const { versions, versioned } = await started();
    for (const outcome of ['done', 'refused'] as const) {
      await versioned.settle(await versions.capture(overwrite, '/uploads/a.wav', {}, false), outcome);
    }
    await versions.capture({ ...overwrite, blob: 'none.wav' }, '/uploads/none.wav', {}, false);
    expect(versions.pending()).toEqual([]);
    expect(versions.list('uploads', '')).toHaveLength(1);
    expect(azurite.contents).toBe(1);
  });
});

describe('a version of a blob', () => {
  let { context, blobs, uploads } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, blobs, uploads } = await startTestBlobProxy());
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => context.close());

  async function previous(prefix: string): Promise<string[]> {
    const found: string[] = [];
    const list = blobs.getContainerClient('uploads').listBlobsFlat({ prefix, includeVersions: true });
    for await (const { name, isCurrentVersion } of list) if (isCurrentVersion !== true) found.push(name);
    return found;
  }

  /** What happens after Azurite has deleted a blob of this name, and before its answer is passed on. */
  function afterDeletion(name: string, happen: (signal: AbortSignal | undefined) => Promise<void>): void {
    const send = Reflect.get(AzuriteClient.prototype, 'send');
    vi.spyOn(AzuriteClient.prototype, 'send').mockImplementation(async function (this: AzuriteClient, request, signal) {
      const isOfTest = request.method === 'DELETE' && request.path.endsWith(name);
      if (!isOfTest) return send.call(this, request, signal);
      const answer = await send.call(this, request, undefined);
      await happen(signal);
      return answer;
    });
  }

  it('is not lost when the client breaks off the deletion', async () => {
    const blob = uploads('broken-off.wav');
    await blob.uploadData(Buffer.from('RIFF'));
    const client = new AbortController();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    afterDeletion('broken-off.wav', async (signal) => {
      client.abort();
      try {
        // As the connection of the deletion would end, if it ended with the client's.
        if (signal?.aborted === false) await once(signal, 'abort');
        signal?.throwIfAborted();
      } finally {
        end();
      }
    });
    await expect(blob.delete({ abortSignal: client.signal })).rejects.toMatchObject({ name: 'AbortError' });
    await ended;
    await expect.poll(() => previous('broken-off.wav')).toEqual(['broken-off.wav']);
    expect(await blob.exists()).toBe(false);
  });

  it('is not lost when the connection to Azurite breaks after the deletion', async () => {
    const blob = uploads('cut.wav');
    await blob.uploadData(Buffer.from('RIFF'));
    afterDeletion('cut.wav', () => Promise.reject(new Error('socket hang up')));
    await expect(blob.delete()).rejects.toMatchObject({ statusCode: 503 });
    expect(await previous('cut.wav')).toEqual(['cut.wav']);
  });

  it('is not made when the connection breaks before the deletion', async () => {
    const blob = uploads('uncut.wav');
    await blob.uploadData(Buffer.from('RIFF'));
    const send = Reflect.get(AzuriteClient.prototype, 'send');
    vi.spyOn(AzuriteClient.prototype, 'send').mockImplementation(function (this: AzuriteClient, request, signal) {
      const isOfTest = request.method === 'DELETE' && request.path.endsWith('uncut.wav');
      return isOfTest ? Promise.reject(new Error('socket hang up')) : send.call(this, request, signal);
    });
    await expect(blob.delete()).rejects.toMatchObject({ statusCode: 503 });
    expect(await previous('uncut.wav')).toEqual([]);
    expect(await blob.exists()).toBe(true);
  });
});
