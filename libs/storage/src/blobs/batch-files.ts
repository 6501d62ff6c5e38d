import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { inTurns, parseJson, type Steps, stringifyJson } from '#loop';
import { type Batch, type BatchChunk, errorCodeOf, isErrorCode, ServiceError } from '#domain';
import { BLOB_CONTAINERS } from './blob-containers.ts';
import type { BlobAddress, BlobStore } from './blob-store.ts';

/** Names with metadata that are read at once: the list of 1,000 is 1 MB of XML, and takes 20 MB to be parsed. */
const PAGE_SIZE = 250;
/** Reading such a page takes about as much processor time as asking for this many blobs. */
const HASHES_PER_PAGE = 100;
const QUESTIONS_AT_ONCE = 16;

const itemSchema = z.union([
  z.object({ key: z.string().optional(), text: z.string() }),
  z.object({ key: z.string().optional(), ssml: z.string() }),
]);
/** One item as the caller gave it. */
export type BatchItem = z.infer<typeof itemSchema>;

const speechSchema = z.object({
  /** Hex SHA-256 of what was asked of Azure: the same words, voice and settings have the same. */
  hash: z.string(),
  sizeBytes: z.number(),
  durationMs: z.number(),
  crc32: z.number(),
  /** Where the tag has its place for an id, in bytes from the start (`TagPlace` of libs/audio); absent in files without one. */
  tag: z
    .object({ idAt: z.number(), page: z.object({ checksumAt: z.number(), endsAt: z.number() }).optional() })
    .optional(),
  /** Hex SHA-256 of the audio without tags (`AudioHash`); absent in files that an earlier release has stored. */
  audioSha256: z.string().optional(),
});
/** A file of speech that is stored under its hash. */
export type StoredSpeech = z.infer<typeof speechSchema>;

const failureSchema = z.object({
  code: z.string().refine(isErrorCode),
  detail: z.string(),
  providerReason: z.string().optional(),
});

const stateSchema = z.object({
  key: z.string().optional(),
  characters: z.number(),
  speech: speechSchema.optional(),
  /** It was spoken before, for this batch or an earlier one. */
  reused: z.boolean().optional(),
  failure: failureSchema.optional(),
});
/** How an item ended: with speech, or with a failure. */
export type BatchItemState = z.infer<typeof stateSchema>;

const planSchema = z.object({
  /** Those that need not be spoken have their speech. */
  items: z.array(z.object({ hash: z.string(), speech: speechSchema.optional(), reused: z.boolean().optional() })),
  /** Places in the chunk of the items whose SSML is sent to Azure, in the order of the job's inputs. */
  inputs: z.array(z.number()),
});
/** What one attempt at a chunk sends to Azure. Written once, so that a repeated submission sends the same. */
export type BatchPlan = z.infer<typeof planSchema>;

/** What the speech of a batch is stored by. */
export interface SpeechKey {
  readonly tenantId: string;
  readonly voiceId: string;
  readonly hash: string;
  readonly fileExtension: string;
}

/** The same SSML in the same format has the same hash. `format` is Azure's name of it. */
export function speechHash(ssml: string, format: string): string {
  return createHash('sha256').update(`${format}\n${ssml}`).digest('hex');
}

/** Where all speech of a voice's batches lies: what erasing the voice has to delete. */
export function voiceSpeechPrefix(tenantId: string, voiceId: string): string {
  return `${tenantId}/${voiceId}/`;
}

export function speechAddress({ tenantId, voiceId, hash, fileExtension }: SpeechKey): BlobAddress {
  return {
    container: BLOB_CONTAINERS.results,
    name: `${voiceSpeechPrefix(tenantId, voiceId)}${hash}.${fileExtension}`,
  };
}

/** Where the file of all items of a batch is stored. @param speech hex, what it is made of */
export function joinedAddress(
  { tenantId, id }: Pick<Batch, 'tenantId' | 'id'>,
  speech: string,
  fileExtension: string,
): BlobAddress {
  return { container: BLOB_CONTAINERS.results, name: `${tenantId}/${id}/joined-${speech}.${fileExtension}` };
}

