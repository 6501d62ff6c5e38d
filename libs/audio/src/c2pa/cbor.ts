/** Writes the few kinds of CBOR (RFC 8949, section 3) that a COSE message consists of. */

const UINT = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;

export const CBOR_NULL = Buffer.from([0xf6]);
/** Of a COSE_Sign1 message (RFC 9052, section 4.2). */
export const COSE_SIGN1_TAG = Buffer.from([0xd2]);

export function cborInteger(value: number): Buffer {
  return value < 0 ? head(NEGATIVE, -1 - value) : head(UINT, value);
}

export function cborBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([head(BYTES, bytes.length), bytes]);
}

export function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([head(TEXT, bytes.length), bytes]);
}

/** @param items encoded */
export function cborArray(...items: readonly Uint8Array[]): Buffer {
  return Buffer.concat([head(ARRAY, items.length), ...items]);
}

/** @param entries encoded keys and values, in the order of the keys */
export function cborMap(...entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[]): Buffer {
  return Buffer.concat([head(MAP, entries.length), ...entries.flat()]);
}

/** The type and the shortest form of its argument, which is below 2^32. */
function head(type: number, argument: number): Buffer {
  const first = type << 5;
  if (argument < 24) return Buffer.from([first | argument]);
  if (argument < 0x100) return Buffer.from([first | 24, argument]);
  if (argument < 0x1_0000) return Buffer.from([first | 25, argument >> 8, argument & 0xff]);
  const long = Buffer.alloc(5);
  long[0] = first | 26;
  long.writeUInt32BE(argument, 1);
  return long;
}
