import type { OutputFormat } from '../synthesis/output-formats.ts';
import { WAV_HEADER_BYTES, wavHeader } from '../synthesis/wav-header.ts';
import { ByteReader } from './byte-reader.ts';

/** A header in front of the samples that is longer than this is not one. */
const LONGEST_HEADER_BYTES = 64 * 1024;
const UNKNOWN_SIZE = 0xff_ff_ff_ff;

/**
 * An audio file of batch synthesis as it is stored: batch synthesis wraps all uncompressed formats in RIFF, with whatever chunks it
 * likes. WAV gets our own 44-byte header, raw formats get none; compressed ones stay as they are.
 * @param sizeBytes of the whole file
 * @throws Error when the file is not RIFF where it should be
 */
export function storedAudio(
  format: OutputFormat,
  sizeBytes: number,
  file: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return format.bytesPerSecond === undefined ? file : unwrapped(format, sizeBytes, file);
}

/** Bytes of samples in a stored file of an uncompressed format. */
export function sampleBytesOf(format: OutputFormat, storedBytes: number): number {
  return format.name === 'wav' ? storedBytes - WAV_HEADER_BYTES : storedBytes;
}

async function* unwrapped(
  format: OutputFormat,
  sizeBytes: number,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(file);
  const riff = await reader.read(12);
  if (riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('the audio is not a WAVE file');
  }
  for (;;) {
    const header = await reader.read(8);
    const declared = header.readUInt32LE(4);
    if (header.toString('latin1', 0, 4) !== 'data') {
      if (reader.position + declared > LONGEST_HEADER_BYTES) throw new Error('the WAVE file has no samples');
      await reader.skip(declared + (declared % 2));
      continue;
    }
    const left = sizeBytes - reader.position;
    // A file that was written as a stream may not know its own length.
    const dataBytes = declared === 0 || declared === UNKNOWN_SIZE ? left : Math.min(declared, left);
    if (format.name === 'wav') {
      yield wavHeader({ sampleRateHz: format.sampleRateHz, channels: 1, bitsPerSample: 16 }, dataBytes);
    }
    yield* reader.take(dataBytes);
    await reader.skip(sizeBytes - reader.position);
    return;
  }
}
