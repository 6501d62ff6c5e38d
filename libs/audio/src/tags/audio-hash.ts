import { createHash, type Hash } from 'node:crypto';
import { CLUSTER, CUES, elementAt, MAX_ELEMENT_HEADER_BYTES, segmentOf } from './ebml.ts';

/** What stands in front of the audio is no longer than this, or the file is not what it should be. Signed manifests have some 10 KB. */
const MAX_HEAD_BYTES = 4 * 1024 * 1024;
const ID3_HEADER_BYTES = 10;
const HAS_FOOTER = 0x10;
const OGG_HEADER_BYTES = 27;
const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const UNKNOWN_SIZE = 0xff_ff_ff_ff;

/** How a format keeps its audio apart from what is said about it. */
type Layout = 'raw' | 'riff' | 'id3' | 'flac' | 'ogg' | 'webm';

/** By the names of the formats that are handed out. */
const LAYOUTS: Readonly<Record<string, Layout>> = { wav: 'riff', mp3: 'id3', flac: 'flac', opus: 'ogg', webm: 'webm' };

/** Where the audio begins, and how long it is, in bytes; `unknown`: the file is not what it should be. */
type Start = { readonly at: number; readonly bytes: number } | 'incomplete' | 'unknown';

/**
 * SHA-256 of the audio in a file, without tags, manifests and lists of places: the same before and after they are written. It is taken over
 *
 * - `wav`: the content of the chunk `data`; `mp3`: what follows the ID3v2 tags; `flac`: the frames (RFC 9639, 9);
 * - `opus`: the pages behind the comment header (RFC 7845, 3); `webm`: what follows from the first `Cluster` on, but `Cues` (RFC 9559, 5.1);
 * - other formats, which are raw: all bytes. So are files that are not in the format that they should be in.
 *
 * Holds no more than a beginning of 4 MiB, whatever the file claims.
 */
export class AudioHash {
  readonly #hash: Hash = createHash('sha256');
  readonly #layout: Layout;
  /** Of the beginning, while it is not complete. */
  #pieces: Buffer[] = [];
  #heldBytes = 0;
  #lookAt = 0;
  /** Of an element whose header is not complete. */
  #held: Buffer = Buffer.alloc(0);
  #left = 0;
  #state: 'head' | 'audio' | 'clusters';
  #isRecognized = true;
  #bytes = 0;
  /** WebM: whether the bytes of the element that passes are audio. */
  #isCounted = true;

