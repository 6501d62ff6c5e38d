import type { Container } from '@azure/cosmos';

interface Item {
  readonly id: string;
  readonly partitionKey: string;
}

interface Options {
  readonly accessCondition?: { readonly type: string; readonly condition: string };
}

/** As much of a Cosmos DB container as stores use: create, and conditional reads and writes by id. Counts its calls. */
export class MemoryContainer {
  readonly items = {
    create: (item: Item) =>
      this.call(() => {
        if (this.stored.has(item.id)) throw failure(409);
        return this.write(item);
      }),
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
      delete: (options: Options) =>
        this.call(() => {
          this.check(id, options);
          this.stored.delete(id);
          return {};
        }),
    };
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
