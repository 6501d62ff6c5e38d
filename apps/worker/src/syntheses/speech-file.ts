import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { wavHeader } from '#speech';

export interface SpeechFile {
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** Hex, of the whole file. */
  readonly sha256: string;
}

/**
 * Writes audio, as it arrives, into a new file that only this user can read. The header of a WAV file goes in last, since it holds the
 * length: a file without one is never complete.
 * @param wav for 16-bit mono samples that become a WAV file; without it, the bytes are the file
 * @returns how many bytes of audio there are
 */
export async function writeSpeechFile(
  path: string,
  audio: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  wav?: { readonly sampleRateHz: number },
): Promise<number> {
  const format = wav && { ...wav, channels: 1, bitsPerSample: 16 };
  const headerBytes = format === undefined ? 0 : wavHeader(format).length;
  const file = await open(path, 'wx', 0o600);
  let audioBytes = 0;
  try {
    for await (const chunk of audio) {
      signal.throwIfAborted();
      await file.write(chunk, 0, chunk.length, headerBytes + audioBytes);
      audioBytes += chunk.length;
    }
    if (format !== undefined) await file.write(wavHeader(format, audioBytes), 0, headerBytes, 0);
  } finally {
    await file.close();
  }
  return audioBytes;
}

/** Hex SHA-256 and size of a file. */
export async function checksumOf(path: string): Promise<Pick<SpeechFile, 'sha256' | 'sizeBytes'>> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await pipeline(
    createReadStream(path),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        yield chunk;
      }
    },
    hash,
  );
  return { sha256: hash.digest('hex'), sizeBytes };
}