  /** @param format name of an output format */
  constructor(format: string) {
    this.#layout = LAYOUTS[format] ?? 'raw';
    this.#state = this.#layout === 'raw' ? 'audio' : 'head';
    if (this.#layout === 'raw') this.#left = Infinity;
  }

  /** Whether the file is in its format, as far as was read. */
  get isRecognized(): boolean {
    return this.#isRecognized && this.#state !== 'head';
  }

  /** How many bytes of audio were read. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#state === 'audio') this.count(bytes);
    else if (this.#state === 'clusters') this.elements(bytes);
    else this.head(bytes);
  }

  /** Hex. Ends the hash. */
  digest(): string {
    if (this.#state === 'head') {
      const held = Buffer.concat(this.#pieces);
      this.begin(held, STARTS[this.#layout](held));
      return this.digest();
    }
    if (this.#state === 'clusters') {
      this.#left = Infinity;
      this.count(this.#held);
    }
    return this.#hash.digest('hex');
  }

  private head(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#heldBytes += bytes.length;
    // Looked at again when there is half as much more: many small pieces are not copied each time.
    if (this.#heldBytes < this.#lookAt) return;
    const held = Buffer.concat(this.#pieces);
    const start = STARTS[this.#layout](held);
    if (start !== 'incomplete' || held.length > MAX_HEAD_BYTES) return this.begin(held, start);
    this.#pieces = [held];
    this.#lookAt = held.length * 1.5;
  }

  private begin(held: Buffer, start: Start): void {
    this.#pieces = [];
    this.#state = 'audio';
    if (typeof start === 'string') {
      this.#isRecognized = false;
      this.#left = Infinity;
      this.count(held);
      return;
    }
    const rest = held.subarray(start.at);
    this.#left = start.bytes;
    if (this.#layout !== 'webm') return this.count(rest);
    this.#state = 'clusters';
    this.#left = 0;
    this.elements(rest);
  }

  private count(bytes: Buffer): void {
    const audio = bytes.subarray(0, Math.min(bytes.length, this.#left));
    this.#hash.update(audio);
    this.#left -= audio.length;
    this.#bytes += audio.length;
  }

  private elements(bytes: Buffer): void {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    let at = 0;
    while (at < all.length) {
      const passed = Math.min(this.#left, all.length - at);
      if (passed > 0) {
        const piece = all.subarray(at, at + passed);
        if (this.#isCounted) this.count(piece);
        else this.#left -= passed;
        at += passed;
        continue;
      }
      const next = elementAt(all, at);
      if (next === 'incomplete' && all.length - at < MAX_ELEMENT_HEADER_BYTES) break;
      if (typeof next === 'string') {
        // What is no element is counted to the end.
        [this.#left, this.#isCounted] = [Infinity, true];
        continue;
      }
      this.#isCounted = next.id !== CUES;
      this.#left = next.headerBytes + (next.contentBytes ?? 0);
    }
    this.#held = all.subarray(at);
  }
}

const STARTS: Readonly<Record<Layout, (bytes: Buffer) => Start>> = {
  raw: () => ({ at: 0, bytes: Infinity }),
  riff: riffStart,
  id3: (bytes) => toTheEnd(behindId3(bytes)),
  flac: flacStart,
  ogg: oggStart,
  webm: webmStart,
};

function toTheEnd(at: number | 'incomplete' | 'unknown'): Start {
  return typeof at === 'string' ? at : { at, bytes: Infinity };
}

/** Where the ID3v2 tags end that a file begins with (ID3v2.3 and 2.4, section 3.1); there may be none. */
function behindId3(bytes: Buffer): number | 'incomplete' {
  for (let at = 0; ;) {
    const next = bytes.subarray(at);
    const magic = next.toString('latin1', 0, 3);
    if (!'ID3'.startsWith(magic)) return at;
    if (next.length < ID3_HEADER_BYTES) return 'incomplete';
    const size = [6, 7, 8, 9].reduce((sum, index) => sum * 128 + (next.readUInt8(index) & 0x7f), 0);
    at += ID3_HEADER_BYTES + size + ((next.readUInt8(5) & HAS_FOOTER) === 0 ? 0 : ID3_HEADER_BYTES);
    if (at > bytes.length) return 'incomplete';
  }
}

function riffStart(bytes: Buffer): Start {
  if (bytes.length < RIFF_HEADER_BYTES) return 'incomplete';
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') return 'unknown';
  for (let at = RIFF_HEADER_BYTES; ;) {
    if (at + CHUNK_HEADER_BYTES > bytes.length) return 'incomplete';
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'data') {
      return { at: at + CHUNK_HEADER_BYTES, bytes: size === UNKNOWN_SIZE ? Infinity : size };
    }
    at += CHUNK_HEADER_BYTES + size + (size % 2);
  }
}

function flacStart(bytes: Buffer): Start {
  const from = behindId3(bytes);
  if (typeof from === 'string') return from;
  if (bytes.length < from + 4) return 'incomplete';
  if (bytes.toString('latin1', from, from + 4) !== 'fLaC') return 'unknown';
  let at = from + 4;
  for (let isLast = false; !isLast;) {
    if (at + 4 > bytes.length) return 'incomplete';
    isLast = (bytes.readUInt8(at) & 0x80) !== 0;
    at += 4 + bytes.readUIntBE(at + 1, 3);
    if (at > bytes.length) return 'incomplete';
  }
  return toTheEnd(at);
}

function oggStart(bytes: Buffer): Start {
  let at = 0;
  // The identification header ends with the first page, the comment header with the first page after it that ends a packet.
  for (let packets = 0; packets < 2;) {
    if (at + OGG_HEADER_BYTES > bytes.length) return 'incomplete';
    if (bytes.toString('latin1', at, at + 4) !== 'OggS') return 'unknown';
    const segments = bytes.readUInt8(at + 26);
    const from = at + OGG_HEADER_BYTES + segments;
    if (from > bytes.length) return 'incomplete';
    const lacing = bytes.subarray(at + OGG_HEADER_BYTES, from);
    at = from + lacing.reduce((sum, size) => sum + size, 0);
    if (at > bytes.length) return 'incomplete';
    if ((lacing.at(-1) ?? 0) < 255) packets += 1;
  }
  return toTheEnd(at);
}

function webmStart(bytes: Buffer): Start {
  const segment = segmentOf(bytes);
  if (typeof segment === 'string') return segment;
  for (let at = segment.contentAt; ;) {
    const next = elementAt(bytes, at);
    if (typeof next === 'string') return next;
    if (next.id === CLUSTER) return toTheEnd(at);
    if (next.contentBytes === undefined) return 'unknown';
    at += next.headerBytes + next.contentBytes;
  }
}
