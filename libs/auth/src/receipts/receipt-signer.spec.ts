import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isReceiptSignatureValid, ReceiptSigner } from './receipt-signer.ts';

const key = (): string => randomBytes(32).toString('base64');
const content = Buffer.from('{"version":1}');

describe(ReceiptSigner.name, () => {
  it('signs so that anyone with the receipt can verify it, and any change shows', () => {
    const signer = new ReceiptSigner([key()]);
    const signature = signer.sign(content);
    if (!signature) throw new Error('nothing was signed');
    expect(signature).toMatchObject(signer.publicKeys[0] ?? {});
    expect(isReceiptSignatureValid(content, signature)).toBe(true);
    expect(isReceiptSignatureValid(Buffer.from('{"version":2}'), signature)).toBe(false);
    const other = new ReceiptSigner([key()]).publicKeys[0];
    expect(isReceiptSignatureValid(content, { ...signature, ...other })).toBe(false);
    // A key id that is not that of the key would let another key pass for a known one.
    expect(isReceiptSignatureValid(content, { ...signature, keyId: other?.keyId ?? '' })).toBe(false);
    expect(isReceiptSignatureValid(content, { ...signature, publicKey: 'AAAA' })).toBe(false);
  });

  it('knows the test vector 1 of RFC 8032', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
    const signature = new ReceiptSigner([seed.toString('base64')]).sign(Buffer.alloc(0));
    expect(Buffer.from(signature?.publicKey ?? '', 'base64url').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect(Buffer.from(signature?.value ?? '', 'base64url').toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });

  it('signs with the first key, and with none not at all', () => {
    const signer = new ReceiptSigner([key(), key()]);
    expect(signer.publicKeys).toHaveLength(2);
    expect(signer.sign(content)?.keyId).toBe(signer.publicKeys[0]?.keyId);
    expect(new ReceiptSigner([]).sign(content)).toBeUndefined();
  });
});
