import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HookSource } from '#config';
import { ServiceError } from '#domain';
import { standardDigest } from './standard-webhooks.ts';

/** How far a timestamp may be from our clock, both ways (Standard Webhooks). */
const TOLERANCE_S = 300;
const SHA256_BYTES = 32;
const MAX_SIGNATURES = 10;

export interface ReceivedWebhook {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it arrived: what was parsed and written again is another text. */
  readonly body: Buffer;
}

/**
 * Verifies a webhook by the scheme and the secrets of its source.
 * @returns what makes two deliveries the same: the sender's id where it is signed, else a hash of what is
 * @throws ServiceError `webhook-unverified`, which says to the caller the same of everything; the reason is its `cause`
 */
export function verifyWebhook(
  { scheme, header = '', secrets }: Pick<HookSource, 'scheme' | 'header' | 'secrets'>,
  { headers, body }: ReceivedWebhook,
  now: number,
): string {
  const value = (name: string): string => {
    const found = headers[name];
    if (typeof found === 'string' && found !== '') return found;
    throw unverified(`the header ${name} is missing or appears twice`);
  };
  switch (scheme) {
    case 'standard-webhooks': {
      const id = value('webhook-id');
      if (!/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id)) throw unverified('the id is invalid');
      const timestampS = timely(value('webhook-timestamp'), now);
      const given = tokens(value('webhook-signature'), ' ', 'v1,').map(fromBase64);
      const expected = secrets.map((secret) => standardDigest({ id, timestampS, body }, secret));
      check(given, expected);
      return id;
    }
    case 'timestamped': {
      const text = value(header);
      const [stamp] = tokens(text, ',', 't=');
      const timestampS = timely(stamp ?? '', now);
      check(
        tokens(text, ',', 'v0=').map(fromHex),
        secrets.map((secret) => digest(secret, `${timestampS}.`, body)),
      );
      return hashOf(`${timestampS}.`, body);
    }
    case 'hex':
    case 'base64': {
      const text = value(header).replace(/^sha256=/, '');
      check(
        [scheme === 'hex' ? fromHex(text) : fromBase64(text)],
        secrets.map((secret) => digest(secret, '', body)),
      );
      return hashOf('', body);
    }
  }
}

/** Epoch seconds that are near enough. A negative or fractional time, or one in another notation, would be signed as another text. */
function timely(text: string, now: number): number {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw unverified('the timestamp is invalid');
  const timestampS = Number(text);
  if (Math.abs(Math.floor(now / 1_000) - timestampS) > TOLERANCE_S)
    throw unverified('the timestamp differs too much from the current time');
  return timestampS;
}

/** What follows `prefix` in those parts of a list that begin with it. */
function tokens(text: string, separator: string, prefix: string): string[] {
  return text
    .split(separator)
    .slice(0, MAX_SIGNATURES)
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
    .map((part) => part.slice(prefix.length));
}

function fromHex(text: string): Buffer {
  return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.alloc(0);
}

function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  // Decoders skip what they do not know: only what they would write themselves is taken.
  return bytes.toString('base64') === text ? bytes : Buffer.alloc(0);
}

function digest(secret: string, prefix: string, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(prefix).update(body).digest();
}

function hashOf(prefix: string, body: Buffer): string {
  return createHash('sha256').update(prefix).update(body).digest('hex');
}

/** Compares each with each, in a time that does not depend on where they differ or which of them fits. */
function check(given: readonly Buffer[], expected: readonly Buffer[]): void {
  let fits = false;
  for (const signature of given) {
    if (signature.length !== SHA256_BYTES) continue;
    for (const each of expected) fits = timingSafeEqual(signature, each) || fits;
  }
  if (!fits) throw unverified('no signature matches');
}

function unverified(reason: string): ServiceError {
  return new ServiceError(
    'webhook-unverified',
    'The webhook is not signed with a current secret of this source, or is not recent.',
    {
      cause: new Error(reason),
    },
  );
}
