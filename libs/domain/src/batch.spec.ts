import { describe, expect, it } from 'vitest';
import { type Batch, batchCounts, type BatchChunk, joinedFileOf, openChunk, retried, withChunk } from './batch.ts';

function chunk(index: number, change: Partial<BatchChunk> = {}): BatchChunk {
  return {
    index,
    first: index * 10,
    count: 10,
    attempt: 1,
    status: 'queued',
    succeeded: 0,
    failed: 0,
    reused: 0,
    ...change,
  };
}

function batch(chunks: readonly BatchChunk[], change: Partial<Batch> = {}): Batch {
  return {
    id: 'bat_1',
    kind: 'batch',
    tenantId: 't',
    ownerId: 'o',
    createdAt: '2026-11-22T10:00:00Z',
    updatedAt: '2026-11-22T10:00:00Z',
    outbox: [],
    status: 'queued',
    voiceId: 'vce_1',
    locale: 'en-US',
    rate: 1,
    format: 'wav',
    concatenate: false,
    itemCount: chunks.length * 10,
    chunks,
    operationId: 'op_1',
    ...change,
  };
}

describe('A batch', () => {
  it('is as far as its furthest chunk, and ends with the last one', () => {
    const one = withChunk(batch([chunk(0), chunk(1)]), chunk(0, { status: 'submitted' }));
    expect(one.status).toBe('submitted');
    const two = withChunk(one, chunk(0, { status: 'done', succeeded: 10 }));
    expect(two.status).toBe('collecting');
    const three = withChunk(two, chunk(1, { status: 'done', succeeded: 9, failed: 1 }));
    expect(three.status).toBe('succeeded');
    expect(batchCounts(three)).toMatchObject({ total: 20, succeeded: 19, failed: 1, queued: 0, running: 0 });
    expect(openChunk(three, 1, 1)).toBeUndefined();
  });

  it('has one file of all items as long as nothing was spoken since', () => {
    const joined = { provenanceId: 'prv_1', attempts: 2, sizeBytes: 1, sha256: 'aa' };
    const done = [chunk(0, { status: 'done', succeeded: 10 }), chunk(1, { status: 'done', failed: 10 })];
    const ended = batch(done, { status: 'succeeded', joined });
    expect(joinedFileOf(ended)).toBe(joined);
    const again = retried(ended, 'op_2', '2026-11-22T11:00:00Z');
    expect(again.joined).toBeUndefined();
    // An earlier release leaves it where it is.
    expect(joinedFileOf({ ...again, joined })).toBeUndefined();
  });

  it('has failed when no item could be spoken', () => {
    const failed = withChunk(batch([chunk(0)]), chunk(0, { status: 'done', failed: 10 }));
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'batch-failed' } });
  });

  it('does not let a chunk go back', () => {
    const running = batch([chunk(0, { status: 'running' })], { status: 'running' });
    expect(() => withChunk(running, chunk(0, { status: 'submitted' }))).toThrow('state-conflict');
    // Nor behind another one, where the status of the batch would not show it.
    const collecting = batch([chunk(0, { status: 'running' }), chunk(1, { status: 'collecting' })], {
      status: 'collecting',
    });
    expect(() => withChunk(collecting, chunk(0, { status: 'submitted' }))).toThrow('state-conflict');
    expect(withChunk(collecting, chunk(0, { status: 'running', reused: 1 })).chunks[0]?.reused).toBe(1);
  });

  it('is retried with only the chunks that have failed items, as a new attempt', () => {
    const done = { status: 'done', succeeded: 10 } as const;
    const ended = batch([chunk(0, done), chunk(1, { status: 'done', succeeded: 9, failed: 1 })], {
      status: 'succeeded',
    });
    const again = retried(ended, 'op_2', '2026-11-22T11:00:00Z');
    expect(again.chunks.map(({ status, attempt }) => [status, attempt])).toEqual([
      ['done', 1],
      ['queued', 2],
    ]);
    expect(batchCounts(again)).toMatchObject({ succeeded: 19, queued: 1, failed: 0 });
    expect(() => retried(batch([chunk(0, done)], { status: 'succeeded' }), 'op_2', '')).toThrow('No item');
    expect(() => retried(batch([chunk(0)], { status: 'canceled' }), 'op_2', '')).toThrow('state-conflict');
  });
});
