/** Ids of elements (RFC 8794 and RFC 9559), with their marker bits. */
export const EBML = 0x1a_45_df_a3;
export const SEGMENT = 0x18_53_80_67;
export const SEEK_HEAD = 0x11_4d_9b_74;
export const SEEK = 0x4d_bb;
export const SEEK_POSITION = 0x53_ac;
export const INFO = 0x15_49_a9_66;
export const CLUSTER = 0x1f_43_b6_75;
export const CUES = 0x1c_53_bb_6b;
export const CUE_POINT = 0xbb;
export const CUE_TRACK_POSITIONS = 0xb7;
export const CUE_CLUSTER_POSITION = 0xf1;
export const TAGS = 0x12_54_c3_67;
export const TAG = 0x73_73;
export const TARGETS = 0x63_c0;
export const SIMPLE_TAG = 0x67_c8;
export const TAG_NAME = 0x45_a3;
export const TAG_STRING = 0x44_87;
export const CRC_32 = 0xbf;

/** The longest header of an element: an id of 4 bytes and a size of 8. */
export const MAX_ELEMENT_HEADER_BYTES = 12;

export interface ElementHeader {
  readonly id: number;
  readonly headerBytes: number;
  /** Of the content; undefined: it ends where an element begins that cannot be in it. */
  readonly contentBytes: number | undefined;
  /** Of the size field. */
  readonly sizeBytes: number;
}

/** The header of the element at this place. `unknown`: there is none. */
export function elementAt(bytes: Buffer, at: number): ElementHeader | 'incomplete' | 'unknown' {
  if (at >= bytes.length) return 'incomplete';
  const idBytes = Math.clz32(bytes.readUInt8(at)) - 23;
  if (idBytes > 4) return 'unknown';
  if (at + idBytes >= bytes.length) return 'incomplete';
  const sizeBytes = Math.clz32(bytes.readUInt8(at + idBytes)) - 23;
  if (sizeBytes > 8) return 'unknown';
  const headerBytes = idBytes + sizeBytes;
  if (at + headerBytes > bytes.length) return 'incomplete';
  const id = bytes.readUIntBE(at, idBytes);
  const size = bytes.subarray(at + idBytes, at + headerBytes);
  const marker = 0x80 >> (sizeBytes - 1);
  const isUnknown = (size[0] ?? 0) === (marker | (marker - 1)) && size.subarray(1).every((byte) => byte === 0xff);
  if (isUnknown) return { id, headerBytes, sizeBytes, contentBytes: undefined };
  let contentBytes = (size[0] ?? 0) & (marker - 1);
  for (const byte of size.subarray(1)) contentBytes = contentBytes * 256 + byte;
  return Number.isSafeInteger(contentBytes) ? { id, headerBytes, sizeBytes, contentBytes } : 'unknown';
}

/** The segment behind the header of a WebM file: where its content begins, and how many bytes its size has. */
export function segmentOf(
  bytes: Buffer,
): { readonly contentAt: number; readonly sizeBytes: number } | 'incomplete' | 'unknown' {
  const ebml = elementAt(bytes, 0);
  if (typeof ebml === 'string') return ebml;
  if (ebml.id !== EBML || ebml.contentBytes === undefined) return 'unknown';
  const at = ebml.headerBytes + ebml.contentBytes;
  const segment = elementAt(bytes, at);
  if (typeof segment === 'string') return segment;
  if (segment.id !== SEGMENT) return 'unknown';
  return { contentAt: at + segment.headerBytes, sizeBytes: segment.sizeBytes };
}

export function element(id: number, content: Uint8Array): Buffer {
  return Buffer.concat([idOf(id), sizeOf(content.length), content]);
}

/** An unsigned integer, in at least this many bytes. */
export function unsigned(value: number, atLeastBytes = 1): Buffer {
  const digits: number[] = [];
  for (let left = value; left > 0; left = Math.floor(left / 256)) digits.unshift(left % 256);
  while (digits.length < atLeastBytes) digits.unshift(0);
  return Buffer.from(digits);
}

/**
 * The content of an element with other numbers in it. Sizes grow where a number needs more bytes; checksums of what has changed are left out.
 * @param inside the elements that are looked into
 * @param leaf whose numbers change
 */
export function withNumbers(
  content: Buffer,
  inside: ReadonlySet<number>,
  leaf: number,
  change: (value: number) => number,
): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < content.length;) {
    const header = elementAt(content, at);
    if (typeof header === 'string' || header.contentBytes === undefined) return undefined;
    const from = at + header.headerBytes;
    const end = from + header.contentBytes;
    if (end > content.length) return undefined;
    const own = content.subarray(from, end);
    if (header.id === leaf) parts.push(element(leaf, unsigned(change(numberOf(own)), own.length)));
    else if (inside.has(header.id)) {
      const changed = withNumbers(own, inside, leaf, change);
      if (changed === undefined) return undefined;
      parts.push(element(header.id, changed));
    } else if (header.id !== CRC_32) parts.push(content.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** Of an unsigned integer. */
export function numberOf(bytes: Buffer): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

function idOf(id: number): Buffer {
  return unsigned(id);
}

/** The shortest size field; all ones would say that the size is not known. */
function sizeOf(length: number): Buffer {
  let bytes = 1;
  while (length >= 2 ** (7 * bytes) - 1) bytes++;
  const size = unsigned(length, bytes);
  size[0] = (size[0] ?? 0) | (0x80 >> (bytes - 1));
  return size;
}
