import { Commit, DocumentStore, OperationStore, OutboxRelay } from '#documents';
import type { OutboxMessage } from '#domain';
import { createLogger } from '#observability';
import { MemoryContainer } from '#storage/testing';

/** Documents in memory, with all that commits them; messages are published to an array. */
export class TestDocuments {
  readonly container = new MemoryContainer();
  readonly published: OutboxMessage[] = [];
  readonly store: DocumentStore;
  readonly operations: OperationStore;
  readonly outbox: OutboxRelay;
  readonly commit: Commit;

  /** @param publish may throw, as a broker that is down does */
  constructor(publish: (message: OutboxMessage) => Promise<void> = () => Promise.resolve()) {
    const logger = createLogger({ level: 'silent', service: 'test' });
    const publisher = {
      publish: async (message: OutboxMessage): Promise<void> => {
        await publish(message);
        this.published.push(message);
      },
    };
    this.store = new DocumentStore(this.container.asContainer);
    this.operations = new OperationStore(this.store);
    this.outbox = new OutboxRelay(publisher, this.store, logger);
    this.commit = new Commit(this.store, this.operations, this.outbox, logger);
  }
}
