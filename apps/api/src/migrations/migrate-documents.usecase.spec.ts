import { describe, expect, it } from 'vitest';
import type { DocumentMigrator, MigratedPage } from '#documents';
import { errorCodeOf, ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { MemoryLogger } from '#observability/testing';
import { MigrateDocuments } from './migrate-documents.usecase.ts';

const page = (kind: MigratedPage['kind'], counts: Partial<MigratedPage>): MigratedPage => ({
  kind,
  version: 2,
  migrated: 0,
  settled: 0,
  failed: [],
  ...counts,
});

function migrationOf(pages: readonly (MigratedPage | Error)[]) {
  const logger = new MemoryLogger();
  const migrator = stub<DocumentMigrator>({
    kinds: ['consent', 'voice'],
    async *migrate(kind) {
      for (const each of pages) {
        if (each instanceof Error) throw each;
        if (each.kind === kind) yield await Promise.resolve(each);
      }
    },
  });
  return { migrate: new MigrateDocuments(migrator, logger.asLogger), logger };
}

describe(MigrateDocuments.name, () => {
  it('goes through all kinds page by page, and says how many documents it changed', async () => {
    const { migrate, logger } = migrationOf([
      page('consent', { migrated: 3 }),
      page('consent', { migrated: 2, settled: 1 }),
      page('voice', { migrated: 1 }),
    ]);
    expect(await migrate.execute()).toEqual({ migrated: 6, settled: 1, failed: 0 });
    expect(logger.lines.map(({ fields }) => fields)).toMatchObject([{ soFar: 3 }, { soFar: 5 }, { soFar: 6 }]);
  });

  it('names the documents that could not be migrated, and goes on', async () => {
    const { migrate, logger } = migrationOf([page('consent', { failed: ['cns_1'] }), page('voice', { migrated: 1 })]);
    expect(await migrate.execute()).toEqual({ migrated: 1, settled: 0, failed: 1 });
    expect(logger.lines.filter(({ level }) => level === 'error')).toMatchObject([{ fields: { failed: ['cns_1'] } }]);
  });

  it('ends when the database is away', async () => {
    const { migrate } = migrationOf([new ServiceError('dependency-unavailable', 'away')]);
    expect(await migrate.execute().catch(errorCodeOf)).toBe('dependency-unavailable');
  });
});
