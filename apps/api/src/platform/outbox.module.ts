import { type BeforeApplicationShutdown, Global, Injectable, Module } from '@nestjs/common';
import { DocumentStore, OutboxRelay, type StoredDocument } from '#documents';
import { MessagePublisher } from '#messaging';
import { type Logger, LOGGER } from '#observability';

/** Lets what is being published be published before the connections close. */
@Injectable()
class OutboxDrain implements BeforeApplicationShutdown {
  constructor(private readonly outbox: OutboxRelay<StoredDocument>) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.outbox.drain();
  }
}

/** Provides, everywhere, the `OutboxRelay` of this process. */
@Global()
@Module({
  providers: [
    {
      provide: OutboxRelay,
      useFactory: (publisher: MessagePublisher, documents: DocumentStore, logger: Logger) =>
        new OutboxRelay<StoredDocument>(publisher, documents, logger),
      inject: [MessagePublisher, DocumentStore, LOGGER],
    },
    OutboxDrain,
  ],
  exports: [OutboxRelay],
})
export class OutboxModule {}
