import type { HeadResult } from './speech-tag.ts';
import { taggedVorbisComment } from './vorbis-comment.ts';

const STREAMINFO = 0;
const VORBIS_COMMENT = 4;
const IS_LAST = 0x80;
const HEADER_BYTES = 4;

interface Block {
  readonly type: number;
  readonly content: Buffer;
}

/**
 * A FLAC file with the tag in its comment block (RFC 9639, 8), which comes after `STREAMINFO`; there is one at most. Other blocks stay. Those after the
 * comment are not waited for: an encoder may leave kilobytes of padding there.
 */
export function taggedFlacHead(start: Uint8Array, provenanceId: string): HeadResult {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < HEADER_BYTES) return 'incomplete';
  if (bytes.toString('latin1', 0, HEADER_BYTES) !== 'fLaC') return 'unknown';
  const blocks: Block[] = [];
  let replaced = HEADER_BYTES;
  let isLast = false;
  let isComment = false;
  while (!isLast && !isComment) {
    if (replaced + HEADER_BYTES > bytes.length) return 'incomplete';
    const flags = bytes.readUInt8(replaced);
    const from = replaced + HEADER_BYTES;
    replaced = from + bytes.readUIntBE(replaced + 1, 3);
    if (replaced > bytes.length) return 'incomplete';
    isLast = (flags & IS_LAST) !== 0;
    const type = flags & ~IS_LAST;
    isComment = type === VORBIS_COMMENT;
    blocks.push({ type, content: bytes.subarray(from, replaced) });
  }
  const [info, ...others] = blocks;
  if (info?.type !== STREAMINFO) return 'unknown';
  const comment = others.find(({ type }) => type === VORBIS_COMMENT);
  const tag: Block = { type: VORBIS_COMMENT, content: taggedVorbisComment(comment?.content, provenanceId) };
  const kept = [info, tag, ...others.filter(({ type }) => type !== VORBIS_COMMENT)];
  const head = Buffer.concat([
    bytes.subarray(0, HEADER_BYTES),
    ...kept.flatMap(({ type, content }, index) => [
      blockHeader(type, content, isLast && index === kept.length - 1),
      content,
    ]),
  ]);
  return { bytes: head, replaced, place: { idAt: head.indexOf(provenanceId, 0, 'latin1') } };
}

function blockHeader(type: number, { length }: Buffer, isLast: boolean): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(isLast ? type | IS_LAST : type);
  header.writeUIntBE(length, 1, 3);
  return header;
}
