import { type HeadResult, tagFields } from './speech-tag.ts';

const HEADER_BYTES = 10;
/** Of a tag's header (ID3v2.4, 3.1): a footer as long as the header follows the tag. */
const HAS_FOOTER = 0x10;
const LATIN1 = 0;

/**
 * An MP3 with an ID3v2.3 tag in front, in place of those that it has: `TXXX` for each field, `COMM` for the comment. Version 2.3 is what most
 * players read.
 */
export function taggedMp3Head(start: Uint8Array, provenanceId: string): HeadResult {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  let replaced = 0;
  for (;;) {
    const next = bytes.subarray(replaced);
    if ('ID3'.startsWith(next.toString('latin1', 0, 3)) && next.length < HEADER_BYTES) return 'incomplete';
    if (next.toString('latin1', 0, 3) !== 'ID3') break;
    const footer = (next.readUInt8(5) & HAS_FOOTER) === 0 ? 0 : HEADER_BYTES;
    replaced += HEADER_BYTES + fromSyncSafe(next.readUInt32BE(6)) + footer;
    if (replaced > bytes.length) return 'incomplete';
  }
  const tag = id3Tag(provenanceId);
  return { bytes: tag, replaced, place: { idAt: tag.indexOf(provenanceId, 0, 'latin1') } };
}

/** The whole tag. */
export function id3Tag(provenanceId: string): Buffer {
  const frames = Buffer.concat(
    tagFields(provenanceId).map(([name, value]) =>
      name === 'comment'
        ? frame('COMM', Buffer.from(`\0eng\0${value}`, 'latin1'))
        : frame('TXXX', Buffer.from(`\0${name}\0${value}`, 'latin1')),
    ),
  );
  const header = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(toSyncSafe(frames.length), 6);
  return Buffer.concat([header, frames]);
}

/** @param content begins with its encoding, `LATIN1` */
function frame(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(name, 'latin1');
  header.writeUInt32BE(content.length, 4);
  content.writeUInt8(LATIN1, 0);
  return Buffer.concat([header, content]);
}

/** Sizes of a tag have seven bits in each byte. */
function fromSyncSafe(value: number): number {
  return (
    ((value >>> 24) & 0x7f) * 0x20_00_00 +
    ((value >>> 16) & 0x7f) * 0x40_00 +
    ((value >>> 8) & 0x7f) * 0x80 +
    (value & 0x7f)
  );
}

function toSyncSafe(value: number): number {
  return (value & 0x7f) | ((value & 0x3f_80) << 1) | ((value & 0x1f_c0_00) << 2);
}
