import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { AudioHash, AudioProcessingError, isSignedContainer, taggedWavHeader } from '#audio';
import { SpeakableVoices } from '#documents';
import {
  attemptsOf,
  type Batch,
  errorCodeOf,
  isRetryable,
  type JoinedFile,
  ServiceError,
  type SpeakableVoice,
  type SpeechManifest,
} from '#domain';
import { type Logger, LOGGER } from '#observability';
import type { RecordedSpeaker } from '#provenance';
import {
  outputFormat,
  type OutputFormat,
  type OutputFormatName,
  sampleBytesOf,
  WAV_HEADER_BYTES,
  WAV_MAX_DATA_BYTES,
  wavHeader,
} from '#speech';
import {
  type BlobAddress,
  BatchFiles,
  BlobStore,
  joinedAddress,
  provenanceIdOf,
  speechAddress,
  type StoredSpeech,
} from '#storage';
import { SignSpeech } from '../platform/sign-speech.ts';
import { usableVoice } from '../platform/usable-voice.ts';
import { ChunkRecord, type JoinedFileFacts } from './chunk-record.ts';

/** Of the names of blobs: hex characters of a SHA-256. */
const NAME_CHARACTERS = 32;
/** Files that are opened ahead of the one that is read: most are short. */
const OPENED_AHEAD = 8;
/** As in the archive, which refuses what does not fit into one file. */
const MAX_SAMPLE_BYTES = WAV_MAX_DATA_BYTES - 1024 * 1024;

type Speech = Pick<StoredSpeech, 'hash' | 'sizeBytes'>;

/** The run that ends a chunk. */
export interface EndingRun {
  /** Has spoken; absent where it was not looked up. */
  readonly voice?: SpeakableVoice;
  /** Absent where the message is not retried: the chunk ends, whatever fails. */
  readonly signal?: AbortSignal;
}

/** The file of all items, before it is read or written. */
interface Plan {
  readonly batch: Batch;
  readonly format: OutputFormat;
  readonly speech: readonly Speech[];
  readonly sampleBytes: number;
  readonly header: Uint8Array;
  readonly provenanceId: string;
  /** Where it is stored; undefined when it is not. */
  readonly address: BlobAddress | undefined;
}

interface Sums extends Omit<JoinedFileFacts, 'id'> {
  readonly crc32: number;
}

/**
 * Makes one file of all items of a batch when its last chunk has ended: their samples, without what is around them, behind a header with a tag. A
 * file that can be signed is stored. Of others the record is kept, and the archive joins them while it is sent. See ADR 178.
 */
