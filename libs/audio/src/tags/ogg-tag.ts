import type { HeadResult } from './speech-tag.ts';
import { taggedVorbisComment } from './vorbis-comment.ts';

/** A page up to its lacing values (RFC 3533, 6). */
const PAGE_HEADER_BYTES = 27;
const CHECKSUM_AT = 22;
const SEGMENTS_AT = 26;
const MAX_SEGMENTS = 255;
const SEGMENT_BYTES = 255;
const MAGIC = Buffer.from('OpusTags');

interface Page {
  readonly header: Buffer;
  readonly lacing: Buffer;
  readonly content: Buffer;
  readonly end: number;
}

/**
 * Opus in Ogg with the tag in its comment header (RFC 7845, 5.2), the second packet. It stays on as many pages as it was on, so that the pages
 * of audio, which are numbered, stay as they are.
 */
export function taggedOggHead(start: Uint8Array, provenanceId: string): HeadResult {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  const first = pageAt(bytes, 0);
  if (typeof first === 'string') return first;
  const pages: Page[] = [];
  let end = first.end;
  do {
    const page = pageAt(bytes, end);
    if (typeof page === 'string') return page;
    pages.push(page);
    end = page.end;
  } while (!endsPacket(pages.at(-1)));
  // RFC 7845, 3: the comment header ends its page, and begins one.
  if (
    pages.some(
      (page, index) =>
        page.lacing.subarray(0, -1).some((size) => size < SEGMENT_BYTES) || (index === 0 && isContinued(page)),
    )
  )
    return 'unknown';
  const packet = Buffer.concat(pages.map(({ content }) => content));
  if (!packet.subarray(0, MAGIC.length).equals(MAGIC)) return 'unknown';
  // Of more pages than one, only the tag stays: the id is on the first, whatever else there was.
  const found = pages.length === 1 ? packet.subarray(MAGIC.length) : undefined;
  const written =
    pagesOf(commentPacket(found, provenanceId), pages) ?? pagesOf(commentPacket(undefined, provenanceId), pages);
  const pageAtByte = first.end;
  const idPage = written?.[0];
  if (written === undefined || idPage === undefined) return 'unknown';
  const head = Buffer.concat([bytes.subarray(0, first.end), ...written]);
  const idAt = head.indexOf(provenanceId, 0, 'latin1');
  return {
    bytes: head,
    replaced: end,
    place: { idAt, page: { checksumAt: pageAtByte + CHECKSUM_AT, endsAt: pageAtByte + idPage.length } },
  };
}

function commentPacket(found: Uint8Array | undefined, provenanceId: string): Buffer {
  return Buffer.concat([MAGIC, taggedVorbisComment(found, provenanceId)]);
}

function pageAt(bytes: Buffer, at: number): Page | 'incomplete' | 'unknown' {
  if (bytes.length < at + PAGE_HEADER_BYTES) return 'incomplete';
  if (bytes.toString('latin1', at, at + 4) !== 'OggS') return 'unknown';
  const segments = bytes.readUInt8(at + SEGMENTS_AT);
  const from = at + PAGE_HEADER_BYTES + segments;
  if (bytes.length < from) return 'incomplete';
  const lacing = bytes.subarray(at + PAGE_HEADER_BYTES, from);
  const end = from + lacing.reduce((sum, size) => sum + size, 0);
  if (bytes.length < end) return 'incomplete';
  return { header: bytes.subarray(at, at + PAGE_HEADER_BYTES), lacing, content: bytes.subarray(from, end), end };
}

/** A packet ends with a segment that is not full. */
function endsPacket(page: Page | undefined): boolean {
  return (page?.lacing.at(-1) ?? 0) < SEGMENT_BYTES;
}

function isContinued({ header }: Page): boolean {
  return (header.readUInt8(5) & 1) !== 0;
}

/** The packet on these pages: one segment on each but the last. Undefined where it is too long for them. */
function pagesOf(packet: Buffer, pages: readonly Page[]): Buffer[] | undefined {
  const last = pages.length - 1;
  // A comment header may be followed by zeros (RFC 7845, 5.2).
  const length = Math.max(packet.length, last * SEGMENT_BYTES);
  const padded = Buffer.concat([packet, Buffer.alloc(length - packet.length)]);
  const rest = padded.length - last * SEGMENT_BYTES;
  const segments = Math.floor(rest / SEGMENT_BYTES) + 1;
  if (segments > MAX_SEGMENTS) return undefined;
  return pages.map(({ header }, index) => {
    const from = index * SEGMENT_BYTES;
    if (index < last) return page(header, [SEGMENT_BYTES], padded.subarray(from, from + SEGMENT_BYTES));
    const lacing = Array.from({ length: segments }, (_, at) =>
      at < segments - 1 ? SEGMENT_BYTES : rest % SEGMENT_BYTES,
    );
    return page(header, lacing, padded.subarray(from));
  });
}

function page(header: Buffer, lacing: readonly number[], content: Buffer): Buffer {
  const bytes = Buffer.concat([header, Buffer.from(lacing), content]);
  bytes.writeUInt8(lacing.length, SEGMENTS_AT);
  bytes.writeUInt32LE(0, CHECKSUM_AT);
  bytes.writeUInt32LE(oggChecksum(bytes), CHECKSUM_AT);
  return bytes;
}

/** CRC-32 of Ogg (RFC 3533, 6): polynomial 0x04c11db7, neither reflected nor inverted. So it is linear: that of `a ^ b` is that of `a` ^ that of `b`. */
export function oggChecksum(bytes: Uint8Array, before = 0): number {
  let crc = before;
  for (const byte of bytes) crc = ((crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04_c1_1d_b7 : crc << 1;
  return crc >>> 0;
});
