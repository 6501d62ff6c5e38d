import { describe, expect, it } from 'vitest';
import { asDatabase } from '../../testing/memory-container.ts';
import { DatabaseCheck } from './database-check.ts';
import { COSMOS_CONTAINERS, type CosmosContainerProperties } from './cosmos-containers.ts';

const AS_WANTED: Readonly<Record<string, object>> = Object.fromEntries(
  Object.values<CosmosContainerProperties>(COSMOS_CONTAINERS).map(({ id, partitionKey, defaultTtl }) => [
    id,
    { id, partitionKey: { paths: [partitionKey] }, ...(defaultTtl === undefined ? {} : { defaultTtl }) },
  ]),
);

type Levels = readonly ['Session' | 'BoundedStaleness' | 'Strong', string | undefined];
type Changed = Readonly<Record<string, object | number>>;

function checkOf(changed: Changed = {}, [wanted, level]: Levels = ['Session', 'Session']): DatabaseCheck {
  const found = { ...AS_WANTED, ...changed };
  const container = (id: string) => ({
    read: async () => {
      const answer = found[id];
      if (typeof answer === 'number') throw Object.assign(new Error(`status ${answer}`), { code: answer });
      return { resource: answer };
    },
  });
  const client = { getDatabaseAccount: async () => ({ resource: { consistencyPolicy: level } }) };
  return new DatabaseCheck(asDatabase({ container, client }), wanted);
}

const check = (changed: Changed = {}, levels?: Levels) => checkOf(changed, levels).run();

describe(DatabaseCheck.name, () => {
  it('finds nothing where all is as in the table', async () => {
    expect(await check()).toEqual([]);
  });

  it('names a container that is missing', async () => {
    expect(await check({ usage: 404 })).toEqual([expect.stringContaining('The container usage is missing')]);
  });

  it('names time to live that is off where items must expire, on with another default, or on where nothing may expire', async () => {
    const key = { partitionKey: { paths: ['/partitionKey'] } };
    const found = await check({
      idempotency: key,
      usage: { ...key, defaultTtl: 60 },
      audit: { ...key, defaultTtl: -1 },
    });
    expect(found).toEqual([
      'The container audit has time to live on, with defaultTtl -1; it must be off. Change its defaultTtl.',
      'The container idempotency has time to live off; it must be on, with defaultTtl -1. Change its defaultTtl.',
      'The container usage has time to live on, with defaultTtl 60; it must be on, with defaultTtl -1. Change its defaultTtl.',
    ]);
  });

  it('names another partition key', async () => {
    const documents = { partitionKey: { paths: ['/tenantId'] }, defaultTtl: -1 };
    expect(await check({ documents })).toEqual([
      expect.stringContaining('partition key /tenantId instead of /partitionKey'),
    ]);
  });

  it('does not take a database that does not answer for one without containers', async () => {
    await expect(check({ documents: 503 })).rejects.toThrow('503');
    await expect(check({ documents: 403 })).rejects.toThrow('403');
  });

  it.each<[...Levels, RegExp]>([
    ['Session', 'Eventual', /Eventual, which is weaker than COSMOS_CONSISTENCY, Session\. Change the account's level/],
    ['Session', 'ConsistentPrefix', /ConsistentPrefix, which is weaker/],
    ['BoundedStaleness', 'Session', /Set COSMOS_CONSISTENCY to Session, or change/],
    ['Strong', 'BoundedStaleness', /Set COSMOS_CONSISTENCY to BoundedStaleness, or change/],
  ])(
    'names a level that is weaker than the configured one: %s of an account at %s',
    async (wanted, level, sentence) => {
      expect(await check({}, [wanted, level])).toEqual([expect.stringMatching(sentence)]);
    },
  );

  it.each<Levels>([
    ['Session', 'Session'],
    ['Session', 'BoundedStaleness'],
    ['BoundedStaleness', 'Strong'],
    ['Strong', 'Strong'],
    ['Strong', undefined],
    ['Strong', 'ALevelToCome'],
  ])('finds nothing against %s of an account at %s', async (wanted, level) => {
    expect(await check({}, [wanted, level])).toEqual([]);
  });

  it('is over once nothing differs, and not before', async () => {
    const isOver = async (check: DatabaseCheck) =>
      Promise.race([check.over().then(() => true), Promise.resolve(false)]);
    const differing = checkOf({ usage: 404 });
    await differing.run();
    expect(await isOver(differing)).toBe(false);
    const passing = checkOf();
    expect(await isOver(passing)).toBe(false);
    await passing.run();
    await expect(passing.over()).resolves.toBeUndefined();
  });
});
