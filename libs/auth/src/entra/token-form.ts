import { isRecord } from './key-set.ts';

/** A token's header and claims as they read before any signature was checked. */
export interface TokenForm {
  readonly kid: string;
  readonly x5t: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Node refuses header blocks over 16 KiB anyway; Entra keeps tokens well below by leaving groups out. */
const MAX_TOKEN_LENGTH = 16_384;
const MAX_KEY_ID_LENGTH = 128;
/** `nonce` in a header marks Microsoft Graph's own tokens, which nobody else can verify; everything else that Entra sends is here. */
const HEADER_PARAMETERS: ReadonlySet<string> = new Set(['typ', 'alg', 'kid', 'x5t']);
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/**
 * Reads a compact JWS of the one form that Entra's access tokens have: `typ` JWT, `alg` RS256, a key id, and no header parameter that
 * names a key, a place to fetch one from, or a rule (`jwk`, `jku`, `x5u`, `x5c`, `crit`, `b64`, …). `undefined` for all others.
 */
export function readTokenForm(token: string): TokenForm | undefined {
  const [, header, payload, signature] = token.length <= MAX_TOKEN_LENGTH ? (COMPACT.exec(token) ?? []) : [];
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  if (!isCanonical(signature)) return undefined;
  const parameters = readObject(header);
  const claims = readObject(payload);
  if (!parameters || !claims) return undefined;
  if (!Object.keys(parameters).every((name) => HEADER_PARAMETERS.has(name))) return undefined;
  const { typ, alg, kid, x5t } = parameters;
  if (typ !== 'JWT' || alg !== 'RS256' || !isKeyId(kid)) return undefined;
  if (x5t !== undefined && !isKeyId(x5t)) return undefined;
  return { kid, x5t, claims };
}

function isKeyId(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= MAX_KEY_ID_LENGTH && /^[\x21-\x7e]+$/.test(value)
  );
}

/** Base64url that says the same with other characters would give one token many names. */
function isCanonical(base64url: string): boolean {
  return Buffer.from(base64url, 'base64url').toString('base64url') === base64url;
}

function readObject(base64url: string): Record<string, unknown> | undefined {
  if (!isCanonical(base64url)) return undefined;
  try {
    const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64url, 'base64url'));
    const value: unknown = JSON.parse(json);
    return isRecord(value) && countNames(json) === countKeys(value) ? value : undefined;
  } catch {
    // Not UTF-8 or not JSON.
    return undefined;
  }
}

/** How many member names the JSON text has; more than `countKeys` says if one of them stands twice in an object. */
function countNames(json: string): number {
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ':').length;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, child) => sum + countKeys(child), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}
