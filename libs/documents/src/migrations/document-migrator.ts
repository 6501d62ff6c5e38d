import { randomUUID } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import type { DocumentKind } from '#domain';
import { queryItems, readItem, statusOf, toServiceError } from '#storage';
import type { CosmosItem } from '../store/stored-document.ts';
import { DOCUMENT_MIGRATIONS } from './document-migrations.ts';
import type { Migration } from './migration.ts';
import { broughtForward, schemaOf, stampFor } from './schema-version.ts';

const PAGE = 100;
const WRITES_AT_ONCE = 8;
const WRITE_ATTEMPTS = 5;

/** What one page came to. */
export interface MigratedPage {
  readonly kind: DocumentKind;
  readonly version: number;
  /** Written in the new shape. */
  readonly migrated: number;
  /** Somebody else had brought them forward, or removed them, in the meantime. */
  readonly settled: number;
  /** Ids of documents that the migration could not be applied to, or that were changed again and again. */
  readonly failed: readonly string[];
}

type Item = CosmosItem & Record<string, unknown> & { readonly id: string; readonly kind: DocumentKind };

/**
 * Brings stored documents to the shape of this release, a page at a time, while other releases read and write them. Each write is
 * conditional on the ETag that was read, and what is done is no longer found: it may be interrupted at any point, and run again or twice at once.
 * Methods throw ServiceError `dependency-unavailable`.
 */
export class DocumentMigrator {
  constructor(
    private readonly container: Container,
    private readonly migrations: Readonly<Record<DocumentKind, readonly Migration[]>> = DOCUMENT_MIGRATIONS,
  ) {}

  /** The kinds whose shape was ever changed. */
  get kinds(): readonly DocumentKind[] {
    return (Object.keys(this.migrations) as DocumentKind[]).filter((kind) => this.migrations[kind].length > 0);
  }

  /** Migrates the documents of a kind, of all tenants, in the order of their ids. */
  async *migrate(kind: DocumentKind): AsyncGenerator<MigratedPage> {
    const { schemaVersion: version } = schemaOf(kind, this.migrations);
    let after = '';
    for (;;) {
      const items = await this.olderThan(kind, version, after);
      if (items.length === 0) return;
      after = items.at(-1)?.id ?? '';
      const waiting = [...items];
      const counts = { migrated: 0, settled: 0 };
      const failed: string[] = [];
      const work = async (): Promise<void> => {
        for (let item = waiting.shift(); item; item = waiting.shift()) {
          const outcome = await this.bring(item, version);
          if (outcome === 'failed') failed.push(item.id);
          else counts[outcome] += 1;
        }
      };
      await Promise.all(Array.from({ length: WRITES_AT_ONCE }, work));
      yield { kind, version, ...counts, failed };
    }
  }

  private async bring(found: Item, version: number): Promise<'migrated' | 'settled' | 'failed'> {
    let item: Item | undefined = found;
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt++) {
      if (item === undefined || (Number(item['schemaVersion']) || 1) >= version) return 'settled';
      let next: Item;
      try {
        next = this.migrated(item);
      } catch {
        // A document of another release's making, or a fault of the migration: it is named, and the others go on.
        return 'failed';
      }
      const stored = this.container.item(item.id, item.partitionKey);
      try {
        await stored.replace(next, { accessCondition: { type: 'IfMatch', condition: item._etag } });
        return 'migrated';
      } catch (error) {
        if (statusOf(error) === 404) return 'settled';
        if (statusOf(error) !== 412) throw toServiceError(error);
      }
      item = await readItem<Item>(stored);
    }
    return 'failed';
  }

  private migrated(item: Item): Item {
    const { _etag, _rid, _self, _ts, ...document } = broughtForward(item, this.migrations);
    return {
      ...document,
      ...stampFor(item, this.migrations),
      writeId: randomUUID(),
      revision: (Number(item['revision']) || 0) + 1,
      ...secondsLeft(item),
    } as unknown as Item;
  }

  private async olderThan(kind: DocumentKind, version: number, after: string): Promise<Item[]> {
    const query = `SELECT TOP ${PAGE} * FROM c WHERE c.kind = @kind AND (NOT IS_DEFINED(c.schemaVersion) OR c.schemaVersion < @version) AND c.id > @after ORDER BY c.id`;
    return queryItems<Item>(this.container, query, { kind, version, after });
  }
}

/** Time to live counts from the last write: a document must not stay longer because its shape was changed. */
function secondsLeft(item: Item): { readonly ttl?: number } {
  const ttl = item['ttl'];
  if (typeof ttl !== 'number' || ttl <= 0) return {};
  return { ttl: Math.max(1, ttl - Math.max(0, Math.floor(Date.now() / 1_000) - item._ts)) };
}
