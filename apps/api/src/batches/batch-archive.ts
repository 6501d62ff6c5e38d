import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import {
  type Batch,
  type BatchChunk,
  batchCounts,
  type BatchItemStatus,
  hasBatchEnded,
  type JoinedFile,
  joinedFileOf,
  ServiceError,
} from '#domain';
import { taggedWavHeader } from '#audio';
import { inTurns, type Steps } from '#loop';
import {
  outputFormat,
  type OutputFormat,
  type OutputFormatName,
  sampleBytesOf,
  WAV_HEADER_BYTES,
  WAV_MAX_DATA_BYTES,
} from '#speech';
import {
  BatchFiles,
  type BatchItemState,
  BLOB_CONTAINERS,
  BlobStore,
  speechAddress,
  type StoredSpeech,
} from '#storage';
import { crc32Combine } from './crc32-combine.ts';
import { fileExtensionOf, fileNameOf } from './batches.schema.ts';
import { itemIdOf, itemStates, itemStatus } from './item-states.ts';
import { MarkedItem, markedSizeBytes, plainWavHeader, samplesCrc32 } from './marked-item.ts';
import { type ArchiveFile, ArchiveLength, zipArchive } from './zip-archive.ts';

const MANIFEST = 'manifest.json';
const COMMA = Buffer.from(',');
/** Items listed between two steps: each takes some microseconds, most of them for the checksum of a joined WAV file. */
const ITEMS_PER_STEP = 100;
/** A zip entry holds less than this without zip64, which would then be needed in front of the content too. */
const MAX_FILE_BYTES = 0xff_ff_ff_fe;
/** A tag of a batch whose 10,000 items are chunks of their own. */
const MAX_TAG_BYTES = 1024 * 1024;

export interface Archive {
  readonly lengthBytes: number;
  readonly content: AsyncIterable<Uint8Array>;
  /** Of the record of the file of all items, where there is one, and of those of its chunks. */
  readonly provenanceIds: readonly string[];
}

interface ManifestEntry {
  readonly index: number;
  readonly key?: string;
  readonly status: BatchItemStatus;
  readonly file?: string;
  /** In a concatenated file. */
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly provenanceId?: string;
  readonly failure?: object;
}

interface SpokenItem {
  readonly index: number;
  readonly key: string | undefined;
  readonly speech: StoredSpeech;
  readonly provenanceId: string | undefined;
}

/** The speech of a batch as one zip, put together while it is sent. */
@Injectable()
export class BatchArchive {
  constructor(
    private readonly files: BatchFiles,
    private readonly blobs: BlobStore,
  ) {}

  /** @throws ServiceError `synthesis-not-ready`; `state-conflict` when nothing was spoken */
  async of(batch: Batch): Promise<Archive> {
    if (!hasBatchEnded(batch)) {
      const retryAfterMs = 5_000;
      throw new ServiceError('synthesis-not-ready', `The batch is ${batch.status}.`, { retryAfterMs });
    }
    if (batchCounts(batch).succeeded === 0) {
      throw new ServiceError('state-conflict', `The batch is ${batch.status}; no item was spoken.`);
    }
    const whole = `${batch.id}.${fileExtensionOf(batch.format)}`;
    const length = new ArchiveLength();
    const joined = batch.concatenate ? new JoinedItems(outputFormat(batch.format as OutputFormatName)) : undefined;
    const manifest: Buffer[] = [];
    for (const chunk of batch.chunks) {
      const states = await itemStates(this.files, batch, chunk);
      await inTurns(itemsAdded({ batch, whole, length, joined, manifest }, chunk, states));
    }
    const listed = fileOf(MANIFEST, manifestOf(batch.id, manifest));
    length.add(listed);
    const ofChunks = provenanceIdsOf(batch);
    const made = joinedFileOf(batch);
    const ownIds = made ? [made.provenanceId] : [];
    const audio =
      this.storedFile(whole, made) ?? joined?.fileOf(whole, made ? ownIds : ofChunks, () => this.joinedContent(batch));
    if (audio) length.add(audio);
    const files = this.filesOf(batch, listed, audio);
    const content = zipArchive(files, new Date(batch.updatedAt));
    return { lengthBytes: length.bytes, content, provenanceIds: [...ownIds, ...ofChunks] };
  }

  /** The file of all items, if the worker has stored it: it is signed. */
  private storedFile(name: string, made: JoinedFile | undefined): ArchiveFile | undefined {
    if (!made?.stored) return undefined;
    const { sizeBytes, stored } = made;
    const open = async (): Promise<Readable> =>
      (await this.blobs.read({ container: BLOB_CONTAINERS.results, name: stored.blobName })).stream;
    return { name, sizeBytes, crc32: stored.crc32, open };
  }

  /** Chunk by chunk: what is known of 10,000 items is not held while their speech is sent, but read again. */
  private async *spoken(batch: Batch): AsyncGenerator<SpokenItem> {
    for (const chunk of batch.chunks) {
      for (const [offset, { key, speech }] of ((await this.files.states(chunk)) ?? []).entries()) {
        if (!speech) continue;
        const index = chunk.first + offset;
        yield { index, key, speech, provenanceId: itemIdOf(chunk, index) };
      }
    }
  }

  private async *filesOf(batch: Batch, manifest: ArchiveFile, joined?: ArchiveFile): AsyncGenerator<ArchiveFile> {
    yield manifest;
    if (joined) yield joined;
    else {
      const format = outputFormat(batch.format as OutputFormatName);
      for await (const { index, key, speech, provenanceId } of this.spoken(batch)) {
        const name = fileNameOf(batch.format, index, key);
        const item = new MarkedItem(format, speech, provenanceId);
        const open = async (): Promise<Readable> =>
          contentFrom(await this.read(batch, speech, item.readFrom), (stored) => item.content(stored));
        yield { name, sizeBytes: item.sizeBytes, crc32: item.crc32, open };
      }
    }
  }

