import { beforeEach, describe, expect, it } from 'vitest';
import type { SettleCharge, Stored } from '#documents';
import { TestDocuments } from '#documents/testing';
import { type Batch, type JoinedFile, ServiceError, type SpeakableVoice } from '#domain';
import { aBatch, aChunk, anId, stub } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { ProvenanceRecorder, ProvenanceSigner } from '#provenance';
import { type BatchFiles, type BatchItemState, ProvenanceItems, ProvenanceStore } from '#storage';
import { MemoryBlobs, MemoryContainer } from '#storage/testing';
import { BatchWriter } from './batch-writer.ts';
import { ChunkRecord } from './chunk-record.ts';
import { ChunkStates } from './chunk-states.ts';
import type { JoinItems } from './join-items.ts';

const JOINED: JoinedFile = { provenanceId: 'prv_1', attempts: 1, sizeBytes: 1, sha256: 'aa' };
const SPEECH = { hash: 'h', sizeBytes: 1, durationMs: 1, crc32: 0 };
const PLAN = { items: [{ hash: 'h', speech: SPEECH }, { hash: 'i' }], inputs: [1] };
/** Of Cosmos DB, when the last chunk ends, without its record; one of them reads the batch at the end of `ended`. Measured. */
const MAX_CALLS = 5;
const FAILURE = { code: 'provider-rejected', detail: 'No.' } as const;

let documents: TestDocuments;
let joins: { readonly ended: Batch; readonly signal: AbortSignal | undefined }[];
let states: ChunkStates;
let statesWith: (record: ChunkRecord) => ChunkStates;
/** Hashes of the speech that is stored. */
let stored: string[];
let written: readonly BatchItemState[];
/** What happens while the file of all items is made. */
let meanwhile: () => Promise<unknown>;

beforeEach(() => {
  documents = new TestDocuments();
  joins = [];
  stored = [];
  written = [];
  meanwhile = () => Promise.resolve();
  const charge = stub<SettleCharge>({ execute: () => Promise.resolve() });
  const join = stub<JoinItems>({
    execute: async (ended, _speaker, { signal }) => {
      joins.push({ ended, signal });
      await meanwhile();
      return JOINED;
    },
  });
  const files = stub<BatchFiles>({
    items: () => Promise.resolve([{ text: 'One.' }, { text: 'Two.' }]),
    findPlan: () => Promise.resolve(PLAN),
    findAllSpeech: (_voice, hashes) =>
      Promise.resolve(new Map(stored.filter((hash) => hashes.has(hash)).map((hash) => [hash, { ...SPEECH, hash }]))),
    writeStates: (_batch, { index }, items) => {
      written = items;
      return Promise.resolve(`states-${index}`);
    },
  });
  const writer = new BatchWriter(documents.store, documents.commit, charge);
  statesWith = (record) => new ChunkStates(files, writer, record, join);
  states = statesWith(stub<ChunkRecord>({ keep: () => Promise.resolve(undefined) }));
});

async function ended(
  batch: Stored<Batch>,
  index: number,
  signal?: AbortSignal,
  voice?: SpeakableVoice,
): Promise<Batch> {
  const target = { tenantId: batch.tenantId, batchId: batch.id, index, attempt: 1 };
  const chunk = batch.chunks[index] ?? aChunk();
  const outcome = { spoken: new Map(), otherwise: FAILURE };
  await states.end(target, { batch, chunk }, PLAN, outcome, { ...(signal && { signal }), ...(voice && { voice }) });
  return documents.store.get('batch', batch.tenantId, batch.id);
}

