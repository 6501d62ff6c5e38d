import type { TokenCredential } from '@azure/core-auth';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';

/** The managed identity of the deployables, for a test that looks into their stores with the real SDKs. */
export function deployableIdentity(environment: Readonly<Record<string, string>>): TokenCredential {
  return {
    getToken: async (scopes) => ({
      token: await managedIdentityToken(environment, String(scopes).replace(/\/\.default$/, '')),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
}
