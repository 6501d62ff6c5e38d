import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CANONICAL_PCM, wavHeader } from '#speech';

const BYTES_PER_SECOND = (CANONICAL_PCM.sampleRateHz * CANONICAL_PCM.channels * CANONICAL_PCM.bitsPerSample) / 8;

export interface WavFile {
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** Hex, of the whole file. */
  readonly sha256: string;
}

/**
 * Writes 24 kHz mono 16-bit PCM, as it arrives, into a new WAV file that only this user can read. The header goes in last, since
 * it holds the length: a file without one is never complete.
 */
export async function writeWavFile(
  path: string,
  pcm: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WavFile> {
  const headerBytes = wavHeader().length;
  const file = await open(path, 'wx', 0o600);
  let dataBytes = 0;
  try {
    for await (const chunk of pcm) {
      signal.throwIfAborted();
      await file.write(chunk, 0, chunk.length, headerBytes + dataBytes);
      dataBytes += chunk.length;
    }
    const header = wavHeader(CANONICAL_PCM, dataBytes);
    await file.write(header, 0, header.length, 0);
  } finally {
    await file.close();
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return {
    sizeBytes: headerBytes + dataBytes,
    durationMs: Math.round((dataBytes / BYTES_PER_SECOND) * 1000),
    sha256: hash.digest('hex'),
  };
}
