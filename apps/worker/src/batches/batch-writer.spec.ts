import { beforeEach, describe, expect, it } from 'vitest';
import { TestDocuments } from '#documents/testing';
import { aBatch, aChunk, anId, stub, TENANT } from '#domain/testing';
import type { SettleCharge, Stored } from '#documents';
import type { Batch } from '#domain';
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
  it('lets more change with the last chunk, in the same write, and not with others', async () => {
    const batch = await documents.store.create(aBatch({ status: 'running', chunks: [aChunk(), aChunk({ index: 1 })] }));
    const joined = { provenanceId: 'prv_1', attempts: 2, sizeBytes: 1, sha256: 'aa' };
    const seen: string[] = [];
    const ending = (ended: Stored<Batch>): Stored<Batch> => {
      seen.push(ended.status);
      return { ...ended, joined };
    };
    const done = { status: 'done', succeeded: 2 } as const;
    expect(await writer.change(TARGET, done, [], { ending, found: batch })).not.toHaveProperty('joined');
    const ended = await writer.change({ ...TARGET, index: 1 }, done, [], { ending });
    expect(ended).toMatchObject({ status: 'succeeded', joined });
    expect(seen).toEqual(['succeeded']);
  });

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
