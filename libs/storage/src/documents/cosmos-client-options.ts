import type { TokenCredential } from '@azure/core-auth';
import { ConsistencyLevel, type CosmosClientOptions } from '@azure/cosmos';
import type { Config } from '#config';

/** How both deployables connect to Cosmos DB. */
export function cosmosClientOptions(
  { endpoint, key, endpointDiscovery }: Config['cosmos'],
  credential: TokenCredential,
): CosmosClientOptions {
  return {
    endpoint,
    ...(key === undefined ? { aadCredentials: credential } : { key }),
    // Without it the SDK keeps the session tokens that it gets and never sends one: a process would not even read its own writes
    // (ClientContext.applySessionToken of @azure/cosmos).
    consistencyLevel: ConsistencyLevel.Session,
    connectionPolicy: {
      enableEndpointDiscovery: endpointDiscovery,
      requestTimeout: 10_000,
      retryOptions: { maxRetryAttemptCount: 5, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 5 },
    },
  };
}
