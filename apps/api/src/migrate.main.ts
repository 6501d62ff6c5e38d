import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AzureCredentialModule } from '#auth';
import { type Config, ConfigModule, configOfThisProcess } from '#config';
import { DocumentsModule } from '#documents';
import { MessagingModule } from '#messaging';
import { createLogger, type Logger, NestLogger, ObservabilityModule } from '#observability';
import { StorageModule } from '#storage';
import { MigrateDocuments } from './migrations/migrate-documents.usecase.ts';

/**
 * `npm run migrate`, and the job `migrate` of a deployment: brings stored documents to the shape of this release, before it gets traffic. May be
 * interrupted, run again and run twice at once. Ends with 0 when nothing older is left that it could find, 1 when documents could not be
 * migrated (their ids are in the log), 2 when the database could not be used.
 */
@Module({ providers: [MigrateDocuments] })
class MigrateModule {
  static forRoot(config: Config, logger: Logger): DynamicModule {
    return {
      module: MigrateModule,
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
const logger = createLogger({ level: config.logLevel, service: 'migrate' });
const app = await NestFactory.createApplicationContext(MigrateModule.forRoot(config, logger), {
  logger: new NestLogger(logger),
  abortOnError: false,
});
try {
  const report = await app.get(MigrateDocuments).execute();
  logger.info(report, 'the documents have the shape of this release');
  process.exitCode = report.failed > 0 ? 1 : 0;
} catch (err) {
  logger.fatal({ err }, 'the migration stopped; run again, it goes on with the rest');
  process.exitCode = 2;
}
await app.close();
