import { decodeWav, isWav, WavFormatError, type Pcm } from '../signal/wav.ts';
import type { CompressedContainer } from './compressed-decoder.ts';

/** The recording cannot be read as audio. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
}

/**
 * Decodes a recording: WAV itself; MP3 (with WAV what custom voice documents) and what else fast transcription takes by FFmpeg.
 *
 * @throws UndecodableError
 */
export async function decodeRecording(bytes: Uint8Array): Promise<Pcm> {
  if (isWav(bytes)) {
    try {
      return decodeWav(bytes);
    } catch (error) {
      if (error instanceof WavFormatError) throw new UndecodableError(error.message);
      throw error;
    }
  }
  const container = sniff(bytes);
  if (container === undefined) throw new UndecodableError('the content is no audio format that is known');
  // Loaded only when needed: the FFmpeg library takes 0.2 s and its memory.
  const { decodeCompressed } = await import('./compressed-decoder.ts');
  try {
    return await decodeCompressed(bytes, container);
  } catch (error) {
    throw new UndecodableError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The container by its first bytes: what is not recognized is not handed to FFmpeg. */
function sniff(bytes: Uint8Array): CompressedContainer | undefined {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('fLaC')) return 'flac';
  if (start.startsWith('OggS')) return 'ogg';
  if (start.startsWith('\x1A\x45\xDF\xA3')) return 'matroska';
  if (start.slice(4, 8) === 'ftyp') return 'mov';
  // An ID3 tag, or the sync word of an MPEG audio layer III frame.
  const isMp3Frame = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2;
  return start.startsWith('ID3') || isMp3Frame ? 'mp3' : undefined;
}
