import type { Database } from '@azure/cosmos';
import { describe, expect, it } from 'vitest';
import { ContainerCheck } from './container-check.ts';
import { COSMOS_CONTAINERS, type CosmosContainerProperties } from './cosmos-containers.ts';

const AS_WANTED: Readonly<Record<string, object>> = Object.fromEntries(
  Object.values<CosmosContainerProperties>(COSMOS_CONTAINERS).map(({ id, partitionKey, defaultTtl }) => [
    id,
    { id, partitionKey: { paths: [partitionKey] }, ...(defaultTtl === undefined ? {} : { defaultTtl }) },
  ]),
);

function check(changed: Readonly<Record<string, object | number>> = {}): Promise<readonly string[]> {
  const found = { ...AS_WANTED, ...changed };
  const container = (id: string) => ({
    read: async () => {
      const answer = found[id];
      if (typeof answer === 'number') throw Object.assign(new Error(`status ${answer}`), { code: answer });
      return { resource: answer };
    },
  });
  return new ContainerCheck({ container } as unknown as Database).differences();
}

describe('the check of containers', () => {
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
});
