import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { RefusalRecorder } from '../platform/refusal-recorder.ts';
import { AuditEventsController } from './audit-events.controller.ts';
import { RefusalInterceptor, Refusals } from './refusals.service.ts';

/** The audit log: what is written there, and who may read it. */
@Global()
@Module({
  controllers: [AuditEventsController],
  providers: [
    Refusals,
    { provide: RefusalRecorder, useExisting: Refusals },
    { provide: APP_INTERCEPTOR, useClass: RefusalInterceptor },
  ],
  exports: [Refusals, RefusalRecorder],
})
export class AuditModule {}
