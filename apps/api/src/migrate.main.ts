import 'reflect-metadata';
import { MigrateDocuments } from './migrations/migrate-documents.usecase.ts';
import { runJobApplication } from './platform/job-application.ts';

/**
 * `npm run migrate`, and the job `migrate` of a deployment: brings stored documents to the shape of this release, before it gets traffic. May be
 * interrupted, run again and run twice at once. Ends with 0 when nothing older is left that it could find, 1 when documents could not be
 * migrated (their ids are in the log), 2 when the database could not be used.
 */
await runJobApplication('migrate', MigrateDocuments, [], async (migrate, logger) => {
  try {
    const report = await migrate.execute();
    logger.info(report, 'the documents have the shape of this release');
    return { exitCode: report.failed > 0 ? 1 : 0 };
  } catch (error) {
    logger.fatal({ err: error }, 'the migration stopped; run again, it goes on with the rest');
    return { exitCode: 2, error };
  }
});
