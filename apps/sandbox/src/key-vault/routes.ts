import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { RestAnswer, RestCall } from '../speech/rest/call.ts';
import type { Route } from '../speech/rest/route.ts';
import { signDigest } from './sign-digest.ts';

/** Name and version of the one key that there is. */
export const CLAIM_KEY_PATH = '/keys/claims/1';
/** Of SHA-256. */
const DIGEST_BYTES = 32;

const body = z.object({ alg: z.string(), value: z.string() });

/**
 * A stand-in for Azure Key Vault with one key of P-256, which signs digests (`POST /keys/{name}/{version}/sign`, api-version 7.4). It has no other
 * operation. @param key PKCS #8, PEM
 */
export function keyVaultRoutes(key: string): Route[] {
  const privateKey = createPrivateKey(key);
  return [
    {
      operation: 'KeyVault_Sign',
      api: 'key-vault',
      method: 'POST',
      path: '/keys/{name}/{version}/sign',
      handle: (call) => signed(call, privateKey),
    },
  ];
}

function signed(call: RestCall, key: KeyObject): RestAnswer {
  if (`/keys/${call.parameter('name')}/${call.parameter('version')}` !== CLAIM_KEY_PATH) {
    return refusal(404, 'KeyNotFound', 'A key with this name and version was not found in this key vault.');
  }
  const { alg, value } = call.json(body);
  if (alg !== 'ES256') return refusal(400, 'BadParameter', 'Key and signing algorithm are incompatible.');
  const digest = Buffer.from(value, 'base64url');
  if (digest.length !== DIGEST_BYTES) return refusal(400, 'BadParameter', 'The digest must have 32 bytes.');
  const signature = signDigest(key, digest).toString('base64url');
  return { status: 200, body: { kid: `${call.url.origin}${CLAIM_KEY_PATH}`, value: signature } };
}

/** Errors as Key Vault writes them. */
function refusal(status: number, code: string, message: string): RestAnswer {
  return { status, body: { error: { code, message } } };
}
