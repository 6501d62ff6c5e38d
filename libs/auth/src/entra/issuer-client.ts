import { isRecord, parseSigningKeys, type SigningKeys } from './key-set.ts';

/** One deadline for the two requests, so that a caller whose token waits for keys is answered within it. */
const DEADLINE_MS = 5_000;
const MAX_DOCUMENT_BYTES = 1_048_576;

/**
 * The issuer's current keys, by OpenID Connect Discovery 1.0: metadata, then the key set that it names. No redirects, https only.
 * @param issuer `{authority}/{tenant}/v2.0`; the metadata must name exactly this one (Discovery, section 4.3).
 * @param accepted Issuers whose keys are kept.
 * @throws Error whatever goes wrong: DNS, TLS, status, size, content.
 */
export async function fetchSigningKeys(issuer: string, accepted: readonly string[]): Promise<SigningKeys> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const metadata = await fetchJson(`${issuer}/.well-known/openid-configuration`, signal);
  if (!isRecord(metadata) || metadata['issuer'] !== issuer) throw new Error('The metadata is not of this issuer');
  const keysUrl = metadata['jwks_uri'];
  if (typeof keysUrl !== 'string' || !/^https:\/\//i.test(keysUrl))
    throw new Error('The metadata has no https URL of a key set');
  return parseSigningKeys(await fetchJson(keysUrl, signal), accepted);
}

async function fetchJson(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The issuer answered ${response.status}`);
  }
  let text = '';
  let bytes = 0;
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_DOCUMENT_BYTES) throw new Error('The issuer’s document is too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return JSON.parse(text + decoder.decode());
}
