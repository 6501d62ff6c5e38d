import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerListBlobsOptions, RestError } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';
import { SqliteStore } from '../data/sqlite-store.ts';
import { BlobLegalHolds } from './blob-legal-holds.ts';

const HELD = { statusCode: 409, code: 'BlobImmutableDueToLegalHold' };

describe('a legal hold of Blob Storage', () => {
  let { context, blobs, uploads } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, blobs, uploads } = await startTestBlobProxy());
  });
  afterAll(() => context.close());

  it('refuses what would delete or change a blob, until it is cleared', async () => {
    const blob = uploads('held.wav');
    await blob.uploadData(Buffer.from('RIFF'));
    const { etag } = await blob.getProperties();
    expect((await blob.setLegalHold(true)).legalHold).toBe(true);
    expect(await blob.getProperties()).toMatchObject({ legalHold: true, etag });
    await expect(blob.delete()).rejects.toMatchObject(HELD);
    await expect(blob.deleteIfExists({ deleteSnapshots: 'include' })).rejects.toMatchObject(HELD);
    await expect(blob.setMetadata({ a: 'b' })).rejects.toMatchObject(HELD);
    // Tags and reading are as before.
    await blob.setTags({ retention: 'expired' });
    expect((await blob.downloadToBuffer()).toString()).toBe('RIFF');
    expect((await blob.setLegalHold(false)).legalHold).toBe(false);
    expect((await blob.getProperties()).legalHold).toBeUndefined();
    await blob.delete();
  });

  it('is shown by lists that ask for it, of blobs, snapshots and versions', async () => {
    const blob = uploads('listed/held.wav');
    await uploads('listed/free.wav').uploadData(Buffer.from('RIFF'));
    const { versionId = '' } = await blob.uploadData(Buffer.from('first'));
    await blob.setLegalHold(true);
    // The hold moves to the version.
    await blob.uploadData(Buffer.from('second'));
    const listed = async (options: ContainerListBlobsOptions) => {
      const found: (boolean | undefined)[] = [];
      const list = blobs.getContainerClient('uploads').listBlobsFlat({ prefix: 'listed/', ...options });
      for await (const { properties } of list) found.push(properties.legalHold);
      return found;
    };
    expect(await listed({ includeVersions: true, includeLegalHold: true })).toEqual([undefined, true, undefined]);
    await blob.setLegalHold(true);
    expect(await listed({ includeLegalHold: true })).toEqual([undefined, true]);
    expect(await listed({})).toEqual([undefined, undefined]);
    await blob.setLegalHold(false);
    await blob.withVersion(versionId).setLegalHold(false);
  });

  it('lets the tag of the lifecycle rule be taken away again', async () => {
    const blob = uploads('tagged.wav');
    await blob.uploadData(Buffer.from('RIFF'), { tags: { retention: 'expired' } });
    await blob.setLegalHold(true);
    await blob.setTags({});
    expect((await blob.getTags()).tags).toEqual({});
    await blob.setLegalHold(false);
  });

  it('is of one blob that exists', async () => {
    await expect(uploads('nothing.wav').setLegalHold(true)).rejects.toMatchObject({ statusCode: 404 });
    const [held, other] = [uploads('one.wav'), uploads('two.wav')];
    await Promise.all([held, other].map((blob) => blob.uploadData(Buffer.from('RIFF'))));
    await held.setLegalHold(true);
    await other.delete();
    const error = await held.delete().catch((refused: unknown) => refused as RestError);
    expect(error).toMatchObject(HELD);
  });
});

describe(BlobLegalHolds.name, () => {
  const call = { operation: 'set-blob-legal-hold', container: 'uploads', blob: 'a.wav', creates: undefined };
  const query = new URLSearchParams();

  it('outlasts a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'legal-holds-spec-'));
    const store = new SqliteStore(join(folder, 'state.sqlite'));
    try {
      new BlobLegalHolds(store).set(call, query, { 'x-ms-legal-hold': 'true' });
      const restarted = new BlobLegalHolds(store);
      expect(restarted.isHeld(call, query)).toBe(true);
      expect(restarted.set(call, query, {})).toMatchObject({ status: 400, code: 'MissingRequiredHeader' });
      expect(restarted.set(call, query, { 'x-ms-legal-hold': 'yes' })).toMatchObject({ code: 'InvalidHeaderValue' });
      restarted.set(call, query, { 'x-ms-legal-hold': 'false' });
      expect(new BlobLegalHolds(store).isHeld(call, query)).toBe(false);
    } finally {
      store.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
