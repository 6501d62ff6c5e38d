import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AzureCredentialModule } from '#auth';
import { type Config, ConfigModule, configOfThisProcess } from '#config';
import { DocumentsModule } from '#documents';
import { MessagingModule } from '#messaging';
import { createLogger, type Logger, NestLogger, ObservabilityModule } from '#observability';
import { StorageModule } from '#storage';
import { Ticks } from './ticks/ticks.service.ts';

/**
 * The job `ticks` of a deployment whose API may be at zero replicas: looks once whether there is work, and publishes what is due in this slot of ten
 * minutes, as an API does that has just started. May run beside an API, and twice: the messages have the same ids. Ends with 1 when the store could not
 * be looked at or a message was not taken, so that the platform tries again.
 */
@Module({ providers: [Ticks] })
class TicksJobModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    return {
      module: TicksJobModule,
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({ logger }),
        AzureCredentialModule,
        StorageModule,
        MessagingModule,
        DocumentsModule,
      ],
    };
  }
}

const config = configOfThisProcess();
const logger = createLogger({ level: config.logLevel, service: 'ticks' });
const app = await NestFactory.createApplicationContext(TicksJobModule.forRoot(config, logger), {
  logger: new NestLogger(logger),
  abortOnError: false,
});
const beat = await app.get(Ticks).beat(Date.now());
logger.info(beat, 'what is due was published');
process.exitCode = beat.hasFailed ? 1 : 0;
await app.close();
