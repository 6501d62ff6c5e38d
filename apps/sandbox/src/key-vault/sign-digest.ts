import { createECDH, type KeyObject, randomBytes } from 'node:crypto';

/** Order of the group of P-256 (SEC 2, section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const COORDINATE_BYTES = 32;

/**
 * ECDSA with P-256 over a digest, as a key vault does it (FIPS 186-5, section 6.4.1); Node only signs messages, which it hashes itself.
 * @param key of P-256
 * @returns `r` and `s`, 32 bytes each
 */
export function signDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const secret = numberOf(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  for (;;) {
    const nonce = randomBytes(COORDINATE_BYTES);
    const k = numberOf(nonce);
    if (k === 0n || k >= ORDER) continue;
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(nonce);
    // 4, x, y.
    const r = numberOf(curve.getPublicKey().subarray(1, 1 + COORDINATE_BYTES)) % ORDER;
    const s = (inverseOf(k) * (numberOf(digest) + r * secret)) % ORDER;
    if (r !== 0n && s !== 0n) return Buffer.concat([bytesOf(r), bytesOf(s)]);
  }
}

/** By Fermat's little theorem: the order is prime. */
function inverseOf(value: bigint): bigint {
  let result = 1n;
  let power = value;
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = (result * power) % ORDER;
    power = (power * power) % ORDER;
  }
  return result;
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * COORDINATE_BYTES, '0'), 'hex');
}
