import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Of 24 to 64 (Standard Webhooks, "Signature scheme"): the size of what HMAC-SHA256 makes of it. */
const SECRET_BYTES = 32;

/** A new secret, `whsec_…`. */
export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export interface WebhookContent {
  /** `webhook-id`. */
  readonly id: string;
  /** `webhook-timestamp`, epoch seconds. */
  readonly timestampS: number;
  readonly body: string | Buffer;
}

/** `v1,{base64}` for each secret, separated by blanks: the receiver takes the one that it can verify. See ADR 134. */
export function standardSignature(content: WebhookContent, secrets: readonly string[]): string {
  return secrets.map((secret) => `v1,${standardDigest(content, secret).toString('base64')}`).join(' ');
}

export function standardDigest({ id, timestampS, body }: WebhookContent, secret: string): Buffer {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  return createHmac('sha256', key).update(`${id}.${timestampS}.`).update(body).digest();
}
