import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { isReceiptSignatureValid, type ReceiptKey, ReceiptSigner } from '#auth';
import type { ProvenanceStatement, ReceiptSignature } from '#domain';
import { canonicalJson } from '#storage';

/** What the key for texts is derived for (RFC 5869, `info`). */
const TEXT_KEY_INFO = 'provenance text';
const TEXT_KEY_BYTES = 32;

/** Signs the statements of records, and hashes texts with a key. The keys are those of `PROVENANCE_SIGNING_KEYS`; the first one is used. */
export class ProvenanceSigner {
  readonly #signer: ReceiptSigner;
  readonly #textKey: Buffer | undefined;
  readonly #textKeyId: string;

  /** @param keys Ed25519 private keys, 32 bytes in base64 each */
  constructor(keys: readonly string[]) {
    this.#signer = new ReceiptSigner(keys);
    const [key] = keys;
    this.#textKey =
      key === undefined
        ? undefined
        : Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), Buffer.alloc(0), TEXT_KEY_INFO, TEXT_KEY_BYTES));
    this.#textKeyId = this.#signer.publicKeys[0]?.keyId ?? '';
  }

  /** The public keys, that of the signing key first. */
  get publicKeys(): readonly ReceiptKey[] {
    return this.#signer.publicKeys;
  }

  get hasKey(): boolean {
    return this.#textKey !== undefined;
  }

  sign(statement: ProvenanceStatement): ReceiptSignature | undefined {
    return this.#signer.sign(contentOf(statement));
  }

  /** Hex HMAC-SHA-256 of a text; undefined without a key: without one, short texts could be guessed. */
  textHash(text: string): { readonly keyId: string; readonly hmac: string } | undefined {
    if (!this.#textKey) return undefined;
    return { keyId: this.#textKeyId, hmac: createHmac('sha256', this.#textKey).update(text).digest('hex') };
  }
}

/** What was signed, as it is stored or as the API shows it. */
interface SignedStatement {
  readonly statement: object;
  readonly signature?: ReceiptSignature | undefined;
}

/** Whether the statement is unchanged since it was signed with the key that the signature names. That the key is one's own is for the caller to know. */
export function isRecordIntact({ statement, signature }: SignedStatement): boolean {
  return signature !== undefined && isReceiptSignatureValid(contentOf(statement), signature);
}

/** Hex SHA-256 of details, salt included. */
export function detailsHash(details: object): string {
  return createHash('sha256').update(canonicalJson(details)).digest('hex');
}

function contentOf(statement: object): Buffer {
  return Buffer.from(canonicalJson(statement));
}
