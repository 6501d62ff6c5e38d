import { CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { type Cosmos, startCosmos } from './cosmos-server.ts';

const KEY = Buffer.alloc(64, 7).toString('base64');
/** What is in its link is signed as it is, not as the URL has it. */
const DOCUMENT = { id: 'c+ü 1', partitionKey: 'p', count: 1 };
const NO_RETRIES = { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 };

describe('a Cosmos DB with a key', () => {
  let context: TestContext;
  let cosmos: Cosmos;
  const clients: CosmosClient[] = [];

  beforeAll(async () => {
    context = await testContext();
    const containers = [{ id: 'documents', partitionKey: '/partitionKey' }];
    cosmos = await startCosmos({
      ...context,
      verifyToken: async () => undefined,
      accountKey: KEY,
      database: 'voice',
      containers,
    });
    context.onClose(() => cosmos.close());
  });
  afterAll(async () => {
    for (const client of clients) client.dispose();
    await context.close();
  });

  /** The real SDK with a key and without retries of its own. */
  function documentsWith(key: string) {
    const client = new CosmosClient({
      endpoint: cosmos.endpoint,
      key,
      connectionPolicy: { enableEndpointDiscovery: false, retryOptions: NO_RETRIES },
    });
    clients.push(client);
    return client.database('voice').container('documents');
  }

  it('takes what is signed with it: items, queries and what is read of the account', async () => {
    const documents = documentsWith(KEY);
    await documents.items.create(DOCUMENT);
    const item = documents.item(DOCUMENT.id, 'p');
    await item.replace({ ...DOCUMENT, count: 2 });
    const { resources } = await documents.items.query('SELECT * FROM c WHERE c.count = 2').fetchAll();
    expect(resources).toHaveLength(1);
    expect((await documents.read()).resource?.partitionKey?.paths).toEqual(['/partitionKey']);
    expect((await item.delete()).statusCode).toBe(204);
  });

  it('refuses what is signed with another', async () => {
    const documents = documentsWith(Buffer.alloc(64, 8).toString('base64'));
    await expect(documents.items.create(DOCUMENT)).rejects.toMatchObject({ code: 401 });
  });
});
