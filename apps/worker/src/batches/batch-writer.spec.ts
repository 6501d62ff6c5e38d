import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { aBatch, aChunk, anId, stub, TENANT } from '#domain/testing';
import type { SettleCharge } from '#documents';
import { BatchWriter } from './batch-writer.ts';

const TARGET = { tenantId: TENANT, batchId: anId('batch'), index: 0, attempt: 1 };

let settled: string[];
let documents: TestDocuments;
let writer: BatchWriter;

beforeEach(() => {
  settled = [];
  documents = new TestDocuments();
  const charge = stub<SettleCharge>({ execute: ({ status }) => Promise.resolve(void settled.push(status)) });
  writer = new BatchWriter(documents.store, documents.commit, charge);
});

describe(BatchWriter.name, () => {
  it('settles a batch when its last chunk has ended', async () => {
    await documents.store.create(
      aBatch({
        status: 'collecting',
        chunks: [aChunk({ status: 'collecting' }), aChunk({ index: 1, status: 'collecting' })],
      }),
    );
    await writer.change(TARGET, { status: 'done', succeeded: 1 });
    expect(settled).toEqual([]);
    await writer.change({ ...TARGET, index: 1 }, { status: 'done', succeeded: 1 });
    expect(settled).toEqual(['succeeded']);
  });

  it('settles a canceled batch again after a chunk that was collected meanwhile, whose usage is counted by then', async () => {
    await documents.store.create(aBatch({ status: 'canceled', chunks: [aChunk({ status: 'collecting' })] }));
    expect(await writer.change(TARGET, { status: 'done', succeeded: 1 })).toBeUndefined();
    expect(await writer.open(TARGET)).toBeUndefined();
    expect(settled).toEqual(['canceled', 'canceled']);
  });
});
