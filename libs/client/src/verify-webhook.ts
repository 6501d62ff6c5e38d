/** A webhook was not sent by the API, or not just now. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused';
}

export interface WebhookRequest {
  /** The secret of the endpoint, `whsec_…`; while one is being rotated, the old and the new one. */
  readonly secret: string | readonly string[];
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as it came. A body that was parsed and written again has another signature. */
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** How far the clocks may differ. */
  readonly toleranceMs?: number;
}

const TOLERANCE_MS = 5 * 60_000;

/**
 * Verifies a webhook (standardwebhooks.com, "Signature scheme"): HMAC-SHA256 over `{id}.{timestamp}.{body}`, in base64, one signature for each secret
 * that is valid. Web Crypto compares in constant time.
 * @returns the id of the delivery, which is the same in every attempt: remember those that you have processed
 * @throws WebhookRefused which says what is missing or wrong
 */
export async function verifyWebhook({
  secret,
  headers,
  body,
  toleranceMs = TOLERANCE_MS,
}: WebhookRequest): Promise<string> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  ) as [string, string, string];
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookRefused('webhook-timestamp is not a time in seconds');
  const ageMs = Date.now() - Number(timestamp) * 1_000;
  if (Math.abs(ageMs) > toleranceMs) {
    const off = `${Math.round(Math.abs(ageMs) / 1_000)} s ${ageMs > 0 ? 'old' : 'ahead'}`;
    throw new WebhookRefused(`The webhook is ${off}: it was replayed, or the clocks differ`);
  }
  const signed = await new Blob([`${id}.${timestamp}.`, body]).arrayBuffer();
  const given = signatures.split(' ').flatMap((entry) => (entry.startsWith('v1,') ? bytesOf(entry.slice(3)) : []));
  for (const one of typeof secret === 'string' ? [secret] : secret) {
    const key = await keyOf(one);
    for (const signature of given) {
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) return id;
    }
  }
  throw new WebhookRefused('No signature in webhook-signature was made with this secret over this body');
}

function headerOf(headers: WebhookRequest['headers'], name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookRefused(`The header ${name} is missing`);
  return value;
}

async function keyOf(secret: string) {
  const [raw] = bytesOf(secret.replace(/^whsec_/, ''));
  if (raw === undefined) throw new Error('A webhook secret is whsec_ and base64');
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

/** One element, or none where the text is not base64. */
function bytesOf(base64: string): [Uint8Array<ArrayBuffer>] | [] {
  try {
    return [Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))];
  } catch {
    return [];
  }
}
