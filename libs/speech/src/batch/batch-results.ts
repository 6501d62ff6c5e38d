import { createInflateRaw, crc32 } from 'node:zlib';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ProviderError } from '#domain';
import { inTurns, Pace, parseJson, type Steps } from '#loop';
import { z } from 'zod';
import type { BatchSynthesisClient, DownloadOptions } from './batch-synthesis-client.ts';
import { ByteReader } from './byte-reader.ts';
import {
  findZipDirectory,
  LOCAL_HEADER_BYTES,
  localHeaderLength,
  readZipDirectoryInSteps,
  ZIP_TAIL_BYTES,
  type ZipEntry,
} from './zip-directory.ts';

const numeric = z.coerce.number().nonnegative();

/** `summary.json`; its numbers are strings. */
const summarySchema = z.object({ results: z.array(z.unknown()) });
const resultSchema = z.object({
  status: z.string(),
  audioFileName: z.string().optional(),
  properties: z.object({ durationInMilliseconds: numeric.optional() }).optional(),
  error: z.object({ code: z.string().optional() }).optional(),
});
/** What a result takes to check, as `Pace` counts. */
const RESULT_UNITS = 32;

/** What happened to one input of a job, in the order of the inputs. */
export interface BatchInputResult {
  readonly fileName: string | undefined;
  readonly durationMs: number | undefined;
  /** The provider's code, when there is no audio. */
  readonly errorCode: string | undefined;
}

/** One audio file of a result. Read `content` to its end before you ask for the next file. */
export interface BatchAudioFile {
  /** Place of the input, from 0. */
  readonly input: number;
  readonly sizeBytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** A directory or a summary that is larger than this is not one: 10,000 inputs of 64 KB are 640 MB, but only of text. */
const MAX_PART_BYTES = 256 * 1024 * 1024;
const SUMMARY = 'summary.json';

/**
 * `results.zip` of a job, read without being kept: its directory and summary by range, then the audio in one pass. The sizes come from
 * the directory, since a zip that was itself written as a stream does not say them in front of the content.
 * See ADR 42.
 */
export class BatchResults {
  private constructor(
    private readonly open: (range?: string) => Promise<Readable>,
    private readonly entries: readonly ZipEntry[],
    /** In the order of the job's inputs. */
    readonly inputs: readonly BatchInputResult[],
  ) {}

  /** @throws ProviderError `provider-unavailable` when it is not a readable result */
  static async open(
    client: Pick<BatchSynthesisClient, 'download'>,
    url: string,
    options: DownloadOptions = {},
  ): Promise<BatchResults> {
    return damaged(async () => {
      const open = async (range?: string) => (await client.download(url, { ...options, range })).stream;
      const bytes = async (offset: number, length: number): Promise<Buffer> => {
        if (length > MAX_PART_BYTES) throw new Error('a part of the zip file is implausibly large');
        return buffer(await open(`bytes=${offset}-${offset + length - 1}`));
      };
      const fileBytes = await lengthOf(client, url, options);
      const tailBytes = Math.min(ZIP_TAIL_BYTES, fileBytes);
      const directory = findZipDirectory(await bytes(fileBytes - tailBytes, tailBytes), fileBytes);
      const entries = await inTurns(readZipDirectoryInSteps(await bytes(directory.offset, directory.sizeBytes)));
      const entry = entries.find(({ name }) => name === SUMMARY);
      if (!entry) throw new Error('the result has no summary');
      const header = localHeaderLength(await bytes(entry.offset, LOCAL_HEADER_BYTES));
      const packed = await bytes(entry.offset + header, entry.compressedBytes);
      const summary = await buffer(Readable.from(contentOf(entry, Readable.from([packed]))));
      return new BatchResults(open, entries, await inTurns(inputsInSteps(summary.toString())));
    });
  }

  /** Each audio file, in the order in which they lie in the zip. @throws ProviderError when it breaks off or is damaged */
  async *audioFiles(): AsyncGenerator<BatchAudioFile> {
    const inputOf = new Map(
      this.inputs.flatMap(({ fileName }, input) => (fileName === undefined ? [] : [[fileName, input]])),
    );
    const stream = await this.open();
    try {
      const reader = new ByteReader(stream);
      for (const entry of this.entries) {
        const input = inputOf.get(entry.name);
        if (input === undefined) continue;
        await damaged(async () => {
          await reader.skip(entry.offset - reader.position);
          const header = await reader.read(LOCAL_HEADER_BYTES);
          await reader.skip(localHeaderLength(header) - LOCAL_HEADER_BYTES);
        });
        const packed = reader.take(entry.compressedBytes);
        yield { input, sizeBytes: entry.sizeBytes, content: rethrown(contentOf(entry, packed)) };
      }
    } finally {
      stream.destroy();
    }
  }
}

/**
 * Bytes of the whole file, by asking for the first of them: Blob Storage has no suffix ranges (`bytes=-n`), so the end of a file can only be
 * asked for when its length is known (learn.microsoft.com, "Specifying the range header for Blob service operations").
 */
async function lengthOf(
  client: Pick<BatchSynthesisClient, 'download'>,
  url: string,
  options: DownloadOptions,
): Promise<number> {
  const { stream, totalLength } = await client.download(url, { ...options, range: 'bytes=0-0' });
  await buffer(stream);
  if (totalLength === undefined) throw new Error('the length of the result is not known');
  return totalLength;
}

/** The unpacked content; ends with an error when it is not what the directory says. */
async function* contentOf(entry: ZipEntry, packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (entry.method !== 0 && entry.method !== 8) throw new Error(`the zip file uses the method ${entry.method}`);
  let sum = 0;
  let seen = 0;
  const content = entry.method === 0 ? packed : inflated(packed);
  for await (const chunk of content) {
    sum = crc32(chunk, sum);
    seen += chunk.length;
    if (seen > entry.sizeBytes) break;
    yield chunk;
  }
  if (seen !== entry.sizeBytes || sum !== entry.crc32) throw new Error('a file of the result is damaged');
}

function inflated(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = Readable.from(packed);
  const inflate = createInflateRaw();
  source.once('error', (error) => inflate.destroy(error));
  return source.pipe(inflate);
}

function* inputsInSteps(summary: string): Steps<BatchInputResult[]> {
  const inputs: BatchInputResult[] = [];
  const pace = new Pace();
  for (const result of summarySchema.parse(yield* parseJson(summary)).results) {
    const { status, audioFileName, properties, error } = resultSchema.parse(result);
    inputs.push({
      fileName: status === 'Succeeded' ? audioFileName : undefined,
      durationMs: properties?.durationInMilliseconds,
      errorCode: error?.code,
    });
    if (pace.isDue(RESULT_UNITS)) yield;
  }
  return inputs;
}

async function* rethrown(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw asProviderError(error);
  }
}

async function damaged<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asProviderError(error);
  }
}

/** A result that cannot be read may be readable at the next try: it is fetched again. What the caller aborted stays what it is. */
function asProviderError(error: unknown): unknown {
  if (error instanceof ProviderError || (error instanceof Error && error.name === 'AbortError')) return error;
  return new ProviderError('provider-unavailable', 'The result of a batch synthesis cannot be read', {
    cause: error,
    providerCode: 'InvalidResponse',
  });
}
