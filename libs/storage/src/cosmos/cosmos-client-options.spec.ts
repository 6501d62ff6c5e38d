import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { cosmosClientOptions } from './cosmos-client-options.ts';

const COSMOS = {
  key: undefined,
  endpoint: 'https://account.documents.azure.com/',
  database: 'voice',
  endpointDiscovery: true,
  consistency: 'Session' as const,
};
const CREDENTIAL = { getToken: async () => null };

describe('the client of Cosmos DB', () => {
  it('sends the session tokens that it gets, which the SDK does at the level Session only', () => {
    expect(cosmosClientOptions(COSMOS, CREDENTIAL).consistencyLevel).toBe('Session');
  });

  it.each(['BoundedStaleness', 'Strong'] as const)('does not weaken the reads of an account at %s', (consistency) => {
    expect(cosmosClientOptions({ ...COSMOS, consistency }, CREDENTIAL)).not.toHaveProperty('consistencyLevel');
  });

  it('takes a managed identity where there is no key', () => {
    expect(cosmosClientOptions(COSMOS, CREDENTIAL)).toMatchObject({ aadCredentials: CREDENTIAL });
    const keyed = cosmosClientOptions({ ...COSMOS, key: 'a2V5' }, CREDENTIAL);
    expect(keyed).toMatchObject({ key: 'a2V5' });
    expect(keyed.aadCredentials).toBeUndefined();
  });

  it('closes an idle connection before the service does, also before the time that the service announces', async () => {
    const server = createServer((_, response) => response.end());
    server.keepAliveTimeout = 5_000;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const agent = agentOf(`http://127.0.0.1:${port}/`);
    try {
      const [response] = await once(request({ port, agent }).end(), 'response');
      expect(response.headers['keep-alive']).toBe('timeout=5');
      const freed = once(agent, 'free');
      response.resume();
      await freed;
      const [socket] = Object.values(agent.freeSockets).flat();
      expect(socket?.timeout).toBeGreaterThan(0);
      expect(socket?.timeout).toBeLessThan(5_000);
    } finally {
      agent.destroy();
      server.close();
    }
  });

  it('speaks TLS to all but an endpoint with http, and closes what was idle for a minute', () => {
    const agent = agentOf(COSMOS.endpoint);
    expect(agent).toBeInstanceOf(HttpsAgent);
    expect(agent).toHaveProperty(
      'options',
      expect.objectContaining({ keepAlive: true, minVersion: 'TLSv1.2', timeout: 60_000 }),
    );
  });
});

/** Of the client of an account at this endpoint. */
function agentOf(endpoint: string): Agent {
  const { agent } = cosmosClientOptions({ ...COSMOS, endpoint }, CREDENTIAL);
  if (!(agent instanceof Agent)) throw new Error('the SDK would use its own agent');
  return agent;
}
