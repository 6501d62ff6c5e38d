import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_DIRECTORY } from '../entra/directory.ts';
import { type Entra, startEntra } from '../entra/entra-server.ts';
import { type TestContext, testContext } from '../faults/context.fixture.ts';
import { withoutRoles } from '../rights/everything.ts';
import { type Cosmos, startCosmos } from './cosmos-server.ts';

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

describe('the protocol of Cosmos DB', () => {
  let context: TestContext;
  let entra: Entra;
  let cosmos: Cosmos;
  let authorization: string;
  beforeAll(async () => {
    context = await testContext();
    entra = await startEntra(context);
    context.onClose(() => entra.close());
    cosmos = await startCosmos({
      ...context,
      verifyToken: withoutRoles(entra.verifyToken),
      database: 'voice',
      containers: [
        { id: 'documents', partitionKey: '/partitionKey' },
        { id: 'expiring', partitionKey: '/partitionKey', defaultTtl: -1 },
        { id: 'short-lived', partitionKey: '/partitionKey', defaultTtl: 60 },
        {
          id: 'payloads',
          partitionKey: '/partitionKey',
          indexingPolicy: {
            indexingMode: 'consistent',
            automatic: true,
            includedPaths: [{ path: '/*' }],
            excludedPaths: [{ path: '/payload/*' }, { path: '/text/?' }],
          },
        },
      ],
    });
    context.onClose(() => cosmos.close());
    authorization = await bearer(cosmos.resources[0] ?? '');
  });
  afterAll(() => context.close());

  async function bearer(audience: string): Promise<string> {
    const { homeTenantId: tenantId } = SANDBOX_DIRECTORY;
    // It must outlive the days by which the tests move the clock.
    const { token } = await entra.issuer.issueToken({ tenantId, audience, lifetimeSeconds: (10 * DAY_MS) / 1000 });
    return encodeURIComponent(`type=aad&ver=1.0&sig=${token}`);
  }

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${cosmos.endpoint}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  const inPartition = (partition: unknown = 'p') => ({ 'x-ms-documentdb-partitionkey': JSON.stringify([partition]) });
  const docs = (container = 'documents') => `dbs/voice/colls/${container}/docs`;
  const create = (item: Record<string, unknown> = {}, container = 'documents', headers = {}) =>
    call('POST', docs(container), { id: randomUUID(), partitionKey: 'p', ...item }, { ...inPartition(), ...headers });
  const query = (text: string, headers: Record<string, string> = inPartition(), container = 'documents') =>
    call(
      'POST',
      docs(container),
      { query: text, parameters: [] },
      {
        'content-type': 'application/query+json',
        'x-ms-documentdb-isquery': 'True',
        ...headers,
      },
    );
  const idOf = ({ body }: Reply) => String(body['id']);
  const chargeOf = ({ headers }: Reply) => Number(headers.get('x-ms-request-charge'));

  describe('what it does not store', () => {
    it.each(['a/b', 'a\\b', 'a?b', 'a#b', 'a '])('refuses the id %j', async (id) => {
      expect((await create({ id })).status).toBe(400);
    });

    it('refuses a document above 2 MiB and stores one just below', async () => {
      expect(await create({ text: 'x'.repeat(2 * MIB) })).toMatchObject({
        status: 413,
        body: { code: 'RequestEntityTooLarge' },
      });
      expect((await create({ text: 'x'.repeat(2 * MIB - 1000) })).status).toBe(201);
      expect((await create({ text: 'x'.repeat(5 * MIB) })).status).toBe(413);
    });

    it('refuses to let a document grow above 2 MiB by a patch', async () => {
      const id = idOf(await create({ text: 'x'.repeat(MIB) }));
      const operations = [{ op: 'set', path: '/more', value: 'x'.repeat(MIB) }];
      expect((await call('PATCH', `${docs()}/${id}`, { operations }, inPartition())).status).toBe(413);
    });

    it('refuses a document of another partition than the header’s, with sub-status 1001', async () => {
      const reply = await create({ partitionKey: 'other' });
      expect(reply.status).toBe(400);
      expect(reply.headers.get('x-ms-substatus')).toBe('1001');
    });

    it.each([0, -2, 1.5, '60'])('refuses a time to live of %j', async (ttl) => {
      expect((await create({ ttl })).status).toBe(400);
    });

    it('refuses what is no JSON object, and a call without a partition', async () => {
      expect((await call('POST', docs(), '[1]', inPartition())).status).toBe(400);
      expect((await call('POST', docs(), '{"id"', inPartition())).status).toBe(400);
      expect((await call('POST', docs(), { id: 'a', partitionKey: 'p' })).status).toBe(400);
    });
  });

  describe('conditions', () => {
    it('quotes its ETags and answers 304 to a read of what the client has', async () => {
      const created = await create();
      const etag = String(created.body['_etag']);
      expect(etag).toMatch(/^"[^"]+"$/);
      expect(created.headers.get('etag')).toBe(etag);
      const read = (condition: string) =>
        call('GET', `${docs()}/${idOf(created)}`, undefined, { ...inPartition(), 'if-none-match': condition });
      expect(await read(etag)).toMatchObject({ status: 304, body: {} });
      expect((await read('"other"')).status).toBe(200);
    });

    it('checks If-Match of replace, upsert, patch and delete', async () => {
      const created = await create();
      const path = `${docs()}/${idOf(created)}`;
      const condition = { ...inPartition(), 'if-match': '"other"' };
      const item = { id: idOf(created), partitionKey: 'p' };
      expect((await call('PUT', path, item, condition)).status).toBe(412);
      expect((await create(item, 'documents', { 'x-ms-documentdb-is-upsert': 'True', 'if-match': '"x"' })).status).toBe(
        412,
      );
      const operations = [{ op: 'set', path: '/a', value: 1 }];
      expect((await call('PATCH', path, { operations }, condition)).status).toBe(412);
      expect((await call('DELETE', path, undefined, condition)).status).toBe(412);
      expect(
        (await call('PUT', path, item, { ...inPartition(), 'if-match': String(created.body['_etag']) })).status,
      ).toBe(200);
    });

    it('answers 404 to a read of nothing without the header that only JavaScript sends, and another 404 without the container', async () => {
      const missing = await call('GET', `${docs()}/missing`, undefined, inPartition());
      expect([missing.status, missing.headers.get('x-ms-substatus')]).toEqual([404, '0']);
      const owner = await call('GET', `${docs('none')}/missing`, undefined, inPartition());
      expect([owner.status, owner.headers.get('x-ms-substatus')]).toEqual([404, '1003']);
    });

    it('leaves the body out where Prefer asks for the minimum', async () => {
      const reply = await create({}, 'documents', { prefer: 'return=minimal' });
      expect(reply).toMatchObject({ status: 201, body: {} });
      expect(reply.headers.get('etag')).toMatch(/^"/);
    });
  });

  it('charges by size and kind', async () => {
    const [small, large] = [await create(), await create({ text: 'x'.repeat(100 * 1024) })];
    expect(chargeOf(small)).toBeGreaterThan(5);
    expect(chargeOf(large)).toBeGreaterThan(45);
    const read = await call('GET', `${docs()}/${idOf(small)}`, undefined, inPartition());
    expect(chargeOf(read)).toBe(1);
    expect(chargeOf(await query('SELECT * FROM c'))).toBeGreaterThan(2.3);
  });

  describe('time to live', () => {
    const isThere = async (container: string, id: string) =>
      (await call('GET', `${docs(container)}/${id}`, undefined, inPartition())).status === 200;

    it('is honored only where the container has a defaultTtl', async () => {
      const kept = idOf(await create({ ttl: 10 }));
      const expired = idOf(await create({ ttl: 10 }, 'expiring'));
      const lasting = idOf(await create({}, 'expiring'));
      const byDefault = idOf(await create({}, 'short-lived'));
      const never = idOf(await create({ ttl: -1 }, 'short-lived'));
      context.clock.advance(DAY_MS);
      expect(await isThere('documents', kept)).toBe(true);
      expect(await isThere('expiring', expired)).toBe(false);
      expect(await isThere('expiring', lasting)).toBe(true);
      expect(await isThere('short-lived', byDefault)).toBe(false);
      expect(await isThere('short-lived', never)).toBe(true);
      // Its place is free again, for another item.
      expect((await create({ id: expired }, 'expiring')).status).toBe(201);
    });
  });

  describe('sessions', () => {
    const read = (id: string, token?: string) =>
      call('GET', `${docs()}/${id}`, undefined, {
        ...inPartition(),
        ...(token === undefined ? {} : { 'x-ms-session-token': token }),
      });

    it('gives a token that grows with writes, and 404 with sub-status 1002 to one that no replica has reached', async () => {
      const [one, two] = [await create(), await create()];
      const tokens = [one, two].map(({ headers }) => Number(headers.get('x-ms-session-token')?.split('#')[1]));
      expect(tokens[1]).toBe((tokens[0] ?? 0) + 1);
      const future = await read(idOf(one), `0:-1#${(tokens[1] ?? 0) + 1000}`);
      expect([future.status, future.headers.get('x-ms-substatus')]).toEqual([404, '1002']);
    });

    it('refuses a level above the account’s', async () => {
      const id = idOf(await create());
      const at = (level: string) =>
        call('GET', `${docs()}/${id}`, undefined, { ...inPartition(), 'x-ms-consistency-level': level });
      expect((await at('Eventual')).status).toBe(200);
      expect((await at('BoundedStaleness')).status).toBe(400);
      expect((await at('Strong')).body).toMatchObject({
        message: expect.stringContaining('not stronger than the service') as unknown,
      });
    });

    it('serves stale reads to another client, bounded in time, and its own writes to the one with the token', async () => {
      const created = await create({ count: 1 });
      const id = idOf(created);
      cosmos.staleReads({ lagMs: 60_000 });
      const reads = async (token?: string) => {
        const replies = [];
        for (let count = 0; count < 30; count++) replies.push(await read(id, token));
        return replies.map(({ status, body }) => (status === 200 ? body['count'] : status));
      };
      const replaced = await call('PUT', `${docs()}/${id}`, { id, partitionKey: 'p', count: 2 }, inPartition());
      const token = replaced.headers.get('x-ms-session-token') ?? '';
      expect(await reads()).toContain(1);
      expect(new Set(await reads(token))).toEqual(new Set([2]));
      const fresh = idOf(await create());
      expect((await query(`SELECT * FROM c WHERE c.id = "${fresh}"`)).body['_count']).toBeLessThanOrEqual(1);
      await call('DELETE', `${docs()}/${id}`, undefined, inPartition());
      expect(new Set(await reads())).not.toEqual(new Set([404]));
      context.clock.advance(60_001);
      expect(new Set(await reads())).toEqual(new Set([404]));
      cosmos.staleReads(undefined);
    });

    it('is at most so many writes behind', async () => {
      cosmos.staleReads({ lagMs: DAY_MS, maxWrites: 1 });
      const id = idOf(await create());
      await create();
      for (let count = 0; count < 20; count++) expect((await read(id)).status).toBe(200);
      cosmos.staleReads(undefined);
    });
  });

  describe('queries', () => {
    it('restricts a query to the partition of the header', async () => {
      const partition = randomUUID();
      await call('POST', docs(), { id: 'one', partitionKey: partition }, inPartition(partition));
      await create();
      const { body } = await query('SELECT VALUE c.id FROM c', inPartition(partition));
      expect(body).toMatchObject({ Documents: ['one'], _count: 1 });
    });

    it('refuses a query across partitions that nobody requested, and leaves an ordered one to the client with a plan', async () => {
      expect((await query('SELECT * FROM c', {})).status).toBe(400);
      const across = { 'x-ms-documentdb-query-enablecrosspartition': 'True' };
      expect((await query('SELECT * FROM c', across)).status).toBe(200);
      const refused = await query('SELECT TOP 3 * FROM c WHERE c.a > 1 ORDER BY c.a DESC', across);
      expect([refused.status, refused.headers.get('x-ms-substatus')]).toEqual([400, '1004']);
      const plan = JSON.parse(String(refused.body['additionalErrorInfo'])) as { queryInfo: Record<string, unknown> };
      expect(plan.queryInfo).toMatchObject({ top: 3, orderBy: ['Descending'], orderByExpressions: ['c.a'] });
      expect(plan.queryInfo['rewrittenQuery']).toBe(
        'SELECT TOP 3 c._rid, [{"item": c.a}] AS orderByItems, c AS payload FROM c WHERE (c.a > 1) AND {documentdb-formattableorderbyquery-filter} ORDER BY c.a DESC',
      );
      const asked = await query('SELECT VALUE COUNT(1) FROM c', {
        ...across,
        'x-ms-cosmos-is-query-plan-request': 'True',
      });
      expect(asked.body).toMatchObject({
        partitionedQueryExecutionInfoVersion: 2,
        queryInfo: { aggregates: ['Count'], rewrittenQuery: 'SELECT VALUE [{"item": COUNT(1)}] FROM c' },
      });
    });

    it('continues where a page ended, though items come and go', async () => {
      const partition = randomUUID();
      const post = (id: string) => call('POST', docs(), { id, partitionKey: partition }, inPartition(partition));
      for (const id of ['d', 'b', 'a', 'c']) await post(id);
      const page = (continuation?: string) =>
        query('SELECT VALUE c.id FROM c ORDER BY c.id', {
          ...inPartition(partition),
          'x-ms-max-item-count': '2',
          ...(continuation === undefined ? {} : { 'x-ms-continuation': continuation }),
        });
      const first = await page();
      expect(first.body['Documents']).toEqual(['a', 'b']);
      await call('DELETE', `${docs()}/b`, undefined, inPartition(partition));
      await post('aa');
      const second = await page(first.headers.get('x-ms-continuation') ?? '');
      expect(second.body['Documents']).toEqual(['c', 'd']);
      expect(second.headers.get('x-ms-continuation')).toBeNull();
    });

    it.each([
      ['SELECT DISTINCT c.a FROM c', 'DISTINCT'],
      ['SELECT c.a FROM c GROUP BY c.a', 'GROUP BY'],
      ['SELECT * FROM c OFFSET 1 LIMIT 2', 'OFFSET … LIMIT'],
      ['SELECT * FROM c JOIN t IN c.tags', 'JOIN'],
      ['SELECT * FROM c WHERE c.a LIKE "x%"', 'LIKE'],
      ['SELECT * FROM c WHERE REGEXMATCH(c.a, "x")', 'REGEXMATCH'],
      ['SELECT * FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.t)', 'exists'],
    ])('refuses %s in words', async (text, word) => {
      const { status, body } = await query(text);
      expect(status).toBe(501);
      expect(body['message']).toContain(`The sandbox does not imitate`);
      expect(body['message']).toContain(word);
    });

    it('answers 400 to a syntax error and to what the query does not define', async () => {
      expect((await query('SELECT FROM WHERE')).status).toBe(400);
      expect((await query('SELECT * FROM c WHERE d.a = 1')).status).toBe(400);
      expect((await query('SELECT * FROM c WHERE c.a = @a')).status).toBe(400);
      // Also where no document would have to be looked at.
      expect((await query('SELECT * FROM c WHERE c.a = @a', inPartition(randomUUID()))).status).toBe(400);
      expect((await query('SELECT * FROM c ORDER BY c.a, c.b')).status).toBe(400);
    });

    it('refuses to filter or order by a path that the indexing policy excludes', async () => {
      const ask = (text: string) => query(text, inPartition(), 'payloads');
      await create({ payload: { a: 1 }, text: 'x' }, 'payloads');
      for (const text of [
        'SELECT * FROM c WHERE c.text = "x"',
        'SELECT * FROM c WHERE c.kind = "a" AND c.payload.a = 1',
        'SELECT * FROM c ORDER BY c.text',
      ]) {
        const { status, body } = await ask(text);
        expect(status).toBe(400);
        expect(body['message']).toContain('indexing policy');
      }
      expect((await ask('SELECT c.text, c.payload FROM c WHERE c.partitionKey = "p"')).status).toBe(200);
    });
  });

  describe('what it does not imitate', () => {
    it.each([
      ['GET', 'dbs/voice/colls/documents/sprocs', {}],
      ['POST', 'dbs/voice/colls/documents/sprocs/any', {}],
      ['GET', 'offers', {}],
      ['GET', docs(), { 'a-im': 'Incremental feed' }],
      ['POST', docs(), { 'x-ms-cosmos-is-batch-request': 'True' }],
    ])('says so in words for %s %s', async (method, path, headers) => {
      const { status, body } = await call(method, path, method === 'POST' ? '[]' : undefined, headers);
      expect(status).toBe(501);
      expect(body).toMatchObject({
        code: 'NotImitated',
        message: expect.stringContaining('does not imitate') as unknown,
      });
    });
  });

  it.each([0, 1, 2])('takes tokens of each of its audiences (%i)', async (index) => {
    authorization = await bearer(cosmos.resources[index] ?? '');
    expect((await call('GET', 'dbs/voice')).status).toBe(200);
  });

  it('answers the account read with its own address as the one region', async () => {
    expect((await call('GET', '')).body).toMatchObject({
      writableLocations: [{ databaseAccountEndpoint: cosmos.endpoint }],
      readableLocations: [{ databaseAccountEndpoint: cosmos.endpoint }],
      userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
    });
  });

  it('finds containers by their resource ids, as the SDK for .NET asks for their ranges', async () => {
    const { body: database } = await call('GET', 'dbs/voice');
    const { body: container } = await call('GET', 'dbs/voice/colls/documents');
    const path = `dbs/${String(database['_rid'])}/colls/${String(container['_rid'])}`;
    expect((await call('GET', path)).body).toMatchObject({ id: 'documents' });
    expect((await call('GET', `${path}/pkranges`)).body).toMatchObject({ _rid: container['_rid'], _count: 1 });
    const created = await create();
    expect((await call('GET', `${path}/docs/${idOf(created)}`, undefined, inPartition())).status).toBe(200);
    expect((await call('GET', `dbs/voice/colls/${String(container['_rid'])}`)).status).toBe(404);
  });

  it('answers the feed of ranges of partitions until there is nothing new', async () => {
    const ranges = (tag?: string) =>
      call('GET', 'dbs/voice/colls/documents/pkranges', undefined, {
        'a-im': 'Incremental feed',
        ...(tag === undefined ? {} : { 'if-none-match': tag }),
      });
    const first = await ranges();
    expect(first.body).toMatchObject({ PartitionKeyRanges: [{ id: '0', minInclusive: '', maxExclusive: 'FF' }] });
    expect((await ranges(first.headers.get('etag') ?? '')).status).toBe(304);
  });
});
