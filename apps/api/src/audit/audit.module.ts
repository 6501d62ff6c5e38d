import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditEventsController } from './audit-events.controller.ts';
import { AuditTrail } from './audit-trail.ts';
import { RefusalInterceptor, Refusals } from './refusals.ts';
import { VoiceUse } from './voice-use.ts';

/** The audit log: what is written there, and who may read it. */
@Global()
@Module({
  controllers: [AuditEventsController],
  providers: [AuditTrail, VoiceUse, Refusals, { provide: APP_INTERCEPTOR, useClass: RefusalInterceptor }],
  exports: [AuditTrail, VoiceUse, Refusals],
})
export class AuditModule {}
