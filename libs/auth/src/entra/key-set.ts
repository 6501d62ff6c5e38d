import { createPublicKey, type JsonWebKey } from 'node:crypto';

/** The public keys of an issuer at one time. */
export interface SigningKeys {
  /** The key that a token's header names, as PEM. */
  find(id: string): string | undefined;
  readonly size: number;
}

const MIN_MODULUS_BITS = 2_048;
/** NIST SP 800-56B, 6.2: odd, above 2^16. With an exponent of 1 a signature is its own message, which anybody can write. */
const MIN_EXPONENT = 65_537n;
const MAX_KEYS = 100;

interface PublishedKey extends JsonWebKey {
  readonly kid?: unknown;
  readonly x5t?: unknown;
  readonly use?: unknown;
  /** RFC 7517, section 4.3. */
  readonly key_ops?: unknown;
  readonly issuer?: unknown;
}

/**
 * The keys of a JSON Web Key Set that may sign access tokens: RSA of at least 2,048 bits with an odd exponent from 65,537, for signatures, and, where Entra says whose
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
  if (byId.size === 0) throw new Error('The key set contains no usable key');
  return { find: (id) => byId.get(id), size: byId.size };
}

function usable(key: PublishedKey, issuers: readonly string[]): boolean {
  if (key.kty !== 'RSA' || typeof key.kid !== 'string') return false;
  if (key.use !== undefined && key.use !== 'sig') return false;
  if (key.key_ops !== undefined && !(Array.isArray(key.key_ops) && key.key_ops.includes('verify'))) return false;
  if (key['alg'] !== undefined && key['alg'] !== 'RS256') return false;
  if (key.issuer === undefined) return true;
  return typeof key.issuer === 'string' && (key.issuer.includes('{tenantid}') || issuers.includes(key.issuer));
}

function toPem(key: PublishedKey): string | undefined {
  try {
    const publicKey = createPublicKey({ key: { kty: 'RSA', n: key.n ?? '', e: key.e ?? '' }, format: 'jwk' });
    const { modulusLength = 0, publicExponent = 0n } = publicKey.asymmetricKeyDetails ?? {};
    const isSound = modulusLength >= MIN_MODULUS_BITS && publicExponent >= MIN_EXPONENT && publicExponent % 2n === 1n;
    return isSound ? publicKey.export({ type: 'spki', format: 'pem' }).toString() : undefined;
  } catch {
    // A damaged key among good ones: tokens signed with it stay unknown.
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
