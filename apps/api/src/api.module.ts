import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule, AzureCredentialModule, IssuerReadiness } from '#auth';
import { type Config, ConfigModule, VERSION } from '#config';
import { CosmosIndicator, DocumentsModule } from '#documents';
import { IntakeModule } from '#intake';
import { MessagingModule, QueuesDetail } from '#messaging';
import { HealthModule, type Logger, ObservabilityModule } from '#observability';
import { ProvenanceModule } from '#provenance';
import { OpenAiIndicator, SpeechConnectionsDetail, SpeechIndicator, TranslatorIndicator } from '#speech';
import { BlobIndicator, StorageModule } from '#storage';
import { AudioChecksModule } from './audio-checks/audio-checks.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { BatchesModule } from './batches/batches.module.ts';
import { BudgetsModule } from './budgets/budgets.module.ts';
import { ConfigurationModule } from './configuration/configuration.module.ts';
import { ConsentsModule } from './consents/consents.module.ts';
import { DeadLettersModule } from './dead-letters/dead-letters.module.ts';
import { ErrorsModule } from './errors/errors.module.ts';
import { HealthController } from './health/health.controller.ts';
import { ServiceBusIndicator } from './health/indicators.ts';
import { HooksModule } from './hooks/hooks.module.ts';
import { LinksModule } from './links/links.module.ts';
import { NotificationsModule } from './notifications/notifications.module.ts';
import { OpenAiModule } from './openai/openai.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { ProvenanceRecordsModule } from './provenance/provenance-records.module.ts';
import { RetentionModule } from './retention/retention.module.ts';
import { SchedulesModule } from './schedules/schedules.module.ts';
import { SpeechModule } from './speech/speech.module.ts';
import { SynthesesModule } from './syntheses/syntheses.module.ts';
import { SystemModule } from './system/system.module.ts';
import { TicksModule } from './ticks/ticks.module.ts';
import { UploadsModule } from './uploads/uploads.module.ts';
import { UsageModule } from './usage/usage.module.ts';
import { VoicesModule } from './voices/voices.module.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';

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
        ProvenanceModule,
        DocumentsModule,
        MessagingModule,
        IntakeModule,
        HealthModule.forRoot({
          release: { service: 'api', version: VERSION, ...(config.commit !== undefined && { commit: config.commit }) },
          indicators: [
            CosmosIndicator,
            BlobIndicator,
            ServiceBusIndicator,
            IssuerReadiness,
            SpeechIndicator,
            TranslatorIndicator,
            OpenAiIndicator,
          ],
          details: [SpeechConnectionsDetail, QueuesDetail],
          controllers: [HealthController],
          imports: [SpeechModule],
        }),
        // Before the platform: a refusal is recorded before its idempotency key is released.
        AuditModule,
        PlatformModule,
        ConfigurationModule,
        ErrorsModule,
        UploadsModule,
        AudioChecksModule,
        ConsentsModule,
        VoicesModule,
        SpeechModule,
        SynthesesModule,
        BatchesModule,
        OperationsModule,
        OpenAiModule,
        LinksModule,
        RetentionModule,
        SchedulesModule,
        DeadLettersModule,
        UsageModule,
        BudgetsModule,
        ProvenanceRecordsModule,
        HooksModule,
        WebhooksModule,
        NotificationsModule,
        SystemModule,
        TicksModule,
      ],
    };
  }
}
