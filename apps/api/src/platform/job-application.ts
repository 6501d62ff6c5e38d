import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AzureCredentialModule } from '#auth';
import { ConfigModule, configOfThisProcess } from '#config';
import { DocumentsModule } from '#documents';
import { MessagingModule } from '#messaging';
import { createLogger, type Logger, NestLogger, ObservabilityModule } from '#observability';
import { StorageModule } from '#storage';

/** Has the class of the job as its provider. */
class JobModule {}

/**
 * Starts what a job of the platform needs beside its own class: configuration, log, credential, storage, messages and documents. It listens nowhere.
 * @param name the service in the log
 * @param job found by `app.get(job)`
 * @param parts what the class of the job needs beside that
 * @throws Error when the configuration is wrong
 */
export async function startJobApplication(
  name: string,
  job: Type,
  ...parts: readonly Type[]
): Promise<{ readonly app: INestApplicationContext; readonly logger: Logger }> {
  const config = configOfThisProcess();
  const logger = createLogger({ level: config.logLevel, service: name });
  const module = {
    module: JobModule,
    imports: [
      ConfigModule.forRoot(config),
      ObservabilityModule.forRoot({ logger }),
      AzureCredentialModule,
      StorageModule,
      MessagingModule,
      DocumentsModule,
    ],
    providers: [job, ...parts],
  };
  const app = await NestFactory.createApplicationContext(module, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  return { app, logger };
}
