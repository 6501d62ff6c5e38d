import { describe, expect, it } from 'vitest';
import { type BatchChunk, type BatchItemStatus, batchCounts } from '#domain';
import { aBatch, stub } from '#domain/testing';
import type { BatchFiles, BatchItemState } from '#storage';
import { BatchItems } from './batch-items.ts';

const SPOKEN: BatchItemState = { characters: 4, speech: { hash: 'ab', sizeBytes: 8, durationMs: 1, crc32: 0 } };
const FAILED: BatchItemState = { characters: 4, failure: { code: 'provider-rejected', detail: 'No.' } };

/** Five items: two spoken and one failed in a chunk that is done, two in a chunk that waits. */
const BATCH = aBatch({
  id: 'bat_1',
  kind: 'batch',
  tenantId: 't',
  status: 'running',
  format: 'mp3',
  itemCount: 5,
  chunks: [
    { index: 0, first: 0, count: 3, attempt: 1, status: 'done', succeeded: 2, failed: 1, reused: 0, statesBlob: 's' },
    { index: 1, first: 3, count: 2, attempt: 1, status: 'queued', succeeded: 0, failed: 0, reused: 0 },
  ],
});

function itemsWith(read: number[] = []): BatchItems {
  const files = stub<BatchFiles>({
    states: ({ index, statesBlob }: BatchChunk) => {
      read.push(index);
      return Promise.resolve(statesBlob === undefined ? undefined : [SPOKEN, FAILED, SPOKEN]);
    },
    items: () => Promise.resolve([{ text: 'Four' }, { text: 'Four' }]),
  });
  return new BatchItems(files);
}

async function indexes(status?: BatchItemStatus, after?: string, limit = 100): Promise<number[]> {
  const page = await itemsWith().list(BATCH, { limit, after, status });
  return page.data.map(({ index }) => index);
}

describe(BatchItems.name, () => {
  it('lists all items in their order when no status is requested', async () => {
    expect(await indexes()).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([
    ['succeeded', [0, 2]],
    ['failed', [1]],
    ['queued', [3, 4]],
    ['running', []],
    ['canceled', []],
  ] as const)('lists only the items that are %s', async (status, expected) => {
    expect(await indexes(status)).toEqual(expected);
    expect(batchCounts(BATCH)[status]).toBe(expected.length);
  });

  it('reads no file of a chunk that holds no item of the status', async () => {
    const read: number[] = [];
    await itemsWith(read).list(BATCH, { limit: 100, after: undefined, status: 'failed' });
    expect(read).toEqual([0]);
  });

  it('goes on behind the last item of a page, whatever status is requested', async () => {
    const items = itemsWith();
    const first = await items.list(BATCH, { limit: 1, after: undefined, status: 'succeeded' });
    expect(first.data.map(({ index }) => index)).toEqual([0]);
    const second = await items.list(BATCH, { limit: 1, after: first.next, status: 'succeeded' });
    expect(second).toMatchObject({ data: [{ index: 2 }], next: undefined });
  });

  it('refuses a cursor of another list', async () => {
    await expect(indexes(undefined, Buffer.from('-1').toString('base64url'))).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});
