import { type Container, CosmosClient } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { startEntra } from '../entra/entra-server.ts';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { type Cosmos, startCosmos } from './cosmos-server.ts';

const ACCOUNT = 'Microsoft.DocumentDB/databaseAccounts';
const CONTAINERS = `${ACCOUNT}/sqlDatabases/containers`;
const DOCUMENTS = `${ACCOUNT}/voice/dbs/voice/colls/documents`;
const EVERYWHERE = ['', '/dbs/voice', '/dbs/voice/colls/documents'].map(
  (path) => `${ACCOUNT}/readMetadata ${ACCOUNT}/voice${path}`,
);
const EVERY_RIGHT = [
  ...EVERYWHERE,
  ...['items/create', 'items/read', 'items/replace', 'items/upsert', 'items/delete', 'executeQuery'].map(
    (name) => `${CONTAINERS}/${name} ${DOCUMENTS}`,
  ),
];

describe('roles of Cosmos DB', () => {
  let context: TestContext;
  let cosmos: Cosmos;
  let client: CosmosClient;
  let documents: Container;
  let rights: readonly string[] = EVERY_RIGHT;
  beforeAll(async () => {
    context = await testContext();
    const entra = await startEntra(context);
    context.onClose(() => entra.close());
    cosmos = await startCosmos({
      ...context,
      verifyToken: async (token, audience) => {
        const holder = await entra.issuer.holderOf(token, audience);
        return holder && { ...holder, may: ({ name }, resource) => rights.includes(`${name} ${resource}`) };
      },
      database: 'voice',
      containers: ['documents', 'audit'].map((id) => ({ id, partitionKey: '/partitionKey' })),
    });
    context.onClose(() => cosmos.close());
    client = connect(async (audience) => {
      const request = {
        tenantId: SANDBOX_DIRECTORY.homeTenantId,
        audience,
        oid: 'd0000000-0000-4000-8000-00000000000a',
      };
      return (await entra.issuer.issueToken(request)).token;
    });
    documents = client.database('voice').container('documents');
    await documents.items.create({ id: 'there', partitionKey: 'p', count: 1 });
  });
  afterAll(async () => {
    client.dispose();
    await context.close();
  });

  function connect(token: (resource: string) => Promise<string>): CosmosClient {
    return new CosmosClient({
      endpoint: cosmos.endpoint,
      connectionPolicy: {
        enableEndpointDiscovery: false,
        retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 },
      },
      aadCredentials: {
        getToken: async (scopes) => ({
          token: await token(String(scopes).replace(/\/\.default$/, '')),
          expiresOnTimestamp: Date.now() + 3_600_000,
        }),
      },
    });
  }

  const without = async <T>(right: string, run: () => Promise<T>): Promise<T> => {
    rights = EVERY_RIGHT.filter((name) => name !== right);
    try {
      return await run();
    } finally {
      rights = EVERY_RIGHT;
    }
  };

  it.each<[string, string, () => Promise<unknown>]>([
    ['create', 'items/create', () => documents.items.create({ id: 'new', partitionKey: 'p' })],
    ['read', 'items/read', () => documents.item('there', 'p').read()],
    ['replace', 'items/replace', () => documents.item('there', 'p').replace({ id: 'there', partitionKey: 'p' })],
    ['patch', 'items/replace', () => documents.item('there', 'p').patch([{ op: 'set', path: '/count', value: 2 }])],
    ['upsert', 'items/upsert', () => documents.items.upsert({ id: 'there', partitionKey: 'p' })],
    ['delete', 'items/delete', () => documents.item('there', 'p').delete()],
    ['query', 'executeQuery', () => documents.items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchAll()],
  ])('refuses a %s without %s, in the words of the service', async (_operation, name, call) => {
    await expect(without(`${CONTAINERS}/${name} ${DOCUMENTS}`, call)).rejects.toMatchObject({
      code: 403,
      substatus: 5302,
      message: expect.stringContaining(
        `Request is blocked because principal [d0000000-0000-4000-8000-00000000000a] does not have required RBAC permissions to perform action [${CONTAINERS}/${name}] on resource [dbs/voice/colls/documents].`,
      ) as unknown,
    });
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['the account', EVERYWHERE[0] ?? '', () => client.getDatabaseAccount()],
    ['a database', EVERYWHERE[1] ?? '', () => client.database('voice').read()],
    ['a container', EVERYWHERE[2] ?? '', () => documents.read()],
  ])('refuses to show %s without the right to its metadata', async (_what, right, call) => {
    await expect(without(right, call)).rejects.toMatchObject({ code: 403, substatus: 5301 });
  });

  it('asks for the right at the container itself', async () => {
    const audit = client.database('voice').container('audit');
    await expect(audit.item('there', 'p').read()).rejects.toMatchObject({ code: 403 });
  });

  it('says that a token creates no containers, whatever its roles', async () => {
    await expect(client.databases.create({ id: 'other' })).rejects.toMatchObject({
      code: 403,
      substatus: 5300,
      message: expect.stringContaining('The given request [POST /dbs] cannot be authorized by AAD token') as unknown,
    });
  });
});
