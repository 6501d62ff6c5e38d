import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { AudioHash, isTaggedContainer, SpeechTagger, taggedSpeech, taggedWavHeader } from '#audio';
import { type OutputFormat, wavHeader } from '#speech';

const NO_HEADER = new Uint8Array();

export interface SpeechFile {
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** Hex, of the whole file. */
  readonly sha256: string;
  /** Hex, of the audio in it without tags (`AudioHash`). */
  readonly audioSha256: string;
}

/** What a file that is handed out says of itself. */
export interface FileMark {
  readonly format: OutputFormat;
  readonly provenanceId: string;
}

/**
 * Writes audio, as it arrives, into a new file that only this user can read. The header of a WAV file goes in last, since it holds the
 * length: a file without one is never complete.
 * @param mark for audio that becomes a file of its format, with the tag in it; without it, the bytes are the file
 * @returns whether the tag is in the file, if its format has a place for one
 */
export async function writeSpeechFile(
  path: string,
  audio: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  mark?: FileMark,
): Promise<boolean> {
  const format = mark?.format;
  const tagger =
    mark && isTaggedContainer(mark.format.name) ? new SpeechTagger(mark.format.name, mark.provenanceId) : undefined;
  const header = (audioBytes?: number): Uint8Array =>
    mark && format?.name === 'wav'
      ? taggedWavHeader(
          wavHeader({ sampleRateHz: format.sampleRateHz, channels: 1, bitsPerSample: 16 }, audioBytes),
          mark.provenanceId,
        )
      : NO_HEADER;
  const headerBytes = header().length;
  const file = await open(path, 'wx', 0o600);
  let audioBytes = 0;
  try {
    for await (const chunk of tagger ? taggedSpeech(audio, tagger) : audio) {
      signal.throwIfAborted();
      await file.write(chunk, 0, chunk.length, headerBytes + audioBytes);
      audioBytes += chunk.length;
    }
    if (headerBytes > 0) await file.write(header(audioBytes), 0, headerBytes, 0);
  } finally {
    await file.close();
  }
  return tagger === undefined || tagger.place !== undefined;
}

/** Size and hashes of a file. @param format name of its format */
export async function checksumOf(path: string, format: string): Promise<Omit<SpeechFile, 'durationMs'>> {
  const hash = createHash('sha256');
  const audio = new AudioHash(format);
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    hash.update(chunk);
    audio.push(chunk);
  }
  return { sha256: hash.digest('hex'), audioSha256: audio.digest(), sizeBytes };
}
