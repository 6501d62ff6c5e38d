import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { type Entra, startEntra } from '../entra/entra-server.ts';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { withoutRoles } from '../rights/everything.ts';
import type { FaultEffect } from '../faults/fault-plan.ts';
import { type Cosmos, startCosmos } from './cosmos-server.ts';

const HOUR_MS = 3_600_000;

interface Item {
  id: string;
  partitionKey: string;
  count: number;
  outbox: string[];
}

describe('Cosmos DB', () => {
  let context: TestContext;
  let entra: Entra;
  let cosmos: Cosmos;
  let client: CosmosClient;
  let documents: Container;
  let sequence = 0;
  beforeAll(async () => {
    context = await testContext();
    entra = await startEntra(context);
    context.onClose(() => entra.close());
    cosmos = await startCosmos({
      ...context,
      verifyToken: withoutRoles(entra.verifyToken),
      database: 'voice',
      containers: ['documents', 'audit'].map((id) => ({ id, partitionKey: '/partitionKey' })),
    });
    context.onClose(() => cosmos.close());
    client = connect(async (resource) => {
      const [identity] = SANDBOX_DIRECTORY.managedIdentities;
      if (!identity) throw new Error('The directory has no managed identity.');
      return (await entra.issuer.issueManagedIdentityToken(identity, resource)).token;
    });
    documents = client.database('voice').container('documents');
  });
  afterEach(() => context.faults.clear());
  afterAll(async () => {
    client.dispose();
    await context.close();
  });

  /** The real SDK with Entra credentials and without retries of its own. */
  function connect(token: (resource: string) => Promise<string>): CosmosClient {
    return new CosmosClient({
      endpoint: cosmos.endpoint,
      connectionPolicy: {
        enableEndpointDiscovery: false,
        requestTimeout: 5000,
        retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 },
      },
      aadCredentials: {
        getToken: async (scopes) => ({
          token: await token(String(scopes).replace(/\/\.default$/, '')),
          expiresOnTimestamp: Date.now() + HOUR_MS,
        }),
      },
    });
  }
  const create = async (): Promise<Item & { _etag: string }> => {
    sequence += 1;
    const item = { id: `item-${sequence}`, partitionKey: 'p', count: 0, outbox: ['message'] };
    const { resource } = await documents.items.create<Item>(item);
    if (!resource) throw new Error('The item was not returned.');
    return resource;
  };

  it('keeps items, with optimistic concurrency', async () => {
    const item = await create();
    const replace = (count: number, etag: string) =>
      documents
        .item(item.id, 'p')
        .replace({ ...item, count }, { accessCondition: { type: 'IfMatch', condition: etag } });
    const { resource } = await replace(1, item._etag);
    expect(resource).toMatchObject({ count: 1 });
    await expect(replace(2, item._etag)).rejects.toMatchObject({ code: 412 });
    await expect(documents.items.create({ ...item })).rejects.toMatchObject({ code: 409 });
    await expect(documents.item('missing', 'p').read()).resolves.toMatchObject({ statusCode: 404 });
  });

  it('patches under a condition and answers the queries of the outbox sweep', async () => {
    const item = await create();
    const clear = () =>
      documents.item(item.id, 'p').patch({
        condition: 'FROM c WHERE ARRAY_LENGTH(c.outbox) = 1',
        operations: [{ op: 'set', path: '/outbox', value: [] }],
      });
    const pending = async () =>
      (await documents.items.query<Item>('SELECT * FROM c WHERE ARRAY_LENGTH(c.outbox) > 0').fetchAll()).resources.map(
        ({ id }) => id,
      );
    expect(await pending()).toContain(item.id);
    await clear();
    expect(await pending()).not.toContain(item.id);
    await expect(clear()).rejects.toMatchObject({ code: 412 });
  });

  it('stores the items of its containers only', async () => {
    await expect(
      client.database('voice').container('audit').items.create({ id: 'a', partitionKey: 'p' }),
    ).resolves.toMatchObject({ statusCode: 201 });
    await expect(client.database('voice').container('unknown').items.create({ id: 'a' })).rejects.toMatchObject({
      code: 404,
    });
  });

  it('does not let an Entra identity create databases or containers', async () => {
    await expect(client.databases.create({ id: 'other' })).rejects.toMatchObject({ code: 403 });
    await expect(client.database('voice').containers.createIfNotExists({ id: 'other' })).rejects.toMatchObject({
      code: 403,
    });
  });

  it.each([
    ['for another resource', { audience: 'https://storage.azure.com' }],
    ['that has expired', { lifetimeSeconds: -1 }],
  ])('refuses a token %s', async (_what, request) => {
    const stranger = connect(
      async (audience) =>
        (await entra.issuer.issueToken({ tenantId: SANDBOX_DIRECTORY.homeTenantId, audience, ...request })).token,
    );
    await expect(stranger.database('voice').container('documents').item('a', 'p').read()).rejects.toMatchObject({
      code: 401,
    });
    stranger.dispose();
  });

  it('refuses account keys and calls without any credential', async () => {
    const keyed = new CosmosClient({
      endpoint: cosmos.endpoint,
      key: Buffer.from('key').toString('base64'),
      connectionPolicy: { enableEndpointDiscovery: false },
    });
    await expect(keyed.database('voice').read()).rejects.toMatchObject({
      code: 401,
      message: expect.stringContaining('Local Authorization is disabled') as unknown,
    });
    keyed.dispose();
    expect((await fetch(`${cosmos.endpoint}dbs`)).status).toBe(401);
    expect(
      (
        await fetch(`${cosmos.endpoint}dbs`, {
          method: 'POST',
          headers: { 'x-sandbox-setup': 'undefined' },
          body: '{}',
        })
      ).status,
    ).toBe(401);
  });

  describe('scripted faults', () => {
    const script = (operation: string, effect: FaultEffect, subject?: string) =>
      context.faults.add({ service: 'cosmos', operation, effect, subject });

    it.each([
      ['create', 429, () => create()],
      ['read', 503, (item: Item) => documents.item(item.id, 'p').read()],
      ['replace', 412, (item: Item) => documents.item(item.id, 'p').replace({ ...item })],
      ['patch', 449, (item: Item) => documents.item(item.id, 'p').patch([{ op: 'set', path: '/count', value: 2 }])],
      ['delete', 408, (item: Item) => documents.item(item.id, 'p').delete()],
      ['query', 429, () => documents.items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchAll()],
    ] as const)('lets a %s fail with %i', async (operation, status, call) => {
      const item = await create();
      const times = 20;
      context.faults.add({
        service: 'cosmos',
        operation,
        effect: { kind: 'error', status, headers: { 'x-ms-retry-after-ms': '1' } },
        times,
      });
      await expect(call(item)).rejects.toMatchObject({ code: status });
      context.faults.clear();
      await expect(call(item)).resolves.toBeDefined();
    });

    it('is retried by the SDK after the time that a 429 names', async () => {
      const patient = new CosmosClient({ ...clientOptions(), endpoint: cosmos.endpoint });
      const rule = script('read', { kind: 'error', status: 429, headers: { 'x-ms-retry-after-ms': '1' } });
      const item = await create();
      await expect(patient.database('voice').container('documents').item(item.id, 'p').read()).resolves.toMatchObject({
        statusCode: 200,
      });
      expect(rule.applied).toBe(1);
      patient.dispose();
    });

    it('drops a connection before or after the work', async () => {
      const before = { id: 'dropped-before', partitionKey: 'p' };
      const after = { id: 'dropped-after', partitionKey: 'p' };
      script('create', { kind: 'drop' });
      await expect(documents.items.create(before)).rejects.toThrow();
      script('create', { kind: 'drop', after: 'work' });
      await expect(documents.items.create(after)).rejects.toThrow();
      await expect(documents.item(before.id, 'p').read()).resolves.toMatchObject({ statusCode: 404 });
      await expect(documents.item(after.id, 'p').read()).resolves.toMatchObject({ statusCode: 200 });
    });

    it('applies to the items that the subject names, late by the clock of the sandbox', async () => {
      const [slow, quick] = [await create(), await create()];
      script('read', { kind: 'latency', ms: HOUR_MS }, slow.id);
      const late = documents.item(slow.id, 'p').read();
      await expect(documents.item(quick.id, 'p').read()).resolves.toMatchObject({ statusCode: 200 });
      await expect.poll(() => context.faults.list()[0]?.applied).toBe(1);
      context.clock.advance(HOUR_MS);
      await expect(late).resolves.toMatchObject({ statusCode: 200 });
    });

    function clientOptions() {
      const getToken = async (scopes: string | string[]) => {
        const audience = String(scopes).replace(/\/\.default$/, '');
        const { token } = await entra.issuer.issueToken({ tenantId: SANDBOX_DIRECTORY.homeTenantId, audience });
        return { token, expiresOnTimestamp: Date.now() + HOUR_MS };
      };
      return { aadCredentials: { getToken }, connectionPolicy: { enableEndpointDiscovery: false } };
    }
  });
});
