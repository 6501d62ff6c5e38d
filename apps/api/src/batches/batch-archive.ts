import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { type Batch, ServiceError } from '#domain';
import {
  outputFormat,
  type OutputFormatName,
  sampleBytesOf,
  WAV_HEADER_BYTES,
  WAV_MAX_DATA_BYTES,
  wavHeader,
} from '#speech';
import { BatchFiles, BlobStore, speechAddress, type StoredSpeech } from '#storage';
import { crc32Combine, crc32OfRest } from './crc32-combine.ts';
import { fileExtensionOf, fileNameOf } from './batches.schema.ts';
import { type ArchiveFile, archiveLength, zipArchive } from './zip-archive.ts';

const MANIFEST = 'manifest.json';
/** A zip entry holds less than this without zip64, which would then be needed in front of the content too. */
const LARGEST_FILE_BYTES = 0xff_ff_ff_fe;

export interface Archive {
  readonly lengthBytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

interface SpokenItem {
  readonly index: number;
  readonly key: string | undefined;
  readonly speech: StoredSpeech;
}

interface ManifestEntry {
  readonly index: number;
  readonly key?: string;
  readonly status: 'succeeded' | 'failed';
  readonly file?: string;
  /** In a concatenated file. */
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly failure?: object;
}

/** The speech of a batch as one zip, put together while it is sent. */
@Injectable()
export class BatchArchive {
  constructor(
    @Inject(BatchFiles) private readonly files: BatchFiles,
    @Inject(BlobStore) private readonly blobs: BlobStore,
  ) {}

  /** @throws ServiceError `synthesis-not-ready`; `state-conflict` when there will be none */
  async of(batch: Batch): Promise<Archive> {
    if (batch.status === 'failed' || batch.status === 'canceled') {
      throw new ServiceError('state-conflict', `The batch is ${batch.status} and has no archive.`);
    }
    if (batch.status !== 'succeeded') {
      const retryAfterMs = 5_000;
      throw new ServiceError('synthesis-not-ready', `The batch is ${batch.status}.`, { retryAfterMs });
    }
    const spoken: SpokenItem[] = [];
    const manifest: ManifestEntry[] = [];
    const format = outputFormat(batch.format as OutputFormatName);
    let sampleBytes = 0;
    const whole = `${batch.id}.${fileExtensionOf(batch.format)}`;
    for (const chunk of batch.chunks) {
      for (const [offset, { key, speech, failure }] of ((await this.files.states(chunk)) ?? []).entries()) {
        const index = chunk.first + offset;
        const named = { index, ...(key !== undefined && { key }) };
        if (!speech) {
          manifest.push({ ...named, status: 'failed', ...(failure && { failure }) });
          continue;
        }
        const { durationMs } = speech;
        const startMs = Math.round((sampleBytes / (format.bytesPerSecond ?? Infinity)) * 1_000);
        const place = batch.concatenate ? { file: whole, startMs } : { file: fileNameOf(batch.format, index, key) };
        manifest.push({ ...named, status: 'succeeded', ...place, durationMs });
        spoken.push({ index, key, speech });
        sampleBytes += sampleBytesOf(format, speech.sizeBytes);
      }
    }
    const audio = batch.concatenate ? [this.joined(batch, whole, spoken)] : this.separate(batch, spoken);
    const files = [fileOf(MANIFEST, Buffer.from(JSON.stringify({ batchId: batch.id, items: manifest }))), ...audio];
    return { lengthBytes: archiveLength(files), content: zipArchive(files, new Date(batch.updatedAt)) };
  }

  private separate(batch: Batch, spoken: readonly SpokenItem[]): ArchiveFile[] {
    return spoken.map(({ index, key, speech }) => ({
      name: fileNameOf(batch.format, index, key),
      sizeBytes: speech.sizeBytes,
      crc32: speech.crc32,
      open: () => this.read(batch, speech),
    }));
  }

  /** One file of all. Its checksum follows from those of the items. */
  private joined(batch: Batch, name: string, spoken: readonly SpokenItem[]): ArchiveFile {
    const format = outputFormat(batch.format as OutputFormatName);
    const sampleBytes = spoken.reduce((sum, { speech }) => sum + sampleBytesOf(format, speech.sizeBytes), 0);
    const isWav = format.name === 'wav';
    if (sampleBytes > (isWav ? WAV_MAX_DATA_BYTES : LARGEST_FILE_BYTES)) {
      throw new ServiceError('state-conflict', 'The speech does not fit into one file. Create the batch in parts.');
    }
    const pcm = { sampleRateHz: format.sampleRateHz, channels: 1, bitsPerSample: 16 };
    const read = this.read.bind(this);
    async function* content(): AsyncGenerator<Uint8Array> {
      if (isWav) yield wavHeader(pcm, sampleBytes);
      for (const { speech } of spoken) yield* await read(batch, speech, isWav ? WAV_HEADER_BYTES : 0);
    }
    let sum = isWav ? crc32(wavHeader(pcm, sampleBytes)) : 0;
    for (const { speech } of spoken) {
      const bytes = sampleBytesOf(format, speech.sizeBytes);
      // Every stored WAV file begins with this header.
      const samples = isWav ? crc32OfRest(speech.crc32, crc32(wavHeader(pcm, bytes)), bytes) : speech.crc32;
      sum = crc32Combine(sum, samples, bytes);
    }
    const sizeBytes = sampleBytes + (isWav ? WAV_HEADER_BYTES : 0);
    return {
      name,
      sizeBytes,
      crc32: sum,
      open: () => Promise.resolve(Readable.from(content(), { objectMode: false })),
    };
  }

  private async read({ tenantId, voiceId, format }: Batch, { hash }: StoredSpeech, offset = 0) {
    const address = speechAddress({ tenantId, voiceId, hash, fileExtension: fileExtensionOf(format) });
    const { stream } = await this.blobs.read(address, { offset });
    return stream;
  }
}

function fileOf(name: string, content: Buffer): ArchiveFile {
  const open = () => Promise.resolve(Readable.from([content], { objectMode: false }));
  return { name, sizeBytes: content.length, crc32: crc32(content), open };
}
