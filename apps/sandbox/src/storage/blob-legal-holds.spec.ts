import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RestError } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBlobProxy, startTestBlobProxy } from '../event-grid/blob-proxy.fixture.ts';
import { SqliteStore } from '../data/sqlite-store.ts';
import { BlobLegalHolds } from './blob-legal-holds.ts';

const HELD = { statusCode: 409, code: 'BlobImmutableDueToLegalHold' };

describe('a legal hold of Blob Storage', () => {
  let { context, uploads } = {} as RunningBlobProxy;

  beforeAll(async () => {
    ({ context, uploads } = await startTestBlobProxy());
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