describe(ChunkStates.name, () => {
  it('names the file of all items in the write that ends the batch', async () => {
    const batch = await documents.store.create(aBatch({ chunks: [aChunk(), aChunk({ index: 1, first: 2 })] }));
    const { signal } = new AbortController();
    expect(await ended(batch, 1, signal)).not.toHaveProperty('joined');
    expect(await ended(batch, 0, signal)).toMatchObject({ status: 'succeeded', joined: JOINED });
    expect(joins).toMatchObject([
      { signal, ended: { chunks: [{ statesBlob: 'states-0' }, { statesBlob: 'states-1' }] } },
    ]);
  });

  it('costs one call of Cosmos DB more for the record of the chunk', async () => {
    const records = new MemoryContainer();
    const recorder = new ProvenanceRecorder(
      new ProvenanceStore(records.asContainer, 86_400_000),
      new ProvenanceItems(new MemoryBlobs()),
      new ProvenanceSigner([]),
      undefined,
      new MemoryLogger().asLogger,
    );
    const voice = stub<SpeakableVoice>({ id: 'vce_1', consentId: 'cns_1', voiceKind: 'personal' });
    const callsOf = async (batch: Batch): Promise<readonly [documents: number, records: number]> => {
      const stored = await documents.store.create(batch);
      const [before, recordsBefore] = [documents.container.calls, records.calls];
      await ended(stored, 0, undefined, voice);
      return [documents.container.calls - before, records.calls - recordsBefore];
    };
    const [without] = await callsOf(aBatch({ format: 'mp3' }));
    states = statesWith(new ChunkRecord(recorder, documents.store));
    const next = { id: anId('batch', 2), operationId: anId('operation', 9) };
    expect(await callsOf(aBatch({ ...next, format: 'mp3' }))).toEqual([without, 1]);
    expect(without).toBeLessThanOrEqual(MAX_CALLS);
  });

  it('does not read a batch of one chunk again, which only a cancellation can have changed', async () => {
    const callsOf = async (batch: Batch, index: number): Promise<number> => {
      const stored = await documents.store.create(batch);
      const before = documents.container.calls;
      await ended(stored, index);
      return documents.container.calls - before;
    };
    const one = await callsOf(aBatch(), 0);
    const done = aChunk({ status: 'done', succeeded: 2 });
    const two = await callsOf(
      aBatch({ id: anId('batch', 2), operationId: anId('operation', 9), chunks: [done, aChunk({ index: 1 })] }),
      1,
    );
    expect(two - one).toBe(1);
  });

  it('makes the file of all items once when the batch changes meanwhile', async () => {
    const batch = await documents.store.create(aBatch({ chunks: [aChunk(), aChunk({ index: 1, first: 2 })] }));
    await ended(batch, 1);
    meanwhile = async () => {
      const current = await documents.store.get('batch', batch.tenantId, batch.id);
      await documents.store.replace({ ...current, updatedAt: '2026-11-22T10:00:00.000Z' });
    };
    expect(await ended(batch, 0)).toMatchObject({ status: 'succeeded', joined: JOINED });
    expect(joins).toHaveLength(1);
  });

  it('leaves a batch as it is that was canceled since it was read', async () => {
    const batch = await documents.store.create(aBatch());
    await documents.store.replace({ ...batch, status: 'canceled' });
    expect(await ended(batch, 0)).toMatchObject({ status: 'canceled', chunks: [{ status: 'queued' }] });
    expect(joins).toHaveLength(1);
  });

  it('ends a chunk that cannot be retried, also without the file of all items', async () => {
    const batch = await documents.store.create(aBatch({ format: 'wav' }));
    const target = { tenantId: batch.tenantId, batchId: batch.id, index: 0, attempt: 1 };
    await states.fail(target, new ServiceError('dependency-unavailable', 'No.'));
    expect(joins).toMatchObject([{ signal: undefined }]);
    expect(await documents.store.get('batch', batch.tenantId, batch.id)).toMatchObject({
      chunks: [{ status: 'done', succeeded: 1, failed: 1 }],
    });
  });

  it('keeps what is stored of a chunk that cannot be retried: only the rest has failed', async () => {
    stored = ['i'];
    const batch = await documents.store.create(aBatch({ format: 'wav' }));
    const target = { tenantId: batch.tenantId, batchId: batch.id, index: 0, attempt: 1 };
    await states.fail(target, new ServiceError('dependency-unavailable', 'No.'));
    expect(written).toMatchObject([{ speech: { hash: 'h' } }, { speech: { hash: 'i' } }]);
    expect(written.filter(({ failure, reused }) => failure ?? reused)).toEqual([]);
    expect(await documents.store.get('batch', batch.tenantId, batch.id)).toMatchObject({
      chunks: [{ status: 'done', succeeded: 2, failed: 0, reused: 0 }],
    });
  });
});
