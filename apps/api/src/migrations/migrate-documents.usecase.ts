import { Inject, Injectable } from '@nestjs/common';
import { DocumentMigrator } from '#documents';
import { type Logger, LOGGER } from '#observability';

export interface MigrationReport {
  readonly migrated: number;
  /** Documents that somebody else had brought forward or removed meanwhile. */
  readonly settled: number;
  readonly failed: number;
}

/** Brings all stored documents to the shape of this release. Its progress is logged page by page: kinds, counts and ids. */
@Injectable()
export class MigrateDocuments {
  constructor(
    private readonly migrator: DocumentMigrator,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ServiceError `dependency-unavailable`; what was done stays done, and a later run goes on with the rest */
  async execute(): Promise<MigrationReport> {
    const total = { migrated: 0, settled: 0, failed: 0 };
    for (const kind of this.migrator.kinds) {
      for await (const { failed, ...page } of this.migrator.migrate(kind)) {
        total.migrated += page.migrated;
        total.settled += page.settled;
        total.failed += failed.length;
        this.logger.info({ ...page, failed: failed.length, soFar: total.migrated }, 'a page of documents is migrated');
        if (failed.length > 0) this.logger.error({ kind, failed }, 'documents could not be migrated');
      }
    }
    return total;
  }
}
