import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { ServiceError } from '#domain';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals secrets that must be stored, with AES-256-GCM. What is sealed for one purpose cannot be opened for another, and what one key
 * has sealed any of the keys opens that is it: new keys are put first, old ones stay until nothing is sealed with them.
 * See ADR 53.
 */
export class SecretBox {
  private readonly keys: readonly { readonly id: string; readonly key: Buffer }[];

  /** @param keys 32 bytes in base64 each, the one that seals first */
  constructor(keys: readonly string[]) {
    this.keys = keys.map((text) => {
      const key = Buffer.from(text, 'base64');
      return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
    });
  }

  /**
   * @param purpose what the secret belongs to; the same is needed to open it
   * @throws ServiceError `dependency-unavailable` when there is no key
   */
  seal(secret: string, purpose: string): string {
    const [first] = this.keys;
    if (!first) {
      throw new ServiceError(
        'dependency-unavailable',
        'Webhook endpoints are not configured: there is no key for their secrets.',
      );
    }
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, first.key, iv).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${first.id}.${sealed.toString('base64url')}`;
  }

  /** @throws ServiceError `dependency-unavailable` when its key is not there; `internal` when it was changed or is another purpose's */
  open(text: string, purpose: string): string {
    const [id, sealed = ''] = text.split('.');
    const found = this.keys.find((key) => key.id === id);
    if (!found) throw new ServiceError('dependency-unavailable', 'The key of a webhook secret is missing.');
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const decipher = createDecipheriv(ALGORITHM, found.key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return `${decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)).toString('utf8')}${decipher.final('utf8')}`;
    } catch (cause) {
      throw new ServiceError('internal', 'A webhook secret cannot be decrypted.', { cause });
    }
  }
}
