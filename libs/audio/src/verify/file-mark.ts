import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { id3v2Size, sniffContainer, sniffLength } from '../decode/sniff-container.ts';
import { isMarkedSynthetic } from '../judge/synthetic-mark.ts';
import { AudioHash } from '../tags/audio-hash.ts';
import { hasExactTag } from '../tags/exact-tag.ts';
import { type Playback, playbackOf } from './playback.ts';

/** Tags are in front of the audio or behind it. */
const LOOKED_AT_BYTES = 1024 * 1024;
/** What our tag has in every container, also when a converter keeps no field but the comment. */
const OUR_COMMENT = /AI-generated speech; digitalSourceType=/i;
/**
 * The field of our tag with its id, in the bytes of any container: `=` stands between them in Vorbis comments and INFO, NUL in ID3, and the header of an
 * element in WebM. A manifest has a length there, which begins with `x` (CBOR, text with one byte of length).
 */
const OUR_ID = /provenanceid(?!x)[^]{1,16}?(prv_[0-7][0-9A-HJKMNP-TV-Z]{25}(?:\.\d{5})?)/i;
/** Formats with a place for tags, by the names of containers. */
const FORMATS: Readonly<Record<string, FileFormat>> = {
  WAV: 'wav',
  MP3: 'mp3',
  FLAC: 'flac',
  Ogg: 'opus',
  WebM: 'webm',
  Matroska: 'webm',
};

export const FILE_FORMATS = ['wav', 'mp3', 'flac', 'opus', 'webm'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** What a file says of itself without a signature, and its hashes. */
export interface FileMark {
  readonly bytes: number;
  /** Hex, of the whole file. */
  readonly sha256: string;
  /** The output format that has this container; absent where none has it, or where it has no place for a tag. */
  readonly format?: FileFormat | undefined;
  /** Hex, of the audio without tags and manifests (`AudioHash`); absent without a format, without audio, or where the file is not as its first bytes say. */
  readonly audioSha256?: string | undefined;
  /** How it says that its audio is played; absent for MP3, whose hash covers it, and where it cannot be read. */
  readonly playback?: Playback | undefined;
  /** Whether it holds a term of the IPTC for synthetic media, in a tag or in a manifest. */
  readonly isSynthetic: boolean;
  /** Whether it has the tag of this product, or what a converter has left of it. */
  readonly isTaggedHere: boolean;
  /** Whether the tag is as this product writes it, to the last byte: no converter has carried it over. */
  readonly hasExactTag: boolean;
  /** In the tag. Anybody can write one. */
  readonly provenanceId?: string | undefined;
}

/** Reads the tag of a file and hashes it, whatever the file is. For the child process only: a hostile file may take long. */
export function readMark(inputPath: string): FileMark {
  const bytes = readFileSync(inputPath);
  const skipped = id3v2Size(bytes);
  const { container = '' } = sniffContainer(bytes.subarray(skipped, skipped + sniffLength)) ?? {};
  const format = FORMATS[container];
  const edges = [bytes.subarray(0, LOOKED_AT_BYTES), bytes.subarray(-LOOKED_AT_BYTES)].map((edge) =>
    edge.toString('latin1'),
  );
  const provenanceId = edges.map((edge) => OUR_ID.exec(edge)?.[1]).find((id) => id !== undefined);
  const audioSha256 = format && audioHashOf(format, bytes);
  return {
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    format,
    audioSha256,
    playback: format && audioSha256 !== undefined ? playbackOf(format, bytes) : undefined,
    isSynthetic: isMarkedSynthetic({
      sizeBytes: bytes.length,
      read: (at, length) => bytes.subarray(at, at + length),
    }),
    isTaggedHere: provenanceId !== undefined || edges.some((edge) => OUR_COMMENT.test(edge)),
    hasExactTag:
      format !== undefined &&
      provenanceId !== undefined &&
      hasExactTag(bytes.subarray(0, LOOKED_AT_BYTES), format, provenanceId),
    provenanceId,
  };
}

function audioHashOf(format: FileFormat, bytes: Uint8Array): string | undefined {
  const hash = new AudioHash(format);
  hash.push(bytes);
  const { isRecognized } = hash;
  const sum = hash.digest();
  return isRecognized && hash.bytes > 0 ? sum : undefined;
}
