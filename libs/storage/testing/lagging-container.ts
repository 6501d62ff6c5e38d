import { MemoryContainer, type StoredItem } from './memory-container.ts';

/** Reads and queries answer from a replica that has no write since `freeze`; of a partition, until a write in it was answered or refused. */
export class LaggingContainer extends MemoryContainer {
  #replica: ReadonlyMap<string, StoredItem> | undefined;
  #seen = new Set<string>();

  freeze(): void {
    this.#replica = new Map(this.stored);
    this.#seen = new Set();
  }

  override item(id: string, partitionKey: string) {
    const primary = super.item(id, partitionKey);
    return {
      ...primary,
      read: async () => {
        const answer = await primary.read();
        if (!this.#replica || this.#seen.has(partitionKey)) return answer;
        const resource = this.#replica.get(id);
        return { resource, etag: resource?._etag };
      },
      patch: async (...given: Parameters<typeof primary.patch>) => {
        this.#seen.add(partitionKey);
        return primary.patch(...given);
      },
    };
  }

  protected override all(): Iterable<StoredItem> {
    const newest = super.all();
    const replica = this.#replica;
    if (!replica) return newest;
    const isSeen = ({ partitionKey }: StoredItem): boolean => this.#seen.has(partitionKey);
    return [...[...newest].filter(isSeen), ...[...replica.values()].filter((item) => !isSeen(item))];
  }
}
