import { crc32 } from 'node:zlib';
import { idPatches, patchedContent, PLACEHOLDER_ID, taggedWavHeader, wavTagBytes } from '#audio';
import { type OutputFormat, sampleBytesOf, WAV_HEADER_BYTES, wavHeader } from '#speech';
import type { StoredSpeech } from '#storage';
import { crc32Combine, crc32OfRest, crc32Patched } from './crc32-combine.ts';

/** How much longer the tag of an item makes a WAV file: its ids have one length. */
const WAV_TAG_BYTES = wavTagBytes(PLACEHOLDER_ID);

/** The header of 16-bit mono samples; as in each stored WAV file. */
export function plainWavHeader({ sampleRateHz }: OutputFormat, sampleBytes: number): Uint8Array {
  return wavHeader({ sampleRateHz, channels: 1, bitsPerSample: 16 }, sampleBytes);
}

/** The CRC-32 of the samples in a stored file of an uncompressed format, from that of the file. */
export function samplesCrc32(format: OutputFormat, { sizeBytes, crc32: sum }: StoredSpeech): number {
  if (format.name !== 'wav') return sum;
  const bytes = sampleBytesOf(format, sizeBytes);
  return crc32OfRest(sum, crc32(plainWavHeader(format, bytes)), bytes);
}

/** Size of the file that is handed out for an item. @param isMarked whether it gets the id of the item */
export function markedSizeBytes(format: OutputFormat, { sizeBytes }: StoredSpeech, isMarked: boolean): number {
  return isMarked && format.name === 'wav' ? sizeBytes + WAV_TAG_BYTES : sizeBytes;
}

/**
 * The file that is handed out for one item of a batch. What is stored may be shared with other batches, so the id of the item is put in while the file is
 * read. Size and checksum are known before. See ADR 169.
 */
export class MarkedItem {
  /** Where reading the stored file begins. */
  readonly readFrom: number;
  readonly sizeBytes: number;
  readonly #header: Uint8Array | undefined;

  /** @param provenanceId undefined for what earlier releases have spoken, which is handed out as it is stored */
  constructor(
    private readonly format: OutputFormat,
    private readonly speech: StoredSpeech,
    private readonly provenanceId: string | undefined,
  ) {
    this.sizeBytes = markedSizeBytes(format, speech, provenanceId !== undefined);
    if (provenanceId !== undefined && format.name === 'wav') {
      this.#header = taggedWavHeader(plainWavHeader(format, sampleBytesOf(format, speech.sizeBytes)), provenanceId);
    }
    this.readFrom = this.#header ? WAV_HEADER_BYTES : 0;
  }

  get crc32(): number {
    const { format, speech } = this;
    if (this.#header) {
      return crc32Combine(crc32(this.#header), samplesCrc32(format, speech), sampleBytesOf(format, speech.sizeBytes));
    }
    return crc32Patched(speech.crc32, this.patches, speech.sizeBytes);
  }

  /** @param stored the stored file from `readFrom` on */
  async *content(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    if (this.#header) yield this.#header;
    yield* patchedContent(stored, this.patches);
  }

  private get patches() {
    const { speech, provenanceId } = this;
    return speech.tag && provenanceId !== undefined ? idPatches(speech.tag, provenanceId) : [];
  }
}
