import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { TokenCredential } from '@azure/core-auth';
import { ConsistencyLevel, type CosmosClientOptions, type PluginConfig } from '@azure/cosmos';
import type { Config } from '#config';
import { COSMOS_PLUGINS } from './cosmos-spans.ts';

const ENDPOINT_REFRESH_MS = 3_600_000;
/**
 * How long a connection may wait for its next request. The service closes one that was idle for about two minutes (azure-documentdb-node #102); the
 * Java SDK keeps one for 60 s (GatewayConnectionConfig).
 */
const IDLE_CONNECTION_MS = 60_000;

/** How both deployables connect to Cosmos DB. See ADR 140 for connections that are idle. */
export function cosmosClientOptions(
  { endpoint, key, endpointDiscovery, consistency }: Config['cosmos'],
  credential: TokenCredential,
): CosmosClientOptions & { readonly plugins: PluginConfig[] } {
  return {
    endpoint,
    plugins: COSMOS_PLUGINS,
    agent: agentFor(endpoint),
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

/**
 * The SDK's own agent keeps an idle connection until the service closes it, and the SDK does not repeat a write that it sent on such a connection.
 * Only an agent with a timeout obeys the shorter one that a server announces (`Keep-Alive: timeout=5`). A request that runs is not timed by it.
 */
function agentFor(endpoint: string): HttpAgent {
  // Of the emulators, one speaks http.
  if (endpoint.startsWith('http:')) return new HttpAgent({ keepAlive: true, timeout: IDLE_CONNECTION_MS });
  return new HttpsAgent({ keepAlive: true, minVersion: 'TLSv1.2', timeout: IDLE_CONNECTION_MS });
}
