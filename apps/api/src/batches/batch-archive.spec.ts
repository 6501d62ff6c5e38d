import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { TAG_READERS } from '#audio/testing';
import { type Batch, type BatchChunk, type BatchStatus, errorCodeOf } from '#domain';
import { aBatch, aChunk, stub } from '#domain/testing';
import { outputFormat } from '#speech';
import type { BatchFiles, BatchItem, BatchItemState, BlobStore } from '#storage';
import { BatchArchive } from './batch-archive.ts';
import { batchView } from './batches.schema.ts';
import { plainWavHeader } from './marked-item.ts';

const AUDIO = Buffer.from('samples');
const SPOKEN: BatchItemState = {
  key: 'a',
  characters: 4,
  speech: { hash: 'ab', sizeBytes: AUDIO.length, durationMs: 1, crc32: crc32(AUDIO) },
};

/** A batch whose first chunk was spoken, or not, and whose second one has not come to its end. */
function batchOf(status: BatchStatus, succeeded: number): Batch {
  const chunk = { index: 0, first: 0, count: 1, attempt: 1, status: 'done', succeeded, failed: 0, reused: 0 };
  return aBatch({
    id: 'bat_1',
    kind: 'batch',
    tenantId: 't',
    voiceId: 'vce_1',
    status,
    format: 'mulaw',
    concatenate: false,
    itemCount: 2,
    chunks: [
      { ...chunk, ...(succeeded > 0 && { statesBlob: 'states' }) },
      { ...chunk, index: 1, first: 1, status: 'running', succeeded: 0 },
    ] as BatchChunk[],
    failure: status === 'failed' ? { code: 'batch-failed', detail: 'It failed.' } : undefined,
    updatedAt: '2026-11-22T10:00:00.000Z',
  });
}

/** Names of the blobs that were read. */
const read: string[] = [];

