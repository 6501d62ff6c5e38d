import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { AudioHash, isTaggedContainer, type TagPlace } from '#audio';
import { errorCodeOf } from '#domain';
import { type Logger, LOGGER } from '#observability';
import { type OutputFormat, sampleBytesOf } from '#speech';
import { BatchFiles, BlobStore, speechAddress, type SpeechKey, speechMetadata, type StoredSpeech } from '#storage';

/** Larger files go through the disk: their checksum must be known before they are written. */
export const MAX_IN_MEMORY_BYTES = 1024 * 1024;

/** What is known of speech beside its bytes. */
export interface SpeechSource {
  /** As Azure says; that of uncompressed formats follows from their length. */
  readonly durationMs: number;
  /** Where its tag is, once it was read to its end. */
  readonly place: () => TagPlace | undefined;
}

/**
 * Stores speech under its hash. The first that stores it wins: who counts on a file must find it unchanged.
 * See ADR 41.
 */
@Injectable()
export class StoreSpeech {
  constructor(
    private readonly files: BatchFiles,
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async small(
    key: SpeechKey,
    format: OutputFormat,
    content: Buffer,
    source: SpeechSource,
    signal: AbortSignal,
  ): Promise<StoredSpeech> {
    const audio = new AudioHash(format.name);
    audio.push(content);
    const sums = { crc32: crc32(content), audioSha256: audio.digest() };
    const speech = speechOf(key, format, content.length, sums, source);
    this.noteTag(format, speech);
    return this.first(key, speech, (ifAbsent) =>
      this.blobs.put(speechAddress(key), content, { ...optionsFor(format, speech, ifAbsent), signal }),
    );
  }

  async large(
    key: SpeechKey,
    format: OutputFormat,
    content: AsyncIterable<Uint8Array>,
    source: SpeechSource,
    signal: AbortSignal,
  ): Promise<StoredSpeech> {
    const directory = await mkdtemp(join(tmpdir(), 'batch-'));
    try {
      const path = join(directory, 'speech');
      const file = await open(path, 'wx', 0o600);
      let sum = 0;
      let sizeBytes = 0;
      const audio = new AudioHash(format.name);
      try {
        for await (const chunk of content) {
          await file.write(chunk);
          sum = crc32(chunk, sum);
          audio.push(chunk);
          sizeBytes += chunk.length;
        }
      } finally {
        await file.close();
      }
      const speech = speechOf(key, format, sizeBytes, { crc32: sum, audioSha256: audio.digest() }, source);
      this.noteTag(format, speech);
      return await this.first(key, speech, (ifAbsent) =>
        this.blobs.write(speechAddress(key), createReadStream(path), {
          ...optionsFor(format, speech, ifAbsent),
          signal,
        }),
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  private noteTag({ name }: OutputFormat, { tag }: StoredSpeech): void {
    if (tag || !isTaggedContainer(name)) return;
    this.logger.error({ format: name }, 'speech has no tag, because its container is not as expected');
  }

  private async first(
    key: SpeechKey,
    speech: StoredSpeech,
    write: (ifAbsent: boolean) => Promise<unknown>,
  ): Promise<StoredSpeech> {
    try {
      await write(true);
      return speech;
    } catch (error) {
      if (errorCodeOf(error) !== 'state-conflict') throw error;
      const earlier = await this.files.findSpeech(key);
      if (earlier) return earlier;
      await write(false);
      return speech;
    }
  }
}

function speechOf(
  { hash }: SpeechKey,
  format: OutputFormat,
  sizeBytes: number,
  sums: Pick<StoredSpeech, 'crc32' | 'audioSha256'>,
  { durationMs, place }: SpeechSource,
): StoredSpeech {
  const tag = place();
  const exactMs =
    format.bytesPerSecond === undefined
      ? durationMs
      : (sampleBytesOf(format, sizeBytes) / format.bytesPerSecond) * 1_000;
  return { hash, sizeBytes, durationMs: Math.round(exactMs), ...sums, ...(tag && { tag }) };
}

function optionsFor(format: OutputFormat, speech: StoredSpeech, ifAbsent: boolean) {
  return { contentType: format.contentType, ifAbsent, metadata: speechMetadata(speech) };
}