  private async *joinedContent(batch: Batch): AsyncGenerator<Uint8Array> {
    const skipped = batch.format === 'wav' ? WAV_HEADER_BYTES : 0;
    for await (const { speech } of this.spoken(batch)) yield* await this.read(batch, speech, skipped);
  }

  private async read({ tenantId, voiceId, format }: Batch, { hash }: StoredSpeech, offset = 0) {
    const address = speechAddress({ tenantId, voiceId, hash, fileExtension: fileExtensionOf(format) });
    const { stream } = await this.blobs.read(address, { offset });
    return stream;
  }
}

/** What is known of an archive, chunk after chunk. */
interface Contents {
  readonly batch: Batch;
  /** Name of the file of all speech, where it is joined. */
  readonly whole: string;
  readonly length: ArchiveLength;
  readonly joined: JoinedItems | undefined;
  readonly manifest: Buffer[];
}

/** Adds the items of a chunk. */
function* itemsAdded(
  { batch, whole, length, joined, manifest }: Contents,
  chunk: BatchChunk,
  states: readonly BatchItemState[],
): Steps<void> {
  const format = outputFormat(batch.format as OutputFormatName);
  for (const [offset, state] of states.entries()) {
    if (offset > 0 && offset % ITEMS_PER_STEP === 0) yield;
    const index = chunk.first + offset;
    const { key, speech } = state;
    const provenanceId = itemIdOf(chunk, index);
    const named = { index, ...(key !== undefined && { key }) };
    if (!speech) {
      manifest.push(entryOf({ ...named, ...itemStatus(batch, chunk, state) }));
      continue;
    }
    const { durationMs } = speech;
    const name = fileNameOf(batch.format, index, key);
    const place = joined ? { file: whole, startMs: joined.durationMs } : { file: name };
    const marked = provenanceId !== undefined && { provenanceId };
    manifest.push(entryOf({ ...named, status: 'succeeded', ...place, durationMs, ...marked }));
    if (joined) joined.add(speech);
    else length.add({ name, sizeBytes: markedSizeBytes(format, speech, provenanceId !== undefined) });
  }
}

/** One file of all: a header, where the format has one, and the samples in a row. Its checksum follows from those of the items. */
class JoinedItems {
  private sampleBytes = 0;
  private samplesCrc32 = 0;

  constructor(private readonly format: OutputFormat) {}

  get durationMs(): number {
    return Math.round((this.sampleBytes / (this.format.bytesPerSecond ?? Infinity)) * 1_000);
  }

  add(speech: StoredSpeech): void {
    const bytes = sampleBytesOf(this.format, speech.sizeBytes);
    this.samplesCrc32 = crc32Combine(this.samplesCrc32, samplesCrc32(this.format, speech), bytes);
    this.sampleBytes += bytes;
  }

  /**
   * @param provenanceIds what the tag says
   * @throws ServiceError `state-conflict` when it is larger than such a file can be
   */
  fileOf(name: string, provenanceIds: readonly string[], content: () => AsyncIterable<Uint8Array>): ArchiveFile {
    const { format, sampleBytes, samplesCrc32 } = this;
    const isWav = format.name === 'wav';
    if (sampleBytes > (isWav ? WAV_MAX_DATA_BYTES - MAX_TAG_BYTES : MAX_FILE_BYTES)) {
      throw new ServiceError('state-conflict', 'The audio does not fit into one file. Split the batch into several.');
    }
    const plain = isWav ? plainWavHeader(format, sampleBytes) : new Uint8Array();
    const header = isWav && provenanceIds.length > 0 ? taggedWavHeader(plain, provenanceIds.join(' ')) : plain;
    async function* whole(): AsyncGenerator<Uint8Array> {
      if (isWav) yield header;
      yield* content();
    }
    return {
      name,
      sizeBytes: header.length + sampleBytes,
      crc32: crc32Combine(crc32(header), samplesCrc32, sampleBytes),
      open: () => Promise.resolve(Readable.from(whole(), { objectMode: false })),
    };
  }
}

/** What the chunks that have audio say of it. */
function provenanceIdsOf({ chunks }: Batch): readonly string[] {
  return chunks.flatMap(({ provenanceId, succeeded }) =>
    provenanceId !== undefined && succeeded > 0 ? [provenanceId] : [],
  );
}

function entryOf(entry: ManifestEntry): Buffer {
  return Buffer.from(JSON.stringify(entry));
}

function manifestOf(batchId: string, entries: readonly Buffer[]): Buffer {
  const separated = entries.flatMap((entry, index) => (index === 0 ? [entry] : [COMMA, entry]));
  const [start, end] = [Buffer.from(`{"batchId":${JSON.stringify(batchId)},"items":[`), Buffer.from(']}')];
  return Buffer.concat([start, ...separated, end]);
}

/** What is made of a stored file while it is read. Both end together, also before anything is read. */
function contentFrom(stored: Readable, made: (stored: Readable) => AsyncIterable<Uint8Array>): Readable {
  const content = Readable.from(made(stored), { objectMode: false });
  stored.on('error', (error) => content.destroy(error));
  return content.once('close', () => stored.destroy());
}

function fileOf(name: string, content: Buffer): ArchiveFile {
  const open = () => Promise.resolve(Readable.from([content], { objectMode: false }));
  return { name, sizeBytes: content.length, crc32: crc32(content), open };
}