async function archived(batch: Batch): Promise<Record<string, string>> {
  const files = stub<BatchFiles>({
    states: ({ statesBlob }: BatchChunk) => Promise.resolve(statesBlob === undefined ? undefined : [SPOKEN]),
    items: (_: Batch, { index }: BatchChunk): Promise<BatchItem[]> =>
      Promise.resolve([{ key: index === 0 ? 'a' : 'b', text: 'Text' }]),
  });
  const blobs = stub<BlobStore>({
    read: ({ name }) => {
      read.push(name);
      return Promise.resolve({ stream: Readable.from([AUDIO]) });
    },
  });
  const { content, lengthBytes } = await new BatchArchive(files, blobs).of(batch);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const zip = Buffer.concat(chunks);
  expect(zip.length).toBe(lengthBytes);
  return Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

describe(BatchArchive.name, () => {
  it.each(['canceled', 'failed'] as const)('holds what was spoken of a batch that is %s', async (status) => {
    const batch = batchOf(status, 1);
    const { 'manifest.json': manifest = '', ...files } = await archived(batch);
    expect(files).toEqual({ '00001-a.ulaw': 'samples' });
    expect(JSON.parse(manifest)).toMatchObject({
      items: [
        { index: 0, key: 'a', status: 'succeeded', file: '00001-a.ulaw' },
        { index: 1, key: 'b', status },
      ],
    });
    expect(batchView(batch).archive).toEqual({ href: '/v1/batches/bat_1/archive' });
  });

  it('breaks off when an item fails that was opened ahead, and closes the others', async () => {
    const opened: Readable[] = [];
    const files = stub<BatchFiles>({ states: () => Promise.resolve([SPOKEN]) });
    const blobs = stub<BlobStore>({
      read: () => {
        const stream = new Readable({ read: () => undefined });
        opened.push(stream);
        return Promise.resolve({ stream });
      },
    });
    const batch = batchOf('canceled', 1);
    const chunks = [0, 1].map((index): BatchChunk => aChunk({ index, first: index, succeeded: 1, statesBlob: 's' }));
    const { content } = await new BatchArchive(files, blobs).of({ ...batch, chunks });
    const pieces = content[Symbol.asyncIterator]();
    await pieces.next();
    // Without a listener, the error ends the process.
    await expect.poll(() => opened.map((stream) => stream.listenerCount('error') > 0)).toEqual([true, true]);
    opened[0]?.destroy(new Error('reset'));
    await expect(buffer({ [Symbol.asyncIterator]: () => pieces })).rejects.toThrow('reset');
    await expect.poll(() => opened.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it('puts the records of its chunks into the tag of one file of all, whose checksum is right', async () => {
    const format = outputFormat('wav');
    const file = Buffer.concat([plainWavHeader(format, 480), Buffer.alloc(480, 3)]);
    const speech = { hash: 'ab', sizeBytes: file.length, durationMs: 10, crc32: crc32(file) };
    const chunk = { index: 0, first: 0, count: 1, attempt: 1, status: 'done', succeeded: 1, failed: 0, reused: 0 };
    const chunks = ['prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D', 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3E'].map(
      (provenanceId, index) => ({ ...chunk, index, first: index, statesBlob: 'states', provenanceId }) as BatchChunk,
    );
    const batch: Batch = { ...batchOf('succeeded', 1), format: 'wav', concatenate: true, chunks };
    const blobs = stub<BlobStore>({
      read: (_address, { offset = 0 } = {}) => Promise.resolve({ stream: Readable.from([file.subarray(offset)]) }),
    });
    const files = stub<BatchFiles>({ states: () => Promise.resolve([{ ...SPOKEN, speech }]) });
    const { content, provenanceIds, lengthBytes } = await new BatchArchive(files, blobs).of(batch);
    expect(provenanceIds).toEqual(chunks.map(({ provenanceId }) => provenanceId));
    const zip = await buffer(content);
    expect(zip.length).toBe(lengthBytes);
    const { 'bat_1.wav': joined = new Uint8Array(), 'manifest.json': manifest } = unzipSync(zip);
    // In the directory.
    expect(zip.readUInt32LE(zip.lastIndexOf('bat_1.wav') - 46 + 16)).toBe(crc32(joined));
    const { fields, audio } = TAG_READERS.wav(Buffer.from(joined));
    expect(fields['icmt']?.[0]).toContain(`provenanceId=${provenanceIds.join(' ')}`);
    expect(audio.equals(Buffer.alloc(960, 3))).toBe(true);
    expect(JSON.parse(strFromU8(manifest ?? new Uint8Array()))).toMatchObject({
      items: provenanceIds.map((id, index) => ({ index, provenanceId: `${id}.0000${index + 1}` })),
    });
  });

  it('holds the file of all items that the worker has stored', async () => {
    const stored = { blobName: 't/bat_1/joined-ab.ulaw', crc32: crc32(AUDIO) };
    const joined = { provenanceId: 'prv_1', attempts: 2, sizeBytes: AUDIO.length, sha256: 'aa', stored };
    const batch: Batch = { ...batchOf('succeeded', 1), concatenate: true, joined };
    expect(await archived(batch)).toMatchObject({ 'bat_1.ulaw': 'samples' });
    expect(read.at(-1)).toBe(stored.blobName);
    expect(batchView(batch).archive).toMatchObject({ provenanceId: 'prv_1' });
    // One that an earlier attempt has made lacks items.
    expect(await archived({ ...batch, joined: { ...joined, attempts: 1 } })).toMatchObject({ 'bat_1.ulaw': 'samples' });
    expect(read.at(-1)).toBe('t/vce_1/ab.ulaw');
  });

  it('puts the id of its record into the tag of a file that is joined while it is sent', async () => {
    const file = Buffer.concat([plainWavHeader(outputFormat('wav'), 480), Buffer.alloc(480, 3)]);
    const speech = { hash: 'ab', sizeBytes: file.length, durationMs: 10, crc32: crc32(file) };
    const joined = { provenanceId: 'prv_01JD8F3R5V6W7X8Y9Z0A1B2C3D', attempts: 2, sizeBytes: 1, sha256: 'aa' };
    const batch: Batch = { ...batchOf('succeeded', 1), format: 'wav', concatenate: true, joined };
    const files = stub<BatchFiles>({
      states: ({ statesBlob }) => Promise.resolve(statesBlob === undefined ? undefined : [{ ...SPOKEN, speech }]),
      items: () => Promise.resolve([{ text: 'Text' }]),
    });
    const blobs = stub<BlobStore>({
      read: (_address, { offset = 0 } = {}) => Promise.resolve({ stream: Readable.from([file.subarray(offset)]) }),
    });
    const { content, provenanceIds } = await new BatchArchive(files, blobs).of(batch);
    expect(provenanceIds).toEqual([joined.provenanceId]);
    const { 'bat_1.wav': whole = new Uint8Array() } = unzipSync(await buffer(content));
    expect(TAG_READERS.wav(Buffer.from(whole)).fields['icmt']?.[0]).toContain(`provenanceId=${joined.provenanceId}`);
  });

  it('is refused when nothing was spoken, and while the batch runs', async () => {
    const refusalOf = (batch: Batch) => archived(batch).then(() => 'none', errorCodeOf);
    for (const [batch, code] of [
      [batchOf('canceled', 0), 'state-conflict'],
      [batchOf('failed', 0), 'state-conflict'],
      [batchOf('collecting', 1), 'synthesis-not-ready'],
    ] as const) {
      expect(await refusalOf(batch)).toBe(code);
      expect(batchView(batch).archive).toBeUndefined();
    }
  });
});
