import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { StateArea, StateRecord, StateStore } from './state-store.ts';

/** Written into the file (`user_version`): a file of another layout is refused rather than misread. */
const LAYOUT_VERSION = 1;
const SQLITE_BUSY = 5;

/** The folder's data cannot be used; the message says what to do. */
export class StateStoreError extends Error {
  override readonly name = 'StateStoreError';

  constructor(
    readonly code: 'in-use' | 'other-layout' | 'write-failed' | 'snapshot-exists' | 'snapshot-not-found',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface Row {
  readonly key: string;
  readonly fields: string;
  readonly body: Uint8Array | null;
}

/**
 * Records in one SQLite file, in write-ahead mode with `synchronous=NORMAL`: a commit is in the hands of the operating system when it returns,
 * so that it survives the end of this process by any signal. (`FULL` would also wait for the disk at each commit, 2.4 ms instead of 0.02 ms
 * where it was measured, which protects against the loss of power alone; that is not promised. ADR 124.)
 *
 * The file is locked for as long as it is open: a second process is refused.
 */
export class SqliteStore implements StateStore {
  readonly isKept = true;
  readonly #database: DatabaseSync;
  readonly #load: StatementSync;
  readonly #putFields: StatementSync;
  readonly #putBody: StatementSync;
  readonly #delete: StatementSync;
  #depth = 0;
  #isInTransaction = false;
  /** After a write that failed nothing more is taken: memory is ahead of the file. */
  #failure: Error | undefined;

  /** @throws StateStoreError when another process has it open, or another version of the sandbox made it */
  constructor(file: string) {
    this.#database = open(file);
    this.#database.exec(`CREATE TABLE IF NOT EXISTS records (
      place INTEGER PRIMARY KEY, area TEXT NOT NULL, key TEXT NOT NULL, fields TEXT NOT NULL, body BLOB, UNIQUE (area, key)
    )`);
    this.#load = this.#database.prepare('SELECT key, fields, body FROM records WHERE area = ? ORDER BY place');
    this.#putFields = this.#database.prepare(
      'INSERT INTO records (area, key, fields) VALUES (?, ?, ?) ON CONFLICT (area, key) DO UPDATE SET fields = excluded.fields',
    );
    this.#putBody = this.#database.prepare(
      'INSERT INTO records (area, key, fields, body) VALUES (?, ?, ?, ?) ON CONFLICT (area, key) DO UPDATE SET fields = excluded.fields, body = excluded.body',
    );
    this.#delete = this.#database.prepare('DELETE FROM records WHERE area = ? AND key = ?');
  }

  area<Fields extends object>(name: string): StateArea<Fields> {
    return {
      load: () =>
        (this.#load.all(name) as unknown as Row[]).map(({ key, fields, body }): StateRecord<Fields> => ({
          key,
          fields: JSON.parse(fields) as Fields,
          body: body === null ? undefined : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
        })),
      put: (key, fields, body) => {
        const text = JSON.stringify(fields);
        if (body === undefined) this.#write(() => this.#putFields.run(name, key, text));
        else this.#write(() => this.#putBody.run(name, key, text, typeof body === 'string' ? Buffer.from(body) : body));
      },
      delete: (key) => this.#write(() => this.#delete.run(name, key)),
    };
  }

  atomically<Result>(work: () => Result): Result {
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0 && this.#isInTransaction) {
        this.#isInTransaction = false;
        this.#orFail(() => this.#database.exec('COMMIT'));
      }
    }
  }

  /** Writes a copy of the file as it is now; it can be opened like this one. */
  copyTo(file: string): void {
    this.#database.prepare('VACUUM INTO ?').run(file);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #write(statement: () => unknown): void {
    this.#orFail(() => {
      if (this.#depth > 0 && !this.#isInTransaction) {
        this.#database.exec('BEGIN IMMEDIATE');
        this.#isInTransaction = true;
      }
      statement();
    });
  }

  #orFail(write: () => unknown): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      write();
    } catch (cause) {
      const text = `The sandbox could not keep its data and takes no more: ${String(cause)}`;
      this.#failure = new StateStoreError('write-failed', text, { cause });
      throw this.#failure;
    }
  }
}

function open(file: string): DatabaseSync {
  // SQLite gives what it makes beside the file the file's permissions. There are keys in it.
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file);
  try {
    // Before the mode is set, so that the first read takes the lock.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    // A write, so that the lock is there also where there is nothing to write yet.
    database.exec('BEGIN IMMEDIATE');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version !== 0 && version !== LAYOUT_VERSION) {
      const text = `${file} has layout ${version}; this sandbox reads layout ${LAYOUT_VERSION}.`;
      throw new StateStoreError('other-layout', text);
    }
    database.exec(`PRAGMA user_version = ${LAYOUT_VERSION}; COMMIT`);
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    const text = `${file} is in use by another sandbox. Stop it, or choose another folder.`;
    throw new StateStoreError('in-use', text, { cause: error });
  }
}
