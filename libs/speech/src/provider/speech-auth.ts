import { type TokenCredential } from '@azure/core-auth';
import { BearerTokenCache } from './bearer-token-cache.ts';

/** How to authenticate: a token credential (managed identity) or, where that is not possible, the resource's key. The key wins. */
export interface SpeechAuthOptions {
  readonly credential?: TokenCredential | undefined;
  readonly key?: string | undefined;
}

export type SpeechAuth =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'token'; readonly tokens: BearerTokenCache };

/** @throws TypeError without a credential or a key, or for a key that no header can carry */
export function speechAuth({ credential, key }: SpeechAuthOptions): SpeechAuth {
  if (key !== undefined && key !== '') {
    // `fetch` would repeat such a key in the message of its error.
    if (!/^[\x21-\x7E]+$/v.test(key)) throw new TypeError('The key of Azure AI Speech contains invalid characters');
    return { kind: 'key', key };
  }
  if (credential === undefined) throw new TypeError('Azure AI Speech needs a credential or a key');
  return { kind: 'token', tokens: new BearerTokenCache(credential) };
}

/** The header that authenticates a REST call. */
export async function authHeader(auth: SpeechAuth): Promise<Record<string, string>> {
  return auth.kind === 'key'
    ? { 'ocp-apim-subscription-key': auth.key }
    : { authorization: `Bearer ${(await auth.tokens.getToken()).token}` };
}
