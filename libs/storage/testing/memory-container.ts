import type { Container } from '@azure/cosmos';

interface Item {
  readonly id: string;
  readonly partitionKey: string;
}

interface Options {
  readonly accessCondition?: { readonly type: string; readonly condition: string };
}

interface Query {
  readonly query: string;
  readonly parameters?: readonly { readonly name: string; readonly value: unknown }[];
}

type PatchOperation =
  | { readonly op: 'set'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/**
 * As much of a Cosmos DB container as stores use: create, conditional reads and writes by id, and the queries by which they list, newest
 * first. Counts its calls.
 */
export class MemoryContainer {
  readonly items = {
    create: (item: Item) =>
      this.call(() => {
        if (this.stored.has(item.id)) throw failure(409);
        return this.write(item);
      }),
    query: (query: Query) => ({ fetchAll: () => this.call(() => ({ resources: this.matching(query) })) }),
  };
  readonly stored = new Map<string, Item & { _etag: string }>();
  /** Thrown by the next calls, in order. */
  readonly failures: Error[] = [];
  calls = 0;
  private writes = 0;

  get asContainer(): Container {
    return this as unknown as Container;
  }

  item(id: string, partitionKey: string) {
    return {
      read: () =>
        this.call(() => {
          const found = this.stored.get(id);
          if (found && found.partitionKey !== partitionKey) throw new Error(`${id} is in another partition`);
          return { resource: found && structuredClone(found), etag: found?._etag };
        }),
      replace: (item: Item, options: Options) =>
        this.call(() => {
          this.check(id, options);
          return this.write(item);
        }),
      patch: (operations: readonly PatchOperation[], options: Options) =>
        this.call(() => {
          this.check(id, options);
          const changed: Record<string, unknown> = { ...structuredClone(this.stored.get(id)) };
          for (const operation of operations) {
            const name = operation.path.slice(1);
            if (operation.op === 'set') changed[name] = operation.value;
            else delete changed[name];
          }
          return this.write(changed as unknown as Item);
        }),
      delete: (options: Options) =>
        this.call(() => {
          this.check(id, options);
          this.stored.delete(id);
          return {};
        }),
    };
  }

  /** `SELECT TOP n * FROM c WHERE c.a = @a AND c.b < @b ORDER BY c.id DESC` */
  private matching({ query, parameters = [] }: Query): object[] {
    const values = new Map(parameters.map(({ name, value }) => [name, value]));
    const conditions = [...query.matchAll(/c\.(\w+) ([=<]) (@\w+)/g)].map(([, name = '', operator, parameter = '']) => {
      const wanted = values.get(parameter);
      return (item: Record<string, unknown>) =>
        operator === '=' ? item[name] === wanted : String(item[name]) < String(wanted);
    });
    const top = Number(/TOP (\d+)/.exec(query)?.[1]);
    return [...this.stored.values()]
      .filter((item) => conditions.every((condition) => condition(item as unknown as Record<string, unknown>)))
      .toSorted((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, top)
      .map((item) => structuredClone(item));
  }

  private check(id: string, { accessCondition }: Options): void {
    const found = this.stored.get(id);
    if (!found) throw failure(404);
    if (accessCondition && accessCondition.condition !== found._etag) throw failure(412);
  }

  private write(item: Item): { etag: string } {
    this.writes += 1;
    const etag = `"${this.writes}"`;
    this.stored.set(item.id, { ...structuredClone(item), _etag: etag });
    return { etag };
  }

  /** Answers later, as a network would: others get their turn in between. */
  private async call<R>(fn: () => R): Promise<R> {
    this.calls += 1;
    await Promise.resolve();
    const thrown = this.failures.shift();
    if (thrown) throw thrown;
    return fn();
  }
}

function failure(code: number): Error {
  return Object.assign(new Error(`status ${code}`), { code });
}
