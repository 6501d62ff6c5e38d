import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryContainer, type MemoryItem } from '#storage/testing';
import { DocumentStore } from '../store/document-store.ts';
import { DOCUMENT_MIGRATIONS } from './document-migrations.ts';
import { DocumentMigrator, type MigratedPage } from './document-migrator.ts';
import type { Migration } from './migration.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const NOW_S = Math.floor(Date.now() / 1_000);
const idOf = (number: number) => `vce_01JD8F3R5V6W7X8Y9Z0A1B${String(number).padStart(4, '0')}`;
const label: Migration = {
  version: 2,
  readableFrom: 1,
  what: 'labels voices',
  apply: (document) => {
    if (document['name'] === 'broken') throw new TypeError('no label');
    return { ...document, label: document['label'] ?? `voice ${String(document['name'])}` };
  },
};

/** Somebody else is faster, once. */
class RacedContainer extends MemoryContainer {
  beforeReplace: (() => Promise<unknown>) | undefined;

  protected override async call<R>(operation: string, fn: () => R): Promise<R> {
    const before = operation === 'replace' ? this.beforeReplace : undefined;
    if (before) {
      this.beforeReplace = undefined;
      await before();
    }
    return super.call(operation, fn);
  }
}

let container: MemoryContainer;
let migrator: DocumentMigrator;

beforeEach(() => {
  container = new MemoryContainer();
  migrator = new DocumentMigrator(container.asContainer, { ...DOCUMENT_MIGRATIONS, voice: [label] });
});

/** A document as a release without versions has left it. */
async function stored(number: number, changes: Partial<MemoryItem> = {}): Promise<void> {
  const common = { kind: 'voice', tenantId: TENANT, status: 'ready', outbox: [], _ts: NOW_S, revision: 4 };
  await container.items.create({ id: idOf(number), partitionKey: TENANT, name: `${number}`, ...common, ...changes });
}

async function run(): Promise<MigratedPage[]> {
  const pages: MigratedPage[] = [];
  for await (const page of migrator.migrate('voice')) pages.push(page);
  return pages;
}

const sumOf = (pages: readonly MigratedPage[], name: 'migrated' | 'settled') =>
  pages.reduce((sum, page) => sum + page[name], 0);
const labels = () => [...container.stored.values()].map((item) => item['label']);

describe(DocumentMigrator.name, () => {
  it('migrates all documents of a kind, a page of 100 at a time, and finds nothing the second time', async () => {
    for (let number = 0; number < 250; number += 1) await stored(number);
    const other = { id: 'upl_1', partitionKey: TENANT, kind: 'upload', name: 'other' };
    await container.items.create(other);
    const pages = await run();
    expect(pages.map(({ migrated }) => migrated)).toEqual([100, 100, 50]);
    expect(container.stored.get(idOf(7))).toMatchObject({
      name: '7',
      label: 'voice 7',
      status: 'ready',
      schemaVersion: 2,
      readableFrom: 1,
      revision: 5,
    });
    expect(container.stored.get('upl_1')).not.toHaveProperty('schemaVersion');
    expect(await run()).toEqual([]);
  });

  it('goes on where an earlier run was interrupted', async () => {
    for (let number = 0; number < 150; number += 1) await stored(number);
    const first = migrator.migrate('voice');
    await first.next();
    await first.return(undefined);
    expect(sumOf(await run(), 'migrated')).toBe(50);
    expect(labels().every((found) => typeof found === 'string')).toBe(true);
  });

  it('does the work once when it runs twice at once', async () => {
    for (let number = 0; number < 120; number += 1) await stored(number);
    const [one, other] = await Promise.all([run(), run()]);
    expect(sumOf(one, 'migrated') + sumOf(other, 'migrated')).toBe(120);
    expect([...one, ...other].flatMap(({ failed }) => failed)).toEqual([]);
  });

  it('never overwrites what somebody else writes between its query and its write', async () => {
    const raced = new RacedContainer();
    container = raced;
    migrator = new DocumentMigrator(container.asContainer, { ...DOCUMENT_MIGRATIONS, voice: [label] });
    await stored(1);
    const documents = new DocumentStore(container.asContainer);
    const voice = await documents.get('voice', TENANT, idOf(1));
    raced.beforeReplace = () => documents.replace({ ...voice, name: 'Renamed' });
    expect(await run()).toMatchObject([{ migrated: 1, failed: [] }]);
    // By the other release, which knows no version: migrated from what it wrote.
    expect(container.stored.get(idOf(1))).toMatchObject({ name: 'Renamed', label: 'voice Renamed', revision: 6 });
  });

  it('names a document that it cannot migrate and goes on', async () => {
    await stored(1, { name: 'broken' });
    await stored(2);
    expect(await run()).toMatchObject([{ migrated: 1, failed: [idOf(1)] }]);
  });

  it('does not lengthen the life of a document', async () => {
    await stored(1, { ttl: 1_000, _ts: NOW_S - 600 });
    await stored(2, { ttl: 1_000, _ts: NOW_S - 5_000 });
    await run();
    const ttl = (number: number) => Number(container.stored.get(idOf(number))?.['ttl']);
    expect(ttl(1)).toBeGreaterThan(390);
    expect(ttl(1)).toBeLessThanOrEqual(400);
    expect(ttl(2)).toBe(1);
  });

  it('leaves documents of a newer release alone', async () => {
    await stored(1, { schemaVersion: 3, readableFrom: 3 });
    expect(await run()).toEqual([]);
    expect(container.stored.get(idOf(1))).toMatchObject({ schemaVersion: 3, revision: 4 });
  });
});
