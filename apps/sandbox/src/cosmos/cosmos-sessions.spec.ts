import { CosmosClient, type Container } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { type Entra, startEntra } from '../entra/entra-server.ts';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { withoutRoles } from '../rights/everything.ts';
import { type Cosmos, startCosmos } from './cosmos-server.ts';

const HOUR_MS = 3_600_000;

interface Item {
  readonly id: string;
  readonly partitionKey: string;
  readonly count: number;
}

describe('the JavaScript SDK with endpoint discovery, and replicas that are behind', () => {
  let context: TestContext;
  let entra: Entra;
  let cosmos: Cosmos;
  const clients: CosmosClient[] = [];
  beforeAll(async () => {
    context = await testContext();
    entra = await startEntra(context);
    context.onClose(() => entra.close());
    cosmos = await startCosmos({
      ...context,
      verifyToken: withoutRoles(entra.verifyToken),
      database: 'voice',
      containers: [{ id: 'documents', partitionKey: '/partitionKey' }],
    });
    context.onClose(() => cosmos.close());
  });
  afterAll(async () => {
    for (const client of clients) client.dispose();
    await context.close();
  });

  /** A process of its own: it knows no session token but its own. */
  function connect(consistencyLevel: 'Session' | 'none' = 'Session'): Container {
    const client = new CosmosClient({
      endpoint: cosmos.endpoint,
      ...(consistencyLevel === 'Session' && { consistencyLevel }),
      connectionPolicy: { enableEndpointDiscovery: true, enableBackgroundEndpointRefreshing: false },
      aadCredentials: {
        getToken: async (scopes) => {
          const audience = String(scopes).replace(/\/\.default$/, '');
          const { token } = await entra.issuer.issueToken({ tenantId: SANDBOX_DIRECTORY.homeTenantId, audience });
          return { token, expiresOnTimestamp: Date.now() + HOUR_MS };
        },
      },
    });
    clients.push(client);
    return client.database('voice').container('documents');
  }

  it('works through the location that the account read names', async () => {
    const documents = connect();
    for (const id of ['b', 'a', 'c']) await documents.items.create({ id: `found-${id}`, partitionKey: id, count: 1 });
    const { resources } = await documents.items
      .query<Item>("SELECT TOP 2 * FROM c WHERE STARTSWITH(c.id, 'found-') ORDER BY c.id")
      .fetchAll();
    expect(resources.map(({ id }) => id)).toEqual(['found-a', 'found-b']);
    const counted = await documents.items.query<number>('SELECT VALUE COUNT(1) FROM c').fetchAll();
    expect(counted.resources).toEqual([3]);
  });

  it('lets a process read its own writes, another one after a refused write, and a third when time has passed', async () => {
    const [writer, reader, late] = [connect(), connect(), connect()];
    cosmos.staleReads({ lagMs: HOUR_MS });
    const item = { id: 'lagging', partitionKey: 'p', count: 1 };
    await writer.items.create(item);
    expect((await writer.item('lagging', 'p').read<Item>()).resource).toMatchObject({ count: 1 });
    const seen = async (by: Container) => (await by.item('lagging', 'p').read<Item>()).resource?.count;
    // Of an hour a read is behind by none once in a million times.
    expect(await seen(reader)).toBeUndefined();
    // Without the level the SDK sends no token, and does not even read what it wrote.
    const silent = connect('none');
    await silent.item('lagging', 'p').patch([{ op: 'set', path: '/count', value: 1 }]);
    expect(await seen(silent)).toBeUndefined();
    await expect(
      reader.item('lagging', 'p').patch([{ op: 'set', path: '/count', value: 9 }], {
        accessCondition: { type: 'IfMatch', condition: '"none"' },
      }),
    ).rejects.toMatchObject({ code: 412 });
    expect(await seen(reader)).toBe(1);
    expect(await seen(late)).toBeUndefined();
    context.clock.advance(HOUR_MS + 1);
    expect(await seen(late)).toBe(1);
    cosmos.staleReads(undefined);
  });

  it('has no replica at times that has what a process has seen: the SDK then asks once again, without the token', async () => {
    const [writer, other] = [connect(), connect()];
    const items = [1, 2].map((number) => ({ id: `ahead-${number}`, partitionKey: 'p', count: 1 }));
    cosmos.staleReads({ lagMs: HOUR_MS, unavailableShare: 1 });
    for (const item of items) await writer.items.create(item);
    const unseen = await writer.item('ahead-1', 'p').read();
    // Behind, and not refused: what the SDK makes of it looks like an item that is not there.
    expect([unseen.statusCode, unseen.substatus]).toEqual([404, 0]);
    const { failedAttempts } = unseen.diagnostics.clientSideRequestStatistics.retryDiagnostics;
    expect(failedAttempts.map(({ statusCode }) => statusCode)).toEqual([404]);
    // Who has seen nothing is answered by any replica.
    expect((await other.item('ahead-1', 'p').read()).statusCode).toBe(404);
    cosmos.staleReads({ lagMs: HOUR_MS });
    await writer.items.create({ id: 'ahead-3', partitionKey: 'p', count: 1 });
    expect((await writer.item('ahead-3', 'p').read<Item>()).resource).toMatchObject({ count: 1 });
    cosmos.staleReads(undefined);
  });

  it('lets a process read what there is after a refusal that was scripted, as after one of its own', async () => {
    const [writer, reader] = [connect(), connect()];
    cosmos.staleReads({ lagMs: HOUR_MS });
    await writer.items.create({ id: 'refused', partitionKey: 'p', count: 1 });
    const patch = (): Promise<unknown> => reader.item('refused', 'p').patch([{ op: 'set', path: '/count', value: 9 }]);
    expect((await reader.item('refused', 'p').read()).statusCode).toBe(404);
    context.faults.add({ service: 'cosmos', operation: 'patch', effect: { kind: 'error', status: 412 }, times: 1 });
    await expect(patch()).rejects.toMatchObject({ code: 412 });
    expect((await reader.item('refused', 'p').read<Item>()).resource).toMatchObject({ count: 1 });
    cosmos.staleReads(undefined);
  });
});
