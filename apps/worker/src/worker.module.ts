import { type DynamicModule, Module } from '@nestjs/common';
import { AzureCredentialModule } from '#auth';
import { type Config, ConfigModule, VERSION } from '#config';
import { CosmosIndicator, DocumentsModule } from '#documents';
import { EgressModule } from '#egress';
import { ConsumersModule, MessagingModule, QueuesDetail } from '#messaging';
import { HealthModule, type Logger, ObservabilityModule, OpenHealthController } from '#observability';
import { ProvenanceModule } from '#provenance';
import { OpenAiIndicator, SpeechConnectionsDetail, SpeechIndicator, TranslatorIndicator } from '#speech';
import { BlobIndicator, StorageModule } from '#storage';
import { AuditModule } from './audit/audit.module.ts';
import { BatchesModule } from './batches/batches.module.ts';
import { ConsentsModule } from './consents/consents.module.ts';
import { DeadLettersModule } from './dead-letters/dead-letters.module.ts';
import { ErasureModule } from './erasure/erasure.module.ts';
import { AudioProcessesDetail, MessagesDetail } from './health/details.ts';
import { ManifestSigningIndicator, ReceiversIndicator, ServiceBusIndicator } from './health/indicators.ts';
import { HooksModule } from './hooks/hooks.module.ts';
import { MaintenanceModule } from './maintenance/maintenance.module.ts';
import { OperationsModule } from './operations/operations.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { AzureVoicesModule, ResourcesModule } from './platform/resources.module.ts';
import { ProducersModule } from './producers/producers.module.ts';
import { SynthesesModule } from './syntheses/syntheses.module.ts';
import { UploadsModule } from './uploads/uploads.module.ts';
import { UsageModule } from './usage/usage.module.ts';
import { VoicesModule } from './voices/voices.module.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';

/** The features of the worker, each with the handlers of its messages. */
@Module({
  imports: [
    AuditModule,
    BatchesModule,
    ConsentsModule,
    DeadLettersModule,
    ErasureModule,
    HooksModule,
    MaintenanceModule,
    OperationsModule,
    SynthesesModule,
    UploadsModule,
    UsageModule,
    VoicesModule,
    WebhooksModule,
  ],
})
export class FeaturesModule {}

@Module({})
export class WorkerModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({ logger }),
        AzureCredentialModule,
        StorageModule,
        ProvenanceModule,
        DocumentsModule,
        MessagingModule,
        EgressModule,
        PlatformModule,
        AzureVoicesModule,
        ResourcesModule,
        FeaturesModule,
        ProducersModule,
        ConsumersModule,
        HealthModule.forRoot({
          release: {
            service: 'worker',
            version: VERSION,
            ...(config.commit !== undefined && { commit: config.commit }),
          },
          indicators: [
            CosmosIndicator,
            BlobIndicator,
            ServiceBusIndicator,
            SpeechIndicator,
            TranslatorIndicator,
            OpenAiIndicator,
            ManifestSigningIndicator,
          ],
          liveness: [ReceiversIndicator],
          details: [MessagesDetail, SpeechConnectionsDetail, AudioProcessesDetail, QueuesDetail],
          controllers: [OpenHealthController],
          imports: [ConsumersModule],
        }),
      ],
    };
  }
}
