import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { ReceiptSignature } from '#domain';

/** DER of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const PRIVATE_KEY_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
/** DER of an Ed25519 public key (RFC 8410) up to its 32 bytes. */
const PUBLIC_KEY_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export interface ReceiptKey {
  readonly keyId: string;
  /** 32 bytes, base64url. */
  readonly publicKey: string;
}

/**
 * Signs the receipts of erasures, so that anyone with the public key can verify later that this deployment issued one and that it is unchanged.
 * See ADR 73.
 */
export class ReceiptSigner {
  readonly #keys: readonly { readonly private: KeyObject; readonly public: Buffer }[];

  /** @param keys Ed25519 private keys, 32 bytes in base64 each; the first signs */
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => {
      const der = Buffer.concat([PRIVATE_KEY_HEAD, Buffer.from(key, 'base64')]);
      const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
      return { private: privateKey, public: spki.subarray(PUBLIC_KEY_HEAD.length) };
    });
  }

  /** The public keys, that of the signing key first. */
  get publicKeys(): readonly ReceiptKey[] {
    return this.#keys.map((key) => keyOf(key.public));
  }

  /** @returns undefined where there is no key */
  sign(content: Uint8Array): ReceiptSignature | undefined {
    const [key] = this.#keys;
    if (!key) return undefined;
    const value = sign(null, content, key.private).toString('base64url');
    return { algorithm: 'Ed25519', ...keyOf(key.public), value };
  }
}

/** Whether the signature is one over this content, by the key that it names. That the key is ours is for the caller to know. */
export function isReceiptSignatureValid(content: Uint8Array, { publicKey, keyId, value }: ReceiptSignature): boolean {
  const raw = Buffer.from(publicKey, 'base64url');
  if (raw.length !== 32 || keyOf(raw).keyId !== keyId) return false;
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_KEY_HEAD, raw]), format: 'der', type: 'spki' });
  return verify(null, content, key, Buffer.from(value, 'base64url'));
}

function keyOf(publicKey: Buffer): ReceiptKey {
  return {
    keyId: createHash('sha256').update(publicKey).digest('hex').slice(0, 16),
    publicKey: publicKey.toString('base64url'),
  };
}
