import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AuthModule, AzureCredentialModule, BearerGuard, IssuerReadiness } from '#auth';
import { type Config, ConfigModule } from '#config';
import { MessagingModule } from '#messaging';
import { HealthModule, type Logger, ObservabilityModule } from '#observability';
import { StorageModule } from '#storage';
import { AudioProcessor } from '#audio';
import { DeadLettersController } from './dead-letters/dead-letters.controller.ts';
import { ResubmitDeadLetter } from './dead-letters/resubmit-dead-letter.usecase.ts';
import { AudioChecksController } from './audio-checks/audio-checks.controller.ts';
import { CheckAudio } from './audio-checks/check-audio.usecase.ts';
import { AuditEventsController } from './audit/audit-events.controller.ts';
import { AuditTrail } from './audit/audit-trail.ts';
import { RefusalInterceptor, Refusals } from './audit/refusals.ts';
import { VoiceUse } from './audit/voice-use.ts';
import { BatchArchive } from './batches/batch-archive.ts';
import { BatchItems } from './batches/batch-items.ts';
import { BatchesController } from './batches/batches.controller.ts';
import { CreateBatch } from './batches/create-batch.usecase.ts';
import { EstimateBatch } from './batches/estimate-batch.usecase.ts';
import { RetryBatch } from './batches/retry-batch.usecase.ts';
import { ConsentStatementsController } from './consents/consent-statements.controller.ts';
import { ConsentsController } from './consents/consents.controller.ts';
import { CreateConsent } from './consents/create-consent.usecase.ts';
import { RevokeConsent } from './consents/revoke-consent.usecase.ts';
import { SubmitConsentRecording } from './consents/submit-consent-recording.usecase.ts';
import { WithdrawRecording } from './consents/withdraw-recording.ts';
import { HookGate } from './hooks/hook-gate.ts';
import { HooksController } from './hooks/hooks.controller.ts';
import { ReceiveHook } from './hooks/receive-hook.usecase.ts';
import { BlobIndicator, CosmosIndicator, ServiceBusIndicator } from './health/indicators.ts';
import { RequestAdmission } from './platform/admission.ts';
import { OpenAnswers } from './platform/open-answers/open-answers.ts';
import { RateLimits } from './platform/rate-limit/rate-limits.ts';
import { IdempotencyInterceptor } from './platform/idempotency/idempotency.interceptor.ts';
import { AcceptWork } from './operations/accept-work.ts';
import { CancelOperation } from './operations/cancel-operation.usecase.ts';
import { OperationAnswer } from './operations/operation-answer.ts';
import { OperationWatches } from './operations/operation-watches.ts';
import { OperationsController } from './operations/operations.controller.ts';
import { outboxProviders } from './operations/outbox.ts';
import { FindVoice } from './openai/find-voice.ts';
import { OpenAiRecordings } from './openai/openai-recordings.ts';
import { OpenAiSpeechController } from './openai/openai-speech.controller.ts';
import { OpenAiVoicesController } from './openai/openai-voices.controller.ts';
import { EstimateSpeech } from './speech/estimate-speech.usecase.ts';
import { SpeakLive } from './speech/speak-live.usecase.ts';
import { SpeechAnswer } from './speech/speech-answer.ts';
import { speechResourceProviders, SpeechResources } from './speech/speech-resources.ts';
import { SpeechController } from './speech/speech.controller.ts';
import { VoicesToSpeak } from './speech/voices-to-speak.ts';
import { CreateSynthesis } from './syntheses/create-synthesis.usecase.ts';
import { DeleteSynthesis } from './syntheses/delete-synthesis.usecase.ts';
import { ReadTimings } from './syntheses/read-timings.usecase.ts';
import { SynthesesController } from './syntheses/syntheses.controller.ts';
import { Ticks } from './ticks/ticks.service.ts';
import { CreateUpload } from './uploads/create-upload.usecase.ts';
import { FetchUpload } from './uploads/fetch-upload.usecase.ts';
import { ReceiveUpload } from './uploads/receive-upload.usecase.ts';
import { TemporaryPlaces } from './uploads/temporary-places.ts';
import { UploadsController } from './uploads/uploads.controller.ts';
import { UsableUploads } from './uploads/usable-upload.ts';
import { DeliveriesController } from './webhooks/deliveries.controller.ts';
import { WebhookEndpointsController } from './webhooks/webhook-endpoints.controller.ts';
import { webhookProviders } from './webhooks/webhook-providers.ts';
import { ListUsage } from './usage/list-usage.usecase.ts';
import { LiveUsage } from './usage/live-usage.ts';
import { UsageController } from './usage/usage.controller.ts';
import { CreateVoice } from './voices/create-voice.usecase.ts';
import { DeleteVoice } from './voices/delete-voice.usecase.ts';
import { UpdateVoice } from './voices/update-voice.usecase.ts';
import { VoicesController } from './voices/voices.controller.ts';

@Module({})
export class ApiModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({ logger }),
        AzureCredentialModule,
        AuthModule,
        StorageModule,
        MessagingModule,
        ScheduleModule.forRoot(),
        HealthModule.forRoot({ indicators: [CosmosIndicator, BlobIndicator, ServiceBusIndicator, IssuerReadiness] }),
      ],
      controllers: [
        UploadsController,
        AudioChecksController,
        ConsentStatementsController,
        ConsentsController,
        VoicesController,
        SpeechController,
        SynthesesController,
        BatchesController,
        OperationsController,
        OpenAiSpeechController,
        OpenAiVoicesController,
        DeadLettersController,
        AuditEventsController,
        UsageController,
        HooksController,
        WebhookEndpointsController,
        DeliveriesController,
      ],
      providers: [
        AuditTrail,
        VoiceUse,
        Refusals,
        RateLimits,
        RequestAdmission,
        // The last look: requests are admitted before their bodies are read.
        { provide: APP_GUARD, useExisting: BearerGuard },
        { provide: APP_INTERCEPTOR, useClass: RefusalInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        ...outboxProviders,
        AcceptWork,
        CancelOperation,
        OpenAnswers,
        OperationAnswer,
        OperationWatches,
        {
          provide: AudioProcessor,
          useFactory: () => new AudioProcessor({ ...config.audio, logger }),
        },
        CheckAudio,
        TemporaryPlaces,
        CreateUpload,
        ReceiveUpload,
        FetchUpload,
        UsableUploads,
        CreateConsent,
        SubmitConsentRecording,
        RevokeConsent,
        WithdrawRecording,
        CreateVoice,
        UpdateVoice,
        DeleteVoice,
        ...speechResourceProviders,
        SpeechResources,
        VoicesToSpeak,
        LiveUsage,
        ListUsage,
        SpeakLive,
        EstimateSpeech,
        SpeechAnswer,
        CreateSynthesis,
        DeleteSynthesis,
        ResubmitDeadLetter,
        ReadTimings,
        FindVoice,
        OpenAiRecordings,
        CreateBatch,
        EstimateBatch,
        RetryBatch,
        BatchItems,
        BatchArchive,
        HookGate,
        ReceiveHook,
        ...webhookProviders,
        Ticks,
      ],
    };
  }
}
