import { createPublicKey, type JsonWebKey } from 'node:crypto';

/** The public keys of an issuer at one time. */
export interface SigningKeys {
  /** The key that a token's header names, as PEM. */
  find(id: string): string | undefined;
  readonly size: number;
}

const MIN_MODULUS_BITS = 2_048;
const MAX_KEYS = 100;

interface PublishedKey extends JsonWebKey {
  readonly kid?: unknown;
  readonly x5t?: unknown;
  readonly use?: unknown;
  readonly issuer?: unknown;
}

/**
 * The keys of a JSON Web Key Set that may sign access tokens: RSA of at least 2,048 bits, for signatures, and, where Entra says whose
 * keys they are, of one of the accepted issuers (`{tenantid}` in it stands for all of them).
 * @throws Error if the document is no key set or holds no such key.
 */
export function parseSigningKeys(document: unknown, issuers: readonly string[]): SigningKeys {
  const keys = isRecord(document) && Array.isArray(document['keys']) ? document['keys'] : undefined;
  if (!keys) throw new Error('The document is not a key set');
  const byId = new Map<string, string>();
  for (const key of keys.slice(0, MAX_KEYS)) {
    if (!isRecord(key) || !usable(key, issuers)) continue;
    const pem = toPem(key);
    if (pem === undefined) continue;
    for (const id of [key['kid'], key['x5t']]) if (typeof id === 'string' && !byId.has(id)) byId.set(id, pem);
  }
  if (byId.size === 0) throw new Error('The key set holds no usable key');
  return { find: (id) => byId.get(id), size: byId.size };
}

function usable(key: PublishedKey, issuers: readonly string[]): boolean {
  if (key.kty !== 'RSA' || typeof key.kid !== 'string') return false;
  if (key.use !== undefined && key.use !== 'sig') return false;
  if (key['alg'] !== undefined && key['alg'] !== 'RS256') return false;
  if (key.issuer === undefined) return true;
  return typeof key.issuer === 'string' && (key.issuer.includes('{tenantid}') || issuers.includes(key.issuer));
}

function toPem(key: PublishedKey): string | undefined {
  try {
    const publicKey = createPublicKey({ key: { kty: 'RSA', n: key.n ?? '', e: key.e ?? '' }, format: 'jwk' });
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    return bits >= MIN_MODULUS_BITS ? publicKey.export({ type: 'spki', format: 'pem' }).toString() : undefined;
  } catch {
    // A damaged key among good ones: tokens signed with it stay unknown.
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
