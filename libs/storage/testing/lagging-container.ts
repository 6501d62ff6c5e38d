import { MemoryContainer } from './memory-container.ts';

/** Reads answer from a replica that has no write since `freeze`, until a write of this client was answered or refused. */
export class LaggingContainer extends MemoryContainer {
  #replica: Map<string, unknown> | undefined;

  freeze(): void {
    this.#replica = new Map(this.stored);
  }

  override item(id: string, partitionKey: string) {
    const primary = super.item(id, partitionKey);
    return {
      ...primary,
      read: async () => {
        const answer = await primary.read();
        if (!this.#replica) return answer;
        const resource = this.#replica.get(id) as typeof answer.resource;
        return { resource, etag: resource?._etag };
      },
      patch: async (...given: Parameters<typeof primary.patch>) => {
        this.#replica = undefined;
        return primary.patch(...given);
      },
    };
  }
}
