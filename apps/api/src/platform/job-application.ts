import type { TokenCredential } from '@azure/core-auth';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AzureCredentialModule } from '#auth';
import { AZURE_CREDENTIAL, ConfigModule, configOfThisProcess } from '#config';
import { DocumentsModule } from '#documents';
import { MessagingModule } from '#messaging';
import {
  createLogger,
  type JobResult,
  type Logger,
  NestLogger,
  ObservabilityModule,
  runJob,
  Telemetry,
} from '#observability';
import { StorageModule } from '#storage';

/** Has the class of the job as its provider. */
class JobModule {}

/**
 * Runs a job of the platform, with what it needs beside its own class: configuration, log, credential, storage, messages, documents and telemetry. It
 * listens nowhere. It ends the process with the exit code of the work, when telemetry was sent, or could not be for 5 s.
 * @param name the service in the log, and the role in telemetry
 * @param job the class of the job, which `work` gets
 * @param parts what that class needs beside what is here
 * @throws Error when the configuration is wrong
 */
export async function runJobApplication<T>(
  name: string,
  job: Type<T>,
  parts: readonly Type[],
  work: (job: T, logger: Logger) => Promise<JobResult>,
): Promise<void> {
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
  const credential: TokenCredential = app.get(AZURE_CREDENTIAL);
  const telemetry = app.get(Telemetry);
  const exitCode = await runJob({ telemetry, config, credential, service: name, logger }, async () => {
    try {
      return await work(app.get<T>(job), logger);
    } finally {
      await app.close();
    }
  });
  // A destination that does not answer would keep the process alive with what could not be sent.
  process.exit(exitCode);
}
