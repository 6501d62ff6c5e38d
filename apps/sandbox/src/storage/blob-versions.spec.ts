import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqliteStore } from '../data/sqlite-store.ts';
import { type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';
import { Clock } from '../faults/clock.ts';
import type { AzuriteCalls } from './azurite-calls.ts';
import { BlobVersions } from './blob-versions.ts';

const DAY_MS = 86_400_000;

describe('versions of a blob', () => {
  let { context, blobs, uploads, moveClock } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, blobs, uploads, moveClock } = await startTestBlobProxy());
  });
  afterAll(() => context.close());

  async function listed(prefix: string, more: { includeDeleted?: boolean; includeUncommitedBlobs?: boolean } = {}) {
    const found = [];
    const list = blobs.getContainerClient('uploads').listBlobsFlat({ prefix, includeVersions: true, ...more });
    for await (const item of list) found.push(item);
    return found;
  }

  it('are made by overwrites and deletes, and can be read, restored and deleted', async () => {
    const blob = uploads('a & b/one.wav');
    const first = await blob.uploadData(Buffer.from('first'), { blobHTTPHeaders: { blobContentType: 'audio/wav' } });
    const { versionId, etag } = first;
    expect(versionId).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(await blob.getProperties()).toMatchObject({ versionId, isCurrentVersion: true });
    const second = await blob.uploadData(Buffer.from('second'));
    expect(second.versionId).not.toBe(versionId);
    expect(await listed('a & b/')).toMatchObject([
      { name: 'a & b/one.wav', versionId, properties: { contentLength: 5, contentType: 'audio/wav' } },
      { name: 'a & b/one.wav', versionId: second.versionId, isCurrentVersion: true, properties: { contentLength: 6 } },
    ]);
    const previous = blob.withVersion(versionId ?? '');
    expect((await previous.downloadToBuffer()).toString()).toBe('first');
    expect(await previous.getProperties()).toMatchObject({ versionId, etag, contentLength: 5 });
    expect((await previous.getProperties()).isCurrentVersion).toBeUndefined();

    await expect(blob.withVersion(second.versionId ?? '').delete()).rejects.toMatchObject({
      statusCode: 403,
      code: 'OperationNotAllowedOnRootBlob',
    });
    await blob.delete();
    expect(await blob.exists()).toBe(false);
    expect((await listed('a & b/')).map((item) => item.versionId)).toEqual([versionId, second.versionId]);
    await (await blob.beginCopyFromURL(previous.url)).pollUntilDone();
    expect((await blob.downloadToBuffer()).toString()).toBe('first');
    await blob.delete();

    await previous.delete();
    await expect(previous.delete()).rejects.toMatchObject({ statusCode: 404 });
    expect((await listed('a & b/')).map((item) => item.versionId)).not.toContain(versionId);
    const [deleted] = (await listed('a & b/', { includeDeleted: true })).filter((item) => item.deleted);
    expect(deleted).toMatchObject({ versionId, properties: { remainingRetentionDays: 7 } });
    moveClock(7 * DAY_MS);
    const left = await listed('a & b/', { includeDeleted: true });
    expect(left.map((item) => item.versionId)).not.toContain(versionId);
  });

  it('are not made by calls that fail, by writes of new blobs, and by what only changes tags', async () => {
    const blob = uploads('same.wav');
    await blob.uploadData(Buffer.from('first'), { conditions: { ifNoneMatch: '*' } });
    const conditions = { ifMatch: '"0x0"' };
    await expect(blob.uploadData(Buffer.from('no'), { conditions })).rejects.toMatchObject({ statusCode: 412 });
    await expect(blob.delete({ conditions })).rejects.toMatchObject({ statusCode: 412 });
    await blob.setTags({ a: 'b' });
    expect(await listed('same.wav')).toMatchObject([{ isCurrentVersion: true }]);
  });

  it('have no blocks that nobody committed', async () => {
    await uploads('blocks.wav').stageBlock(Buffer.from('1').toString('base64'), 'RIFF', 4);
    const [blocks] = await listed('blocks.wav', { includeUncommitedBlobs: true });
    expect(blocks).toMatchObject({ name: 'blocks.wav' });
    expect(blocks?.versionId).toBeUndefined();
  });

  it('are listed page by page, each once', async () => {
    for (const name of ['page/1', 'page/2', 'page/3']) {
      for (const content of ['a', 'b']) await uploads(name).uploadData(Buffer.from(content));
    }
    await uploads('page/2').delete();
    const found: string[] = [];
    const container = blobs.getContainerClient('uploads');
    for await (const { segment } of container
      .listBlobsFlat({ prefix: 'page/', includeVersions: true })
      .byPage({ maxPageSize: 1 })) {
      found.push(...segment.blobItems.map(({ name, isCurrentVersion }) => `${name} ${isCurrentVersion === true}`));
    }
    expect(found).toEqual([
      'page/1 false',
      'page/1 true',
      'page/2 false',
      'page/2 false',
      'page/3 false',
      'page/3 true',
    ]);
  });

  it('keep the legal hold of the blob that was overwritten', async () => {
    const blob = uploads('held.wav');
    const { versionId = '' } = await blob.uploadData(Buffer.from('first'));
    await blob.setLegalHold(true);
    await blob.uploadData(Buffer.from('second'));
    const held = { statusCode: 409, code: 'BlobImmutableDueToLegalHold' };
    await expect(blob.withVersion(versionId).delete()).rejects.toMatchObject(held);
    await blob.delete();
    await blob.withVersion(versionId).setLegalHold(false);
    await blob.withVersion(versionId).delete();
  });

  it('are not a container that clients see', async () => {
    const names: string[] = [];
    for await (const { name } of blobs.listContainers()) names.push(name);
    expect(names.sort()).toEqual(['results', 'uploads']);
    await expect(blobs.getContainerClient('previous-versions').getProperties()).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});

describe(BlobVersions.name, () => {
  it('outlast a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'blob-versions-spec-'));
    const store = new SqliteStore(join(folder, 'state.sqlite'));
    const calls: Pick<AzuriteCalls, 'call' | 'account'> = {
      account: '/account',
      call: async (method) => ({
        status: method === 'HEAD' ? 200 : 202,
        headers: { 'last-modified': 'Mon, 30 Nov 2026 12:00:00 GMT', etag: '"0x1"', 'content-length': '4' },
        body: '',
      }),
    };
    const clock = new Clock();
    const open = () => new BlobVersions({ calls, clock, state: store, softDeleteDays: 7 });
    try {
      const call = { operation: 'delete-blob', container: 'uploads', blob: 'a.wav', creates: undefined };
      expect(await open().capture(call, '/uploads/a.wav?snapshot=2026-11-30T12%3A00%3A00Z', {}, false)).toBeUndefined();
      const captured = await open().capture(call, '/uploads/a.wav', {}, false);
      if (captured) open().keep(captured);
      const restarted = open();
      const [version] = restarted.list('uploads', '');
      expect(version).toMatchObject({ blob: 'a.wav', id: '2026-11-30T12:00:00.0000000Z' });
      if (version) restarted.delete(version);
      expect(open().find('uploads', 'a.wav', version?.id ?? '')).toBeUndefined();
      expect(open().list('uploads', '')).toHaveLength(1);
    } finally {
      clock.stop();
      store.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
