import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { BearerGuard } from '#auth';
import { RequestAdmission } from './admission.ts';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.ts';
import { OpenAnswers } from './open-answers/open-answers.ts';
import { OperationWatches } from './operations/operation-watches.ts';
import { RateLimits } from './rate-limit/rate-limits.ts';

/** What every request passes, whatever feature serves it. Needs `AuthModule`, and a `RefusalRecorder` of a global module. See ADR 107. */
@Global()
@Module({
  providers: [
    RateLimits,
    RequestAdmission,
    OpenAnswers,
    OperationWatches,
    // Checks again what the edge decided: requests are admitted before their bodies are read.
    { provide: APP_GUARD, useExisting: BearerGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: [RateLimits, RequestAdmission, OpenAnswers, OperationWatches],
})
export class PlatformModule {}
