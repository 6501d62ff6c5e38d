import type { TokenCredential } from '@azure/core-auth';
import { ConsistencyLevel, type CosmosClientOptions } from '@azure/cosmos';
import type { Config } from '#config';

/** How both deployables connect to Cosmos DB. */
export function cosmosClientOptions(
  { endpoint, key, endpointDiscovery, consistency }: Config['cosmos'],
  credential: TokenCredential,
): CosmosClientOptions {
  return {
    endpoint,
    ...(key === undefined ? { aadCredentials: credential } : { key }),
    // With a level that a client asks for, an account answers at that level, which may only be weaker than its own. At Session the SDK has to
    // be asked: otherwise it keeps the session tokens that it gets and never sends one, and a process would not even read its own writes
    // (ClientContext.applySessionToken of @azure/cosmos). A stronger account would be weakened by it.
    ...(consistency === 'Session' && { consistencyLevel: ConsistencyLevel.Session }),
    connectionPolicy: {
      enableEndpointDiscovery: endpointDiscovery,
      requestTimeout: 10_000,
      retryOptions: { maxRetryAttemptCount: 5, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 5 },
    },
  };
}
