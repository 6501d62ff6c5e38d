import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { timeStampRequest, timeStampToken } from './time-stamp.ts';

const imprint = createHash('sha256').update('a signature').digest();
const request = timeStampRequest(imprint);

/** A value in DER, up to 65,535 bytes long. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  const length = bytes.length < 0x80 ? [bytes.length] : [0x82, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}

function answer(status: number, ...token: readonly Uint8Array[]): Buffer {
  return der(0x30, der(0x30, der(0x02, Buffer.from([status]))), ...token);
}

const token = der(0x30, Buffer.alloc(500), imprint, request.nonce);

describe(timeStampRequest.name, () => {
  it('asks for SHA-256 with a certificate, each time with another nonce', () => {
    const body = request.body.toString('hex');
    expect(body.startsWith('30')).toBe(true);
    expect(request.body[1]).toBe(request.body.length - 2);
    expect(body).toContain(`0420${imprint.toString('hex')}`);
    expect(body.endsWith(`0208${request.nonce.toString('hex')}0101ff`)).toBe(true);
    expect(timeStampRequest(imprint).nonce).not.toEqual(request.nonce);
  });
});

describe(timeStampToken.name, () => {
  it.each([0, 1])('gives the token of an answer with status %i', (status) => {
    expect(timeStampToken(answer(status, token), request, imprint)).toEqual(token);
  });

  it.each<[string, Uint8Array, string]>([
    ['a refusal', answer(2), 'refused'],
    ['an answer to another request', answer(0, der(0x30, imprint, timeStampRequest(imprint).nonce)), 'another request'],
    ['an answer about something else', answer(0, der(0x30, request.nonce)), 'another request'],
    ['an answer without a token', answer(0), 'another request'],
    ['a page', Buffer.from('<html>'), 'is not one'],
    ['nothing', Buffer.alloc(0), 'is not one'],
    ['an answer that is cut off', answer(0, token).subarray(0, 40), 'is not one'],
    ['a length that nothing has', Buffer.from([0x30, 0x89, 1, 2, 3]), 'is not one'],
    ['no length', Buffer.from([0x30, 0x80, 1, 2, 3]), 'is not one'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => timeStampToken(bytes, request, imprint)).toThrow(message);
  });
});
