import { crc32 } from 'node:zlib';
import type { BitPatch } from '#audio';

/** The polynomial of CRC-32 (ISO 3309), reflected, without x^32. */
const POLYNOMIAL = 0xed_b8_83_20;
const ONE = 0x80_00_00_00;

/** x^(2^n) modulo the polynomial. */
const POWERS: number[] = [0x40_00_00_00];
for (let n = 1; n < 32; n++) POWERS.push(product(POWERS[n - 1] ?? 0, POWERS[n - 1] ?? 0));

/** The CRC-32 of two pieces in a row, from those of the pieces and the length of the second in bytes. (As in zlib's crc32.c.) */
export function crc32Combine(first: number, second: number, secondBytes: number): number {
  return (product(shift(secondBytes), first) ^ second) >>> 0;
}

/** The CRC-32 of the second of two pieces, from that of both, that of the first, and the length of the second in bytes. */
export function crc32OfRest(both: number, first: number, secondBytes: number): number {
  return crc32Combine(first, both, secondBytes);
}

/**
 * The CRC-32 of a file after some of its bits have changed, from that before. (It is linear, and two files of one length share its constants.)
 * @param sizeBytes of the file
 */
export function crc32Patched(before: number, patches: readonly BitPatch[], sizeBytes: number): number {
  return patches.reduce((sum, { at, xor }) => {
    const change = (crc32(xor) ^ crc32(new Uint8Array(xor.length))) >>> 0;
    return (sum ^ crc32Combine(change, 0, sizeBytes - at - xor.length)) >>> 0;
  }, before);
}

/** x^(8·bytes) modulo the polynomial. */
function shift(bytes: number): number {
  let power = ONE;
  for (let left = bytes, n = 3; left > 0; left = Math.floor(left / 2), n++) {
    if (left % 2 === 1) power = product(POWERS[n % 32] ?? 0, power);
  }
  return power;
}

function product(a: number, b: number): number {
  let result = 0;
  for (let mask = ONE, term = b; mask !== 0; mask >>>= 1) {
    if ((a & mask) !== 0) result ^= term;
    term = (term & 1) === 0 ? term >>> 1 : (term >>> 1) ^ POLYNOMIAL;
  }
  return result >>> 0;
}
