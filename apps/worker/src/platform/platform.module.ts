import { Global, Module } from '@nestjs/common';
import { ReceiptSigner } from '#auth';
import { CONFIG, type Config } from '#config';
import { DocumentStore, OutboxRelay, type StoredDocument } from '#documents';
import { MESSAGE_INTERCEPTORS, MessagePublisher } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { DocumentWriter } from './document-writer.ts';
import { ErasedSubjectsInterceptor } from './erased-subjects.interceptor.ts';
import { HeartbeatInterceptor } from './heartbeat.interceptor.ts';

/** What features share: how they write documents and sign, and what runs around all handlers. */
@Global()
@Module({
  providers: [
    {
      provide: OutboxRelay,
      useFactory: (publisher: MessagePublisher, documents: DocumentStore, logger: Logger) =>
        new OutboxRelay<StoredDocument>(publisher, documents, logger),
      inject: [MessagePublisher, DocumentStore, LOGGER],
    },
    DocumentWriter,
    {
      provide: ReceiptSigner,
      useFactory: ({ receipts }: Config) => new ReceiptSigner(receipts.signingKeys),
      inject: [CONFIG],
    },
    ErasedSubjectsInterceptor,
    HeartbeatInterceptor,
    {
      provide: MESSAGE_INTERCEPTORS,
      useFactory: (erased: ErasedSubjectsInterceptor, heartbeat: HeartbeatInterceptor) => [erased, heartbeat],
      inject: [ErasedSubjectsInterceptor, HeartbeatInterceptor],
    },
  ],
  exports: [OutboxRelay, DocumentWriter, ReceiptSigner, MESSAGE_INTERCEPTORS],
})
export class PlatformModule {}
