import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSigningKeys } from './key-set.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one' };

function find(change: Record<string, unknown>): string | undefined {
  const good = { ...jwk, kid: 'good' };
  return parseSigningKeys({ keys: [good, { ...jwk, ...change }] }, ['https://issuer']).find('one');
}

describe(parseSigningKeys.name, () => {
  it.each([
    ['nothing about its use', {}],
    ['signatures', { use: 'sig' }],
    ['verifying', { key_ops: ['verify'] }],
    ['an exponent of 2^32 + 1', { e: Buffer.from('0100000001', 'hex').toString('base64url') }],
  ])('takes a key that says %s', (_, change) => {
    const pem = find(change) ?? '';
    expect(createPublicKey(pem).asymmetricKeyDetails?.modulusLength).toBe(2_048);
  });

  it.each([
    ['an exponent of 1', { e: Buffer.from([1]).toString('base64url') }],
    ['an exponent of 3', { e: Buffer.from([3]).toString('base64url') }],
    ['an exponent of 17', { e: Buffer.from([17]).toString('base64url') }],
    ['an even exponent', { e: Buffer.from('010000', 'hex').toString('base64url') }],
    ['no exponent', { e: '' }],
    ['encryption', { use: 'enc' }],
    ['signing only, as a private key does', { key_ops: ['sign'] }],
    ['wrapping keys', { key_ops: ['wrapKey', 'encrypt'] }],
    ['operations that are no list', { key_ops: 'verify' }],
    ['another algorithm', { alg: 'PS256' }],
    ['another issuer', { issuer: 'https://other' }],
  ])('leaves out a key that says %s', (_, change) => {
    expect(find(change)).toBeUndefined();
  });

  it('leaves out short keys, and refuses a set without a usable one', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' });
    expect(find({ ...short })).toBeUndefined();
    expect(() => parseSigningKeys({ keys: [{ ...short, kid: 'one' }] }, [])).toThrow('no usable key');
    expect(() => parseSigningKeys([], [])).toThrow('not a key set');
  });
});
