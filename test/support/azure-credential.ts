import type { TokenCredential } from '@azure/core-auth';
import { managedIdentityToken } from '../../apps/sandbox/src/cli/managed-identity-token.ts';

/** The developer's managed identity, for a test that looks into the stores with the real SDKs: it may do everything. */
export function developerIdentity(environment: Readonly<Record<string, string>>): TokenCredential {
  return {
    getToken: async (scopes) => ({
      token: await managedIdentityToken(environment, String(scopes).replace(/\/\.default$/, '')),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
}
