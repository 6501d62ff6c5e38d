import type { Container, SqlQuerySpec } from '@azure/cosmos';
import { asContainer } from './memory-container.ts';

interface Item {
  readonly id: string;
  readonly partitionKey: string;
  readonly [property: string]: unknown;
}

/** As much of a Cosmos DB container as the audit log uses: create, and its few queries. Answers later, as a network would. */
export class MemoryAuditContainer {
  stored: Item[] = [];
  creates = 0;

  get asContainer(): Container {
    return asContainer(this);
  }

  readonly items = {
    create: async (item: Item) => {
      this.creates += 1;
      await Promise.resolve();
      if (this.stored.some(({ id, partitionKey }) => id === item.id && partitionKey === item.partitionKey)) {
        throw Object.assign(new Error('conflict'), { code: 409 });
      }
      this.stored.push({ ...structuredClone(item), _etag: `"${this.creates}"`, _ts: 1 });
      return {};
    },
    query: (query: SqlQuerySpec) => ({
      fetchAll: async () => {
        await Promise.resolve();
        return { resources: this.answer(query) };
      },
    }),
  };

  private answer({ query, parameters = [] }: SqlQuerySpec): unknown[] {
    const given = new Map(parameters.map(({ name, value }) => [name, value as string]));
    if (given.size === 0) return this.stored.map(({ partitionKey }) => partitionKey);
    const first = given.get('@first');
    if (first !== undefined)
      return this.stored.filter(({ id }) => id === first).map(({ partitionKey }) => partitionKey);
    const found = this.stored
      .filter(({ partitionKey }) => partitionKey === given.get('@tenantId'))
      .filter(({ id }) => !given.has('@before') || id < (given.get('@before') ?? ''))
      .filter(({ id }) => !given.has('@after') || id > (given.get('@after') ?? ''))
      .filter(({ eventId }) => !given.has('@eventId') || eventId === given.get('@eventId'))
      .filter(({ action }) => !given.has('@action') || action === given.get('@action'))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const ordered = query.endsWith('DESC') ? found.toReversed() : found;
    return structuredClone(ordered.slice(0, Number(/TOP (\d+)/.exec(query)?.[1])));
  }
}
