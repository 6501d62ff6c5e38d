import { Global, Module } from '@nestjs/common';
import { ReceiptSigner } from '#auth';
import { CONFIG, type Config } from '#config';
import { MESSAGE_INTERCEPTORS } from '#messaging';
import { ErasedSubjectsInterceptor } from './erased-subjects.interceptor.ts';
import { HeartbeatInterceptor } from './heartbeat.interceptor.ts';

/** What features share: how they write documents and sign, and what runs around all handlers. */
@Global()
@Module({
  providers: [
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
  exports: [ReceiptSigner, MESSAGE_INTERCEPTORS],
})
export class PlatformModule {}
