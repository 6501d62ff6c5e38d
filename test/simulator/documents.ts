import {
  failure,
  MemoryContainer,
  type MemoryData,
  type MemoryItem,
} from '../../libs/storage/testing/memory-container.ts';
import type { FaultKind } from './faults.ts';
import type { SimulatedProcess, World } from './world.ts';

/** Parts of the product that can be taken out, to see that the checker notices. */
export type Removal = 'etag' | 'outbox' | 'message-id';

const FAILS: readonly (readonly [FaultKind, () => Error])[] = [
  ['cosmos-throttled', () => failure(429)],
  ['cosmos-retry-with', () => failure(449)],
  ['cosmos-unavailable', () => failure(503)],
];
const ENDS = new Set(['succeeded', 'failed', 'canceled', 'rejected', 'active', 'ready', 'accepted']);

/** What all processes see of Cosmos DB. Reads are strongly consistent. */
export class SimulatedDatabase {
  down = false;
  /** Documents that had ended and were changed to something else. */
  readonly regressions: string[] = [];

  constructor(
    readonly data: MemoryData,
    readonly removal: Removal | undefined,
  ) {}
}

/** One process's connection to it. */
export class SimulatedContainer extends MemoryContainer {
  constructor(
    private readonly world: World,
    private readonly process: SimulatedProcess,
    private readonly database: SimulatedDatabase,
  ) {
    super(database.data);
  }

  protected override call<R>(operation: string, fn: () => R): Promise<R> {
    const writes = operation !== 'read' && operation !== 'query';
    return this.world.call<R>(
      this.process,
      `cosmos.${operation}`,
      () => {
        if (this.database.down) throw failure(503);
        return fn();
      },
      {
        fails: FAILS,
        ...(writes && { answerLost: ['cosmos-answer-lost', () => failure(503)], sentTwice: 'cosmos-sent-twice' }),
      },
    );
  }

  protected override check(id: string, options: Parameters<MemoryContainer['check']>[1]) {
    return super.check(id, this.database.removal === 'etag' ? {} : options);
  }

  protected override write(item: MemoryItem): { etag: string } {
    const before = this.data.stored.get(item.id)?.['status'];
    const after = item['status'];
    if (typeof before === 'string' && ENDS.has(before) && before !== after) {
      this.database.regressions.push(`${item.id} was ${before} and became ${String(after)}`);
    }
    if (this.database.removal !== 'outbox') return super.write(item);
    const { outboxSince: _, ...rest } = item;
    return super.write({ ...rest, id: item.id, partitionKey: item.partitionKey, outbox: [] });
  }
}
