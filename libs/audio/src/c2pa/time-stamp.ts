import { randomBytes } from 'node:crypto';

/** Writes and reads what is asked of a time-stamp authority and what it answers (RFC 3161, section 2.4). */

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const NONCE_BYTES = 8;
/** `AlgorithmIdentifier` of SHA-256, in DER. */
const SHA_256 = Buffer.from('300d06096086480165030402010500', 'hex');
const CERTIFICATE_WANTED = Buffer.from([0x01, 0x01, 0xff]);
const VERSION = Buffer.from([INTEGER, 1, 1]);
/** `granted` and `grantedWithMods`. */
const GRANTED: readonly (number | undefined)[] = [0, 1];

export const TIME_STAMP_QUERY = 'application/timestamp-query';
export const TIME_STAMP_REPLY = 'application/timestamp-reply';

export interface TimeStampRequest {
  /** DER. */
  readonly body: Buffer;
  /** Comes back in the answer, so that an old one cannot stand for it. */
  readonly nonce: Buffer;
}

/** @param imprint SHA-256 of what the authority confirms */
export function timeStampRequest(imprint: Uint8Array): TimeStampRequest {
  const nonce = randomBytes(NONCE_BYTES);
  // Neither negative nor with a zero in front.
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40;
  const hashed = der(SEQUENCE, SHA_256, der(0x04, imprint));
  return { body: der(SEQUENCE, VERSION, hashed, der(INTEGER, nonce), CERTIFICATE_WANTED), nonce };
}

/**
 * The token in an answer. Its signature is for verifiers to check; here it is only made sure that it answers this request.
 * @throws Error when the authority refused, or the answer is not one to this request
 */
export function timeStampToken(answer: Uint8Array, { nonce }: TimeStampRequest, imprint: Uint8Array): Buffer {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.length);
  const content = valueAt(bytes, 0, SEQUENCE);
  const status = valueAt(bytes, content.start, SEQUENCE);
  const code = valueAt(bytes, status.start, INTEGER);
  const granted = bytes.subarray(code.start, code.end);
  if (granted.length !== 1 || !GRANTED.includes(granted[0])) throw new Error('the time-stamp authority refused');
  const token = bytes.subarray(status.end, content.end);
  if (!token.includes(nonce) || !token.includes(Buffer.from(imprint))) {
    throw new Error('the time-stamp answers another request');
  }
  return token;
}

function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  if (bytes.length > 0x7f) throw new RangeError('a request is shorter than this');
  return Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
}

function valueAt(bytes: Buffer, at: number, tag: number): { readonly start: number; readonly end: number } {
  const first = bytes[at + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (bytes[at] !== tag || first === 0x80 || lengthBytes > 4 || at + 2 + lengthBytes > bytes.length) throw notOne();
  const start = at + 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes));
  if (end > bytes.length) throw notOne();
  return { start, end };
}

function notOne(): Error {
  return new Error('the answer of the time-stamp authority is not one');
}