@Injectable()
export class JoinItems {
  constructor(
    private readonly voices: SpeakableVoices,
    private readonly files: BatchFiles,
    private readonly blobs: BlobStore,
    private readonly manifests: SignSpeech,
    private readonly record: ChunkRecord,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Each run over the same speech has the same result: the first file that is stored counts, and its record.
   * @param ended the batch with the states of all chunks
   * @param speaker who is heard, as far as it is known
   * @param run its voice, if given, may be used at this moment; without a signal, the batch has to end, with the file or without
   * @returns undefined where there is none: the archive then joins the items, with the ids of their chunks in its tag
   * @throws ServiceError `dependency-unavailable`; what the signal says; AudioProcessingError when this process ends
   */
  async execute(
    ended: Batch,
    speaker: RecordedSpeaker | undefined,
    { voice, signal }: EndingRun,
  ): Promise<JoinedFile | undefined> {
    if (!ended.concatenate) return undefined;
    try {
      // Nothing is made of a voice that may no longer be used.
      if (!voice && 'code' in (await usableVoice(this.voices, ended))) return undefined;
      const plan = await this.planOf(ended);
      return plan && (await this.made(plan, speaker, signal));
    } catch (err) {
      signal?.throwIfAborted();
      if (signal && mayPass(err)) throw err;
      this.logger.error({ err, subjectId: ended.id }, 'the items of a batch could not be made one file');
      return undefined;
    }
  }

  private async planOf(batch: Batch): Promise<Plan | undefined> {
    const format = outputFormat(batch.format as OutputFormatName);
    const speech: Speech[] = [];
    for (const chunk of batch.chunks) {
      for (const { speech: spoken } of (await this.files.states(chunk)) ?? []) {
        if (spoken) speech.push({ hash: spoken.hash, sizeBytes: spoken.sizeBytes });
      }
    }
    const sampleBytes = speech.reduce((sum, { sizeBytes }) => sum + sampleBytesOf(format, sizeBytes), 0);
    if (speech.length === 0 || sampleBytes > MAX_SAMPLE_BYTES) return undefined;
    const content = contentOf(speech);
    const headerOf = (id: string): Uint8Array => headerWith(format, sampleBytes, id);
    // All ids have one length.
    const isStored = this.manifests.signs(format.name, headerOf(provenanceIdOf(batch.id)).length + sampleBytes);
    const provenanceId = provenanceIdOf(batch.id, `joined\n${isStored ? 'stored' : 'sent'}\n${content}`);
    const address = isStored
      ? joinedAddress(batch, content.slice(0, NAME_CHARACTERS), format.fileExtension)
      : undefined;
    return { batch, format, speech, sampleBytes, header: headerOf(provenanceId), provenanceId, address };
  }

  private async made(plan: Plan, speaker: RecordedSpeaker | undefined, signal?: AbortSignal): Promise<JoinedFile> {
    const { batch, provenanceId, address } = plan;
    const { crc32: sum, ...facts } = address ? await this.stored(plan, address, signal) : await this.sent(plan, signal);
    // Before the batch names it, so that each file that is handed out has its record.
    await this.record.keepJoined(batch, { id: provenanceId, ...facts }, speaker);
    const { bytes: sizeBytes, sha256, manifest } = facts;
    return {
      provenanceId,
      attempts: attemptsOf(batch),
      sizeBytes,
      sha256,
      ...(address && { stored: { blobName: address.name, crc32: sum } }),
      ...(manifest && { manifest }),
    };
  }

  /** Too large to be signed, or of a format without a place for a manifest. It is read once, for its hashes, and not held. */
  private async sent(plan: Plan, signal?: AbortSignal): Promise<Sums> {
    const { name } = plan.format;
    const sums = await sumsOf(this.content(plan, signal), name);
    const isTooLarge = this.manifests.signer !== undefined && isSignedContainer(name);
    return isTooLarge ? { ...sums, manifest: { state: 'unsigned', reason: 'too-large' } } : sums;
  }

  /** The file that an earlier run has stored before it died, or a new one. */
  private async stored(plan: Plan, address: BlobAddress, signal = new AbortController().signal): Promise<Sums> {
    const kept = await this.kept(address);
    if (kept) return kept;
    const { format, provenanceId } = plan;
    const directory = await mkdtemp(join(tmpdir(), 'joined-'));
    try {
      const file = join(directory, 'joined');
      await writeFile(file, this.content(plan, signal), { flag: 'wx', mode: 0o600, signal });
      const order = { path: file, directory, format: format.name, provenanceId };
      const { path, manifest } = await this.manifests.sign(order, signal);
      const sums = { ...(await sumsOf(createReadStream(path), format.name)), ...(manifest && { manifest }) };
      await this.blobs.write(address, createReadStream(path), {
        contentType: format.contentType,
        ifAbsent: true,
        metadata: metadataOf(sums),
        signal,
      });
      return sums;
    } catch (error) {
      // The first that is stored stays.
      const first = errorCodeOf(error) === 'state-conflict' ? await this.kept(address) : undefined;
      if (!first) throw error;
      return first;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  private async kept(address: BlobAddress): Promise<Sums | undefined> {
    const found = await this.blobs.properties(address);
    return found && sumsIn(found.sizeBytes, found.metadata);
  }

  private async *content({ batch, format, speech, sampleBytes, header }: Plan, signal?: AbortSignal) {
    const { tenantId, voiceId } = batch;
    const offset = format.name === 'wav' ? WAV_HEADER_BYTES : 0;
    const open = async ({ hash }: Speech): Promise<Readable> => {
      const address = speechAddress({ tenantId, voiceId, hash, fileExtension: format.fileExtension });
      return (await this.blobs.read(address, { offset, ...(signal && { signal }) })).stream;
    };
    if (header.length > 0) yield header;
    let readBytes = 0;
    for await (const chunk of openedAhead(speech, open, signal)) {
      readBytes += chunk.length;
      yield chunk;
    }
    if (readBytes === sampleBytes) return;
    throw new ServiceError('internal', `The items have ${readBytes} bytes of samples, not ${sampleBytes}.`);
  }
}

/** What another run may not meet. Retried, anything else would in the end let items fail that were spoken. */
function mayPass(error: unknown): boolean {
  if (error instanceof ServiceError) return isRetryable(error) && error.code !== 'internal';
  return error instanceof AudioProcessingError;
}

async function* readable(content: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* content as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new ServiceError('dependency-unavailable', 'The speech of an item could not be read.', { cause });
  }
}

/** What the files say, one behind the other; some are opened ahead. Ends with the signal, also while nothing comes. */
async function* openedAhead<T>(
  files: readonly T[],
  open: (file: T) => Promise<Readable>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const opened: Promise<Readable>[] = [];
  const coming = files.values();
  const close = (): void => {
    for (const stream of opened) void stream.then((each) => each.destroy()).catch(() => undefined);
  };
  // The one that is read may wait for bytes that do not come.
  signal?.addEventListener('abort', close, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      while (opened.length < OPENED_AHEAD) {
        const next = coming.next();
        if (next.done === true) break;
        const stream = open(next.value);
        // It is read when its turn comes, and throws then; until then a failure must not count as unhandled.
        void stream.then(
          (each) => each.on('error', () => undefined),
          () => undefined,
        );
        opened.push(stream);
      }
      const first = opened[0];
      if (!first) return;
      for await (const chunk of readable(await first)) {
        signal?.throwIfAborted();
        yield chunk;
      }
      void opened.shift();
    }
  } finally {
    signal?.removeEventListener('abort', close);
    close();
  }
}

function headerWith({ name, sampleRateHz }: OutputFormat, sampleBytes: number, provenanceId: string): Uint8Array {
  if (name !== 'wav') return new Uint8Array();
  return taggedWavHeader(wavHeader({ sampleRateHz, channels: 1, bitsPerSample: 16 }, sampleBytes), provenanceId);
}

/** Hex: the same speech in the same order has the same. */
function contentOf(speech: readonly Speech[]): string {
  const hash = createHash('sha256');
  for (const each of speech) hash.update(`${each.hash}\n`);
  return hash.digest('hex');
}

/** @param format name of the format */
async function sumsOf(content: AsyncIterable<Uint8Array>, format: string): Promise<Sums> {
  const [whole, audio] = [createHash('sha256'), new AudioHash(format)];
  let [bytes, sum] = [0, 0];
  for await (const chunk of content) {
    bytes += chunk.length;
    sum = crc32(chunk, sum);
    whole.update(chunk);
    audio.push(chunk);
  }
  return { bytes, crc32: sum, sha256: whole.digest('hex'), audioSha256: audio.digest() };
}

function metadataOf({ crc32: sum, sha256, audioSha256, manifest }: Sums): Record<string, string> {
  return {
    sha256,
    crc32: sum.toString(16).padStart(8, '0'),
    ...(audioSha256 !== undefined && { audio_sha256: audioSha256 }),
    ...(manifest && { manifest: JSON.stringify(manifest) }),
  };
}

function sumsIn(bytes: number, metadata: Readonly<Record<string, string>>): Sums | undefined {
  const { sha256, audio_sha256: audioSha256, manifest } = metadata;
  const sum = Number.parseInt(metadata['crc32'] ?? '', 16);
  if (sha256 === undefined || !Number.isFinite(sum)) return undefined;
  return {
    bytes,
    crc32: sum,
    sha256,
    ...(audioSha256 !== undefined && { audioSha256 }),
    ...(manifest !== undefined && { manifest: JSON.parse(manifest) as SpeechManifest }),
  };
}
