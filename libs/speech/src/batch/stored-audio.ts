import type { OutputFormat } from '../synthesis/output-formats.ts';
import { WAV_HEADER_BYTES, wavHeader } from '../synthesis/wav-header.ts';
import { ByteReader } from './byte-reader.ts';

/** A header in front of the samples that is longer than this is not one. */
const MAX_HEADER_BYTES = 64 * 1024;
const UNKNOWN_SIZE = 0xff_ff_ff_ff;

/** A file of batch synthesis that is not the audio that it should be; the others of the result may be. */
export class UnusableAudioError extends Error {
  override readonly name = 'UnusableAudioError';
}

/**
 * An audio file of batch synthesis as it is stored: batch synthesis wraps all uncompressed formats in RIFF, with whatever chunks it
 * likes. WAV gets our own 44-byte header, raw formats get none; compressed ones stay as they are.
 * @param sizeBytes of the whole file
 * @param durationMs as Azure says, for formats whose size does not: a compressed file of nothing still has headers
 * @throws UnusableAudioError, after the file was read to its end, when it is empty, holds no samples, or is not RIFF where it should be
 */
export function storedAudio(
  format: OutputFormat,
  sizeBytes: number,
  file: AsyncIterable<Uint8Array>,
  durationMs?: number,
): AsyncIterable<Uint8Array> {
  const reader = new ByteReader(file);
  const audio =
    format.bytesPerSecond === undefined
      ? compressed(sizeBytes, durationMs, reader)
      : unwrapped(format, sizeBytes, reader);
  return readToEnd(audio, sizeBytes, reader);
}

/** Bytes of samples in a stored file of an uncompressed format. */
export function sampleBytesOf(format: OutputFormat, storedBytes: number): number {
  return format.name === 'wav' ? storedBytes - WAV_HEADER_BYTES : storedBytes;
}

/** What follows the file in the stream that it is part of can only be read when it was read to its end. */
async function* readToEnd(
  audio: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  reader: ByteReader,
): AsyncGenerator<Uint8Array> {
  try {
    yield* audio;
  } catch (error) {
    if (error instanceof UnusableAudioError) await reader.finish(sizeBytes);
    throw error;
  }
  await reader.finish(sizeBytes);
}

async function* compressed(
  sizeBytes: number,
  durationMs: number | undefined,
  reader: ByteReader,
): AsyncGenerator<Uint8Array> {
  if (sizeBytes === 0 || durationMs === 0) throw new UnusableAudioError('the audio file is empty');
  yield* reader.take(sizeBytes);
}

async function* unwrapped(format: OutputFormat, sizeBytes: number, reader: ByteReader): AsyncGenerator<Uint8Array> {
  const next = async (length: number): Promise<Buffer> => {
    if (reader.position + length > sizeBytes) throw new UnusableAudioError('the WAVE file has no samples');
    return await reader.read(length);
  };
  const riff = await next(12);
  if (riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8, 12) !== 'WAVE') {
    throw new UnusableAudioError('the audio is not a WAVE file');
  }
  for (;;) {
    const header = await next(8);
    const declared = header.readUInt32LE(4);
    if (header.toString('latin1', 0, 4) !== 'data') {
      const skipped = declared + (declared % 2);
      if (reader.position + skipped > Math.min(MAX_HEADER_BYTES, sizeBytes)) {
        throw new UnusableAudioError('the WAVE file has no samples');
      }
      await reader.skip(skipped);
      continue;
    }
    const left = sizeBytes - reader.position;
    // A file that was written as a stream may not know its own length.
    const dataBytes = declared === 0 || declared === UNKNOWN_SIZE ? left : Math.min(declared, left);
    if (dataBytes === 0) throw new UnusableAudioError('the WAVE file has no samples');
    if (format.name === 'wav') {
      yield wavHeader({ sampleRateHz: format.sampleRateHz, channels: 1, bitsPerSample: 16 }, dataBytes);
    }
    yield* reader.take(dataBytes);
    return;
  }
}