/** Whether a blob of the container `results` is such a file. */
export function isJoinedFile(blobName: string): boolean {
  return /^[^/]+\/bat_[^/]+\/joined-[0-9a-f]+\.\w+$/.test(blobName);
}

/** The blobs of batches: the items of each chunk, what is planned for them, how they ended, and the speech itself. */
export class BatchFiles {
  /** The last lookup that runs or waits, whether it succeeds or fails. */
  #lookups: Promise<unknown> = Promise.resolve();

  constructor(private readonly blobs: BlobStore) {}

  /** Before the batch is committed; writing the same again is harmless. */
  async writeItems(batch: Batch, chunk: BatchChunk, items: readonly BatchItem[]): Promise<void> {
    await this.writeJson(address(batch, `items-${chunk.index + 1}`), items);
  }

  /** @throws ServiceError `unknown-subject` when they were deleted */
  async items(batch: Batch, chunk: BatchChunk): Promise<readonly BatchItem[]> {
    return this.readArray(address(batch, `items-${chunk.index + 1}`), itemSchema);
  }

  /** The plan of this attempt: that of an earlier run if there is one, else `plan`. */
  async keepPlan(batch: Batch, chunk: BatchChunk, plan: BatchPlan): Promise<BatchPlan> {
    try {
      await this.writeJson(planAddress(batch, chunk), plan, { ifAbsent: true });
      return plan;
    } catch (error) {
      if (errorCodeOf(error) !== 'state-conflict') throw error;
      return this.plan(batch, chunk);
    }
  }

  async findPlan(batch: Batch, chunk: BatchChunk): Promise<BatchPlan | undefined> {
    return (await this.blobs.properties(planAddress(batch, chunk))) && this.plan(batch, chunk);
  }

  async plan(batch: Batch, chunk: BatchChunk): Promise<BatchPlan> {
    return planSchema.parse(await this.readJson(planAddress(batch, chunk)));
  }

  /** @returns the name of the blob, a function of the content: it counts when the batch's document names it. */
  async writeStates(batch: Batch, chunk: BatchChunk, states: readonly BatchItemState[]): Promise<string> {
    const json = await inTurns(stringifyJson(states));
    const digest = createHash('sha256').update(json).digest('hex').slice(0, 16);
    const blob = address(batch, `states-${chunk.index + 1}-${chunk.attempt}-${digest}`);
    await this.blobs.put(blob, Buffer.from(json), { contentType: 'application/json' });
    return blob.name;
  }

  /** How the items ended that have ended; undefined while no attempt at the chunk has. */
  async states({ statesBlob }: BatchChunk): Promise<readonly BatchItemState[] | undefined> {
    if (statesBlob === undefined) return undefined;
    return this.readArray({ container: BLOB_CONTAINERS.results, name: statesBlob }, stateSchema);
  }

  /** What is stored for this key, if it is whole and known. */
  async findSpeech(key: SpeechKey): Promise<StoredSpeech | undefined> {
    const found = await this.blobs.properties(speechAddress(key));
    return found && speechOf(key.hash, found);
  }

