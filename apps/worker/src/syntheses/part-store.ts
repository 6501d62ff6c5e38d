import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { errorCodeOf, type Synthesis } from '#domain';
import { type SpeechPart, writeSsml } from '#speech';
import { BLOB_CONTAINERS, type BlobAddress, type BlobStore } from '#storage';
import type { PartReport, SpokenPart } from './speak-part.ts';

const LENGTH_BYTES = 4;

/** A part that is in Blob Storage. */
export interface StoredPart {
  readonly address: BlobAddress;
  readonly report: PartReport;
}

/**
 * The parts of a synthesis that have been spoken, one blob each: samples, then the report as JSON, then its length in 4 bytes. One write, so
 * a part is there or not. Its name is a function of what is said: a later run finds it, one that would cut the text otherwise does not.
 * See ADR 36.
 */
export class PartStore {
  constructor(
    private readonly blobs: BlobStore,
    private readonly synthesis: Synthesis,
    private readonly sampleRateHz: number,
  ) {}

  async find(part: SpeechPart): Promise<StoredPart | undefined> {
    const address = this.addressOf(part);
    const found = await this.blobs.properties(address);
    if (found === undefined) return undefined;
    const length = await this.bytes(address, found.sizeBytes - LENGTH_BYTES, LENGTH_BYTES);
    const reportBytes = length.readUInt32LE(0);
    const report = await this.bytes(address, found.sizeBytes - LENGTH_BYTES - reportBytes, reportBytes);
    return { address, report: JSON.parse(report.toString('utf8')) as PartReport };
  }

  async save(part: SpeechPart, { pcm, report }: SpokenPart, signal: AbortSignal): Promise<StoredPart> {
    const address = this.addressOf(part);
    const json = Buffer.from(JSON.stringify(report));
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(json.length);
    const content = Readable.from([pcm, json, length], { objectMode: false });
    try {
      await this.blobs.write(address, content, { contentType: 'application/octet-stream', ifAbsent: true, signal });
      return { address, report };
    } catch (error) {
      // A write that an earlier run stopped waiting for has arrived since. Readers must find the samples that its report describes.
      const kept = errorCodeOf(error) === 'state-conflict' ? await this.find(part) : undefined;
      if (!kept) throw error;
      return kept;
    }
  }

  async *read({ address }: StoredPart, offset: number, count: number): AsyncGenerator<Uint8Array> {
    if (count === 0) return;
    yield* (await this.blobs.read(address, { offset, count })).stream as AsyncIterable<Uint8Array>;
  }

  private addressOf(part: SpeechPart): BlobAddress {
    const said = createHash('sha256')
      .update(`${this.sampleRateHz}\n${writeSsml(part.script)}`)
      .digest('hex');
    return {
      container: BLOB_CONTAINERS.results,
      name: `${partsPrefix(this.synthesis)}${part.index}-${said.slice(0, 16)}`,
    };
  }

  private async bytes(address: BlobAddress, offset: number, count: number): Promise<Buffer> {
    const { stream } = await this.blobs.read(address, { offset, count });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}

function partsPrefix({ tenantId, id }: Synthesis): string {
  return `${tenantId}/${id}/parts/`;
}
