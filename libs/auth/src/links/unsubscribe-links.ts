import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '#domain';

const KEY_BYTES = 32;
/** Separates these keys from everything else that is made of the same secret. */
const KEY_PURPOSE = 'voice-cloning:unsubscribe-links:v1';
const SHAPE = /^([\w-]{1,500})\.([\w-]{43})$/;

/** Which address a link unsubscribes. */
export interface UnsubscribeTarget {
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** Changes with the address: the link of an address does nothing to another. */
  readonly addressId: string;
}

/**
 * Tokens of links by which a recipient unsubscribes without signing in. They are good for nothing else and do not expire, since an old message must
 * still work. Signed by HMAC-SHA256 with keys that are derived from WEBHOOK_SECRET_KEYS. See ADR 201.
 */
export class UnsubscribeLinks {
  private readonly keys: readonly Buffer[];

  /** @param secretKeys 32 bytes in base64 each; the first signs, each of them verifies */
  constructor(secretKeys: readonly string[]) {
    this.keys = secretKeys.map((secret) =>
      Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', KEY_PURPOSE, KEY_BYTES)),
    );
  }

  /** @throws ServiceError `dependency-unavailable` when there is no key */
  sign({ tenantId, subscriptionId, addressId }: UnsubscribeTarget): string {
    const [key] = this.keys;
    if (!key) throw new ServiceError('dependency-unavailable', 'There is no key to sign links for unsubscribing.');
    const claims = Buffer.from(JSON.stringify([tenantId, subscriptionId, addressId])).toString('base64url');
    return `${claims}.${signatureOf(key, claims)}`;
  }

  /** What the token is for; undefined for one that was not signed here, or was changed. */
  targetOf(token: string): UnsubscribeTarget | undefined {
    const [, claims = '', signature = ''] = SHAPE.exec(token) ?? [];
    const given = Buffer.from(signature);
    const isSigned = this.keys.some((key) => {
      const expected = Buffer.from(signatureOf(key, claims));
      return expected.length === given.length && timingSafeEqual(expected, given);
    });
    if (!isSigned) return undefined;
    const [tenantId = '', subscriptionId = '', addressId = ''] = JSON.parse(
      Buffer.from(claims, 'base64url').toString(),
    ) as string[];
    return { tenantId, subscriptionId, addressId };
  }
}

function signatureOf(key: Buffer, claims: string): string {
  return createHmac('sha256', key).update(claims).digest('base64url');
}
