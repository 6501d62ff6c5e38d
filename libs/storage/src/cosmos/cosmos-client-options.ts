import type { TokenCredential } from '@azure/core-auth';
import { ConsistencyLevel, type CosmosClientOptions, type PluginConfig } from '@azure/cosmos';
import type { Config } from '#config';

import { COSMOS_PLUGINS } from './cosmos-spans.ts';

const ENDPOINT_REFRESH_MS = 3_600_000;

/** How both deployables connect to Cosmos DB. */
export function cosmosClientOptions(
  { endpoint, key, endpointDiscovery, consistency }: Config['cosmos'],
  credential: TokenCredential,
): CosmosClientOptions & { readonly plugins: PluginConfig[] } {
  return {
    endpoint,
    plugins: COSMOS_PLUGINS,
    ...(key === undefined ? { aadCredentials: credential } : { key }),
    // With a level that a client asks for, an account answers at that level, which may only be weaker than its own. At Session the SDK has to
    // be asked: otherwise it keeps the session tokens that it gets and never sends one, and a process would not even read its own writes
    // (ClientContext.applySessionToken of @azure/cosmos). A stronger account would be weakened by it.
    ...(consistency === 'Session' && { consistencyLevel: ConsistencyLevel.Session }),
    connectionPolicy: {
      enableEndpointDiscovery: endpointDiscovery,
      requestTimeout: 10_000,
      // The SDK looks for other regions as well when a request fails. Its 5 minutes would be most of what an idle process asks.
      endpointRefreshRateInMs: ENDPOINT_REFRESH_MS,
      retryOptions: { maxRetryAttemptCount: 5, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 5 },
    },
  };
}
