import { Global, Module } from '@nestjs/common';
import { ReceiptSigner } from '#auth';
import { CONFIG, type Config } from '#config';
import { MESSAGE_INTERCEPTORS, type MessageInterceptor } from '#messaging';
import { ErasedSubjectsInterceptor } from './erased-subjects.interceptor.ts';
import { SpeechLimits } from '#documents';
import { HeartbeatInterceptor } from './heartbeat.interceptor.ts';
import { ScheduledRunsInterceptor } from './scheduled-runs.interceptor.ts';
import { SpeechLimitsInterceptor } from './speech-limits.interceptor.ts';

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
    ScheduledRunsInterceptor,
    {
      provide: SpeechLimitsInterceptor,
      useFactory: (limits: SpeechLimits) => new SpeechLimitsInterceptor(limits),
      inject: [SpeechLimits],
    },
    {
      provide: MESSAGE_INTERCEPTORS,
      // Work that is put off shows by its heartbeat that it is not lost.
      useFactory: (...interceptors: readonly MessageInterceptor[]) => interceptors,
      inject: [ErasedSubjectsInterceptor, HeartbeatInterceptor, ScheduledRunsInterceptor, SpeechLimitsInterceptor],
    },
  ],
  exports: [ReceiptSigner, MESSAGE_INTERCEPTORS],
})
export class PlatformModule {}
