import { type BeforeApplicationShutdown, Injectable, type Provider } from '@nestjs/common';
import { DocumentStore, OutboxRelay, type StoredDocument } from '#documents';
import { MessagePublisher } from '#messaging';
import { type Logger, LOGGER } from '#observability';

/** Lets what is being published be published before the connections close. */
@Injectable()
export class OutboxDrain implements BeforeApplicationShutdown {
  constructor(private readonly outbox: OutboxRelay<StoredDocument>) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.outbox.drain();
  }
}

export const outboxProviders: Provider[] = [
  {
    provide: OutboxRelay,
    useFactory: (publisher: MessagePublisher, documents: DocumentStore, logger: Logger) =>
      new OutboxRelay<StoredDocument>(publisher, documents, logger),
    inject: [MessagePublisher, DocumentStore, LOGGER],
  },
  OutboxDrain,
];
