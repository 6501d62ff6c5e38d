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
});
