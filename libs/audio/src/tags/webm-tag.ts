import {
  CLUSTER,
  CUE_CLUSTER_POSITION,
  CUE_POINT,
  CUE_TRACK_POSITIONS,
  CUES,
  element,
  elementAt,
  INFO,
  MAX_ELEMENT_HEADER_BYTES,
  SEEK,
  SEEK_HEAD,
  SEEK_POSITION,
  segmentOf,
  withNumbers,
} from './ebml.ts';
import type { HeadResult } from './speech-tag.ts';
import { webmTags } from './webm-tags.ts';

/** A list of clusters that is longer than this is not one. */
const MAX_CUES_BYTES = 16 * 1024 * 1024;
const INSIDE_SEEK_HEAD: ReadonlySet<number> = new Set([SEEK]);
const INSIDE_CUES: ReadonlySet<number> = new Set([CUE_POINT, CUE_TRACK_POSITIONS]);

/** An element in front of the first cluster. */
interface Part {
  readonly id: number;
  /** From the start of the segment's content, as positions are counted. */
  readonly at: number;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/**
 * WebM with the tag in an element `Tags` behind `Info` (RFC 9559, 5.1.8). What follows moves: the positions in `SeekHead` are changed here, those in
 * `Cues` by `WebmBody`. The segment says that its length is not known, since the list `Cues` at its end may grow.
 */
export function taggedWebmHead(start: Uint8Array, provenanceId: string): HeadResult {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const segment = segmentOf(bytes);
  if (typeof segment === 'string') return segment;
  const { contentAt } = segment;
  const parts: Part[] = [];
  let at = contentAt;
  for (;;) {
    const next = elementAt(bytes, at);
    if (typeof next === 'string') return next;
    if (next.id === CLUSTER) break;
    if (next.contentBytes === undefined) return 'unknown';
    const end = at + next.headerBytes + next.contentBytes;
    if (end > bytes.length) return 'incomplete';
    const content = bytes.subarray(at + next.headerBytes, end);
    parts.push({ id: next.id, at: at - contentAt, bytes: bytes.subarray(at, end), content });
    at = end;
  }
  const placed = placedParts(parts, at - contentAt, webmTags(provenanceId));
  if (placed === undefined) return 'unknown';
  const size = Buffer.alloc(segment.sizeBytes, 0xff);
  // The first bits of a size say how long it is.
  size[0] = 0xff >> (segment.sizeBytes - 1);
  const before = bytes.subarray(0, contentAt - segment.sizeBytes);
  const head = Buffer.concat([before, size, ...placed]);
  return { bytes: head, replaced: at, place: { idAt: head.indexOf(provenanceId, 0, 'latin1') } };
}

/** The parts with the tags behind `Info`, and a `SeekHead` that says where they are now. */
function placedParts(parts: readonly Part[], headBytes: number, tags: Buffer): Buffer[] | undefined {
  const infoAt = parts.findIndex(({ id }) => id === INFO);
  const tagsAt = infoAt === -1 ? parts.length : infoAt + 1;
  let seekHeads = new Map<Part, Buffer>();
  for (;;) {
    const written = parts.map((part) => seekHeads.get(part) ?? part.bytes);
    const placed = [...written.slice(0, tagsAt), tags, ...written.slice(tagsAt)];
    const moved = new Map<number, number>();
    let to = 0;
    for (const [index, part] of parts.entries()) {
      if (index === tagsAt) to += tags.length;
      moved.set(part.at, to);
      to += written[index]?.length ?? 0;
    }
    const behind = placed.reduce((sum, { length }) => sum + length, 0) - headBytes;
    const next = new Map<Part, Buffer>();
    for (const part of parts.filter(({ id }) => id === SEEK_HEAD)) {
      const move = (position: number): number => moved.get(position) ?? position + behind;
      const content = withNumbers(part.content, INSIDE_SEEK_HEAD, SEEK_POSITION, move);
      if (content === undefined) return undefined;
      next.set(part, element(SEEK_HEAD, content));
    }
    // A position that needs one byte more moves all others: it ends, since positions only grow.
    if ([...next].every(([part, bytes]) => seekHeads.get(part)?.equals(bytes))) return placed;
    seekHeads = next;
  }
}

/** What follows the head of a WebM file: everything as it is, but the positions in `Cues`. */
export class WebmBody {
  private held: Buffer = Buffer.alloc(0);
  /** Of an element whose header has gone. */
  private left = 0;
  private isLost = false;

  /** @param movedBy how much later the clusters begin */
  constructor(private readonly movedBy: number) {}

  push(chunk: Uint8Array): Uint8Array {
    if (this.isLost) return chunk;
    const bytes =
      this.held.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
        : Buffer.concat([this.held, chunk]);
    const out: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      const passed = Math.min(this.left, bytes.length - at);
      if (passed > 0) {
        out.push(bytes.subarray(at, at + passed));
        this.left -= passed;
        at += passed;
        continue;
      }
      const next = elementAt(bytes, at);
      if (next === 'incomplete' && bytes.length - at < MAX_ELEMENT_HEADER_BYTES) break;
      if (typeof next === 'string') {
        this.isLost = true;
        out.push(bytes.subarray(at));
        at = bytes.length;
        break;
      }
      const { id, headerBytes, contentBytes = 0 } = next;
      if (id === CUES && contentBytes <= MAX_CUES_BYTES) {
        const end = at + headerBytes + contentBytes;
        if (end > bytes.length) break;
        const whole = bytes.subarray(at, end);
        const move = (position: number): number => position + this.movedBy;
        const content = withNumbers(whole.subarray(headerBytes), INSIDE_CUES, CUE_CLUSTER_POSITION, move);
        out.push(content === undefined ? whole : element(CUES, content));
        at = end;
        continue;
      }
      // Of a cluster without a length, the elements in it come next.
      out.push(bytes.subarray(at, at + headerBytes));
      this.left = contentBytes;
      at += headerBytes;
    }
    this.held = bytes.subarray(at);
    return out.length === 1 ? (out[0] ?? this.held) : Buffer.concat(out);
  }

  end(): Uint8Array {
    return this.held;
  }
}