  /**
   * What is stored of these hashes. A voice that has said little is looked through page by page; for one that has said much, each hash
   * is asked for. One such lookup at a time: concurrent ones hold as many pages, and finish no earlier.
   */
  async findAllSpeech(
    voice: Omit<SpeechKey, 'hash'>,
    hashes: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, StoredSpeech>> {
    signal?.throwIfAborted();
    const found = this.#lookups.then(() => this.lookUp(voice, hashes, signal));
    this.#lookups = Promise.allSettled([found]);
    if (!signal) return found;
    // A canceled caller does not wait for the others.
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    return Promise.race([found, aborted]);
  }

  private async lookUp(
    voice: Omit<SpeechKey, 'hash'>,
    hashes: ReadonlySet<string>,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, StoredSpeech>> {
    signal?.throwIfAborted();
    const found = new Map<string, StoredSpeech>();
    let pages = Math.ceil(hashes.size / HASHES_PER_PAGE);
    for await (const page of this.blobs.pages(
      BLOB_CONTAINERS.results,
      voiceSpeechPrefix(voice.tenantId, voice.voiceId),
      PAGE_SIZE,
    )) {
      signal?.throwIfAborted();
      for (const blob of page) {
        const [hash = '', extension] = (blob.name.split('/').at(-1) ?? '').split('.');
        const speech = extension === voice.fileExtension && hashes.has(hash) ? speechOf(hash, blob) : undefined;
        if (speech) found.set(hash, speech);
      }
      if (page.length > 0 && pages-- <= 0) return this.askForEach(voice, [...hashes], signal);
    }
    return found;
  }

  private async askForEach(
    voice: Omit<SpeechKey, 'hash'>,
    hashes: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, StoredSpeech>> {
    const found = new Map<string, StoredSpeech>();
    const left = hashes.values();
    const ask = async (): Promise<void> => {
      for (const hash of left) {
        signal?.throwIfAborted();
        const speech = await this.findSpeech({ ...voice, hash });
        if (speech) found.set(hash, speech);
      }
    };
    await Promise.all(Array.from({ length: QUESTIONS_AT_ONCE }, ask));
    return found;
  }

  private async writeJson(blob: BlobAddress, value: unknown, options: { ifAbsent?: boolean } = {}): Promise<void> {
    await this.blobs.put(blob, Buffer.from(await inTurns(stringifyJson(value))), {
      contentType: 'application/json',
      ...options,
    });
  }

  private async readArray<T>(blob: BlobAddress, item: z.ZodType<T>): Promise<readonly T[]> {
    return inTurns(parsedItems(z.array(z.unknown()).parse(await this.readJson(blob)), item));
  }

  private async readJson(blob: BlobAddress): Promise<unknown> {
    let content: string;
    try {
      content = await text((await this.blobs.read(blob)).stream);
    } catch (error) {
      if (errorCodeOf(error) !== 'not-found') throw error;
      throw new ServiceError('unknown-subject', 'A file of the batch does not exist.', { cause: error });
    }
    return inTurns(parseJson(content));
  }
}

/** Items validated between two steps: each takes a few microseconds. */
const ITEMS_PER_STEP = 100;

function* parsedItems<T>(items: readonly unknown[], schema: z.ZodType<T>): Steps<readonly T[]> {
  const parsed: T[] = [];
  for (const item of items) {
    parsed.push(schema.parse(item));
    if (parsed.length % ITEMS_PER_STEP === 0) yield;
  }
  return parsed;
}

function planAddress(batch: Batch, chunk: BatchChunk): BlobAddress {
  return address(batch, `plan-${chunk.index + 1}-${chunk.attempt}`);
}

function address({ tenantId, id }: Batch, name: string): BlobAddress {
  return { container: BLOB_CONTAINERS.results, name: `${tenantId}/${id}/${name}.json` };
}

/** The metadata with which `findSpeech` finds a file again. */
export function speechMetadata({
  durationMs,
  crc32,
  tag,
  audioSha256,
}: Omit<StoredSpeech, 'hash'>): Record<string, string> {
  const places = tag && [tag.idAt, ...(tag.page ? [tag.page.checksumAt, tag.page.endsAt] : [])];
  return {
    durationms: String(durationMs),
    crc32: crc32.toString(16).padStart(8, '0'),
    ...(places && { tag: places.join('.') }),
    ...(audioSha256 !== undefined && { audiosha256: audioSha256 }),
  };
}

function speechOf(
  hash: string,
  { sizeBytes, metadata }: { sizeBytes: number; metadata: Readonly<Record<string, string>> },
): StoredSpeech | undefined {
  const durationMs = Number(metadata['durationms']);
  const crc32 = Number.parseInt(metadata['crc32'] ?? '', 16);
  if (!Number.isFinite(durationMs) || !Number.isFinite(crc32)) return undefined;
  const audioSha256 = metadata['audiosha256'];
  return {
    hash,
    sizeBytes,
    durationMs,
    crc32,
    ...tagOf(metadata['tag']),
    ...(audioSha256 !== undefined && { audioSha256 }),
  };
}

function tagOf(places: string | undefined): Pick<StoredSpeech, 'tag'> {
  const [idAt, checksumAt, endsAt] = places?.split('.').map(Number) ?? [];
  if (idAt === undefined) return {};
  return { tag: { idAt, ...(checksumAt !== undefined && endsAt !== undefined && { page: { checksumAt, endsAt } }) } };
}
