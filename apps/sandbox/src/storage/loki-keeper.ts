import { closeSync, cpSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

// Loaded into the thread of Azurite as it is, with types stripped: only erasable syntax, and no imports of the project.

/** The parts in use of LokiJS, in whose collections Azurite keeps everything but the bytes of blobs. */
interface LokiDocument {
  readonly $loki: number;
}
interface LokiCollection {
  readonly name: string;
  /** Ids of documents that were inserted, changed or removed; kept for adapters whose mode is `incremental`. */
  dirtyIds: number[];
  get(id: number): LokiDocument | null;
  ensureAllIndexes(force: boolean): void;
}
interface LokiDatabase {
  autosave: boolean;
  readonly collections: LokiCollection[];
  autosaveDisable(): void;
  configureOptions(options: object): void;
  serialize(): string;
  loadJSONObject(database: object): void;
}

/** One of Azurite's metadata stores. */
export interface LokiStore {
  readonly db: LokiDatabase;
  init(): Promise<void>;
}

/** The collections as LokiJS writes them down. */
interface SerializedDatabase {
  collections: { name: string; data: LokiDocument[]; idIndex: number[]; maxId: number }[];
}

const FILE = 'blobs.sqlite';
const EXTENTS = 'extents';

/**
 * Writes each changed document of Azurite's collections into an SQLite file. Azurite alone writes all of them as one JSON file every five
 * seconds, so that a process that is killed loses what it has acknowledged; its bytes of blobs are on disk before it answers.
 * See ADR 125.
 */
export class LokiKeeper {
  /** Where Azurite puts the bytes of blobs. */
  readonly extents: string;
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #stores = new Map<string, LokiDatabase>();

  constructor(directory: string) {
    this.extents = join(directory, EXTENTS);
    closeSync(openSync(join(directory, FILE), 'a', 0o600));
    this.#database = new DatabaseSync(join(directory, FILE));
    // NORMAL: as the records of the other services, this is to survive the end of the process, not the loss of power.
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS documents (
        store TEXT NOT NULL, collection TEXT NOT NULL, id INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (store, collection, id)
      ) WITHOUT ROWID`);
    this.#put = this.#database.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?)');
    this.#delete = this.#database.prepare('DELETE FROM documents WHERE store = ? AND collection = ? AND id = ?');
  }

  /** Takes over the persistence of a store that is not initialized yet. */
  keep(name: string, store: LokiStore): void {
    const { db } = store;
    db.autosaveDisable();
    db.autosave = false;
    db.configureOptions({
      adapter: {
        // Makes the collections note which documents change; `save` looks at that, and nothing else asks the adapter for anything.
        mode: 'incremental',
        loadDatabase: (_file: string, done: (database: null) => void) => done(null),
        saveDatabase: (_file: string, _copy: () => unknown, done: (error: null) => void) => done(null),
        deleteDatabase: (_file: string, done: () => void) => done(),
      },
    });
    const init = store.init.bind(store);
    store.init = async () => {
      // It makes the collections, with their indices, which the documents then come into.
      await init();
      this.#load(name, db);
      this.#stores.set(name, db);
    };
  }

  /** Returns when everything that has changed is kept. */
  save(): void {
    const changed = [...this.#stores].flatMap(([name, { collections }]) =>
      collections.filter(({ dirtyIds }) => dirtyIds.length > 0).map((collection) => ({ name, collection })),
    );
    if (changed.length === 0) return;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { name, collection } of changed) {
        for (const id of new Set(collection.dirtyIds)) {
          const document = collection.get(id);
          if (document === null) this.#delete.run(name, collection.name, id);
          else this.#put.run(name, collection.name, id, JSON.stringify(document));
        }
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    for (const { collection } of changed) collection.dirtyIds = [];
  }

  /** Copies everything as it is now into a folder of the same layout. */
  copyTo(folder: string): void {
    this.save();
    this.#database.prepare('VACUUM INTO ?').run(join(folder, FILE));
    // Files of bytes are only ever appended to: what is written meanwhile is more than the copied documents know of.
    if (existsSync(this.extents)) cpSync(this.extents, join(folder, EXTENTS), { recursive: true });
  }

  close(): void {
    this.#database.close();
  }

  #load(name: string, db: LokiDatabase): void {
    const select = this.#database.prepare('SELECT json FROM documents WHERE store = ? AND collection = ? ORDER BY id');
    const serialized = JSON.parse(db.serialize()) as SerializedDatabase;
    let count = 0;
    for (const collection of serialized.collections) {
      const rows = select.all(name, collection.name) as unknown as { json: string }[];
      if (rows.length === 0) continue;
      count += rows.length;
      collection.data = rows.map(({ json }) => JSON.parse(json) as LokiDocument);
      collection.idIndex = collection.data.map(({ $loki }) => $loki);
      collection.maxId = collection.data.at(-1)?.$loki ?? 0;
    }
    if (count === 0) return;
    db.loadJSONObject(serialized);
    for (const collection of db.collections) {
      collection.ensureAllIndexes(true);
      collection.dirtyIds = [];
    }
  }
}
