import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import type { SettleCharge } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type BatchChunk, type Failure, providerBatchId, ServiceError } from '#domain';
import { aBatch, aChunk, anId, stub, TENANT } from '#domain/testing';
import { DONE } from '#messaging';
import type { BatchSynthesisClient } from '#speech';
import type { BatchFiles } from '#storage';
import { BatchWriter } from './batch-writer.ts';
import type { ChunkStates } from './chunk-states.ts';
import { PollChunk } from './poll-chunk.usecase.ts';

const ID = anId('batch');
const MESSAGE = { tenantId: TENANT, subjectId: ID, data: { chunk: 0, attempt: 1 } };
const JOB = providerBatchId(ID, { index: 0, attempt: 1 });
const signal = new AbortController().signal;

type Job = Awaited<ReturnType<BatchSynthesisClient['get']>>;

let job: () => Promise<Partial<NonNullable<Job>> | undefined>;
let deleted: string[];
let ended: (Failure | undefined)[];
let documents: TestDocuments;
let poll: PollChunk;

beforeEach(() => {
  job = () => Promise.resolve({ status: 'Running' });
  deleted = [];
  ended = [];
  documents = new TestDocuments();
  poll = new PollChunk(
    aConfig(),
    stub<BatchFiles>({ plan: () => Promise.resolve({ items: [] }) }),
    stub<BatchSynthesisClient>({ get: () => job(), delete: (id) => Promise.resolve(void deleted.push(id)) }),
    new BatchWriter(documents.store, documents.commit, stub<SettleCharge>({ execute: () => Promise.resolve() })),
    stub<ChunkStates>({
      end: (_target, _open, _plan, { otherwise }) => Promise.resolve(void ended.push(otherwise)),
      fail: (_target, { code, detail }) => Promise.resolve(void ended.push({ code, detail })),
    }),
    stub({}),
  );
});

const batch = (changes: Partial<BatchChunk> = {}) =>
  documents.store.create(
    aBatch({
      status: 'submitted',
      chunks: [aChunk({ status: 'submitted', submittedAt: new Date().toISOString(), ...changes })],
    }),
  );
const read = () => documents.store.get('batch', TENANT, ID);
const handle = () => poll.handle(MESSAGE, { signal });

describe(PollChunk.name, () => {
  it('has the results of a job collected that has succeeded, once', async () => {
    await batch();
    job = () => Promise.resolve({ status: 'Succeeded' });
    expect(await handle()).toBe(DONE);
    expect(await read()).toMatchObject({ status: 'collecting', chunks: [{ status: 'collecting' }] });
    expect(documents.published).toMatchObject([{ type: 'batch.collect', data: { chunk: 0, attempt: 1 } }]);
    expect(await handle()).toBe(DONE);
    expect(documents.published).toHaveLength(1);
  });

  it('shows that a job runs, and asks again later', async () => {
    await batch();
    expect(await handle()).toMatchObject({ retryAfterMs: expect.any(Number) as number });
    expect(await read()).toMatchObject({ status: 'running', chunks: [{ status: 'running' }] });
  });

  it.each([
    ['has failed', { status: 'Failed', properties: { error: { code: 'BadText' } } }, 'provider-rejected'],
    ['is gone', undefined, 'provider-rejected'],
  ] as const)('ends the chunk of a job that %s, and deletes the job', async (_, given, code) => {
    await batch();
    job = () => Promise.resolve(given);
    expect(await handle()).toBe(DONE);
    expect(ended).toMatchObject([{ code }]);
    expect(deleted).toEqual([JOB]);
  });

  it('ends the chunk of a job that Azure does not finish', async () => {
    await batch({ submittedAt: '2020-01-01T00:00:00.000Z' });
    expect(await handle()).toBe(DONE);
    expect(ended).toMatchObject([{ code: 'provider-stalled' }]);
  });

  it('deletes the job of a chunk that is no longer needed, without asking for its status', async () => {
    const written = await batch();
    await documents.store.replace({ ...written, status: 'canceled' });
    job = () => Promise.reject(new Error('asked'));
    expect(await handle()).toBe(DONE);
    expect([deleted, ended]).toEqual([[JOB], []]);
  });

  it('is retried while Azure is away, and fails the batch when the attempts are used up', async () => {
    await batch();
    const away = new ServiceError('provider-unavailable', 'away');
    job = () => Promise.reject(away);
    await expect(handle()).rejects.toBe(away);
    await poll.onFailed(MESSAGE, away);
    expect(ended).toMatchObject([{ code: 'provider-unavailable' }]);
  });
});
