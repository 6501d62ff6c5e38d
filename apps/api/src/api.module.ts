import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AuthModule, AzureCredentialModule, BearerGuard, IssuerReadiness } from '#auth';
import { type Config, ConfigModule } from '#config';
import { MessagingModule } from '#messaging';
import { HealthModule, type Logger, ObservabilityModule } from '#observability';
import { StorageModule } from '#storage';
import { AudioProcessor } from '#audio';
import { DeadLettersController } from './admin/dead-letters.controller.ts';
import { AudioChecksController } from './audio-checks/audio-checks.controller.ts';
import { CheckAudio } from './audio-checks/check-audio.usecase.ts';
import { ConsentStatementsController } from './consents/consent-statements.controller.ts';
import { ConsentsController } from './consents/consents.controller.ts';
import { CreateConsent } from './consents/create-consent.usecase.ts';
import { SubmitConsentRecording } from './consents/submit-consent-recording.usecase.ts';
import { HooksController } from './hooks/hooks.controller.ts';
import { ReceiveHook } from './hooks/receive-hook.usecase.ts';
import { BlobIndicator, CosmosIndicator, ServiceBusIndicator } from './health/indicators.ts';
import { RateLimitGuard } from './http/rate-limit/rate-limit.guard.ts';
import { RateLimits } from './http/rate-limit/rate-limits.ts';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.ts';
import { AcceptWork } from './operations/accept-work.ts';
import { CancelOperation } from './operations/cancel-operation.usecase.ts';
import { OperationAnswer } from './operations/operation-answer.ts';
import { OperationsController } from './operations/operations.controller.ts';
import { outboxProviders } from './operations/outbox.ts';
import { CreateSynthesis } from './syntheses/create-synthesis.usecase.ts';
import { SynthesesController } from './syntheses/syntheses.controller.ts';
import { Ticks } from './ticks/ticks.service.ts';
import { CreateUpload } from './uploads/create-upload.usecase.ts';
import { FetchUpload } from './uploads/fetch-upload.usecase.ts';
import { ReceiveUpload } from './uploads/receive-upload.usecase.ts';
import { UploadsController } from './uploads/uploads.controller.ts';
import { UsableUploads } from './uploads/usable-upload.ts';
import { DeliveriesController } from './webhooks/deliveries.controller.ts';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.ts';
import { webhookProviders } from './webhooks/webhook-providers.ts';
import { CreateVoice } from './voices/create-voice.usecase.ts';
import { VoicesController } from './voices/voices.controller.ts';

@Module({})
export class ApiModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({ logger }),
        AzureCredentialModule.forRoot(),
        AuthModule.forRoot(),
        StorageModule.forRoot(),
        MessagingModule.forRoot(),
        ScheduleModule.forRoot(),
        HealthModule.forRoot({ indicators: [CosmosIndicator, BlobIndicator, ServiceBusIndicator, IssuerReadiness] }),
      ],
      controllers: [
        UploadsController,
        AudioChecksController,
        ConsentStatementsController,
        ConsentsController,
        VoicesController,
        SynthesesController,
        OperationsController,
        DeadLettersController,
        HooksController,
        WebhookEndpointsController,
        DeliveriesController,
      ],
      providers: [
        { provide: APP_GUARD, useExisting: BearerGuard },
        RateLimits,
        // After the one that tells who is asking.
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        ...outboxProviders,
        AcceptWork,
        CancelOperation,
        OperationAnswer,
        {
          provide: AudioProcessor,
          useFactory: () => new AudioProcessor({ workers: config.audio.workers, logger }),
        },
        CheckAudio,
        CreateUpload,
        ReceiveUpload,
        FetchUpload,
        UsableUploads,
        CreateConsent,
        SubmitConsentRecording,
        CreateVoice,
        CreateSynthesis,
        ReceiveHook,
        ...webhookProviders,
        Ticks,
      ],
    };
  }
}
