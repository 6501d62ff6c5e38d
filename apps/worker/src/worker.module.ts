import { type DynamicModule, Module } from '@nestjs/common';
import { AzureCredentialModule } from '#auth';
import { type Config, ConfigModule } from '#config';
import { DocumentsModule } from '#documents';
import { EgressModule } from '#egress';
import { MessagingModule } from '#messaging';
import { HealthModule, type Logger, ObservabilityModule } from '#observability';
import { StorageModule } from '#storage';
import { CosmosIndicator, ReceiversIndicator, ServiceBusIndicator } from './health/indicators.ts';
import { HandlersModule } from './handlers.module.ts';

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
        DocumentsModule,
        MessagingModule,
        EgressModule,
        HandlersModule,
        HealthModule.forRoot({
          indicators: [CosmosIndicator, ServiceBusIndicator],
          liveness: [ReceiversIndicator],
          imports: [HandlersModule],
        }),
      ],
    };
  }
}
