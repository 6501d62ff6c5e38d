import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SNAPSHOT_NAME, type Snapshot } from './snapshot.ts';
import { SqliteStore, StateStoreError } from './sqlite-store.ts';
import type { StateArea, StateStore } from './state-store.ts';

const PLACE_FILE = 'sandbox.sqlite';
const SERVICES_FILE = 'services.sqlite';
const SNAPSHOTS = 'snapshots';
const CERTIFICATES = 'ca';
const STATE_FOLDER = /^state-([1-9]\d*)$/;
/** Of a snapshot that is not complete yet. */
const UNFINISHED = '.unfinished-';

/** Copies itself, at once, into the folder that it is given. */
export interface SelfCopying {
  copyTo(folder: string): void;
}

/**
 * The folder of a sandbox that keeps its data (`--data`):
 *
 * - `sandbox.sqlite`: what belongs to this sandbox and stays when data are restored: ports, secrets, and which state is in use
 * - `ca`: the certificates
 * - `state-N`: `services.sqlite` with the records of all services, and what the blob service and batch synthesis store in files
 * - `snapshots/NAME`: a folder of the same layout, with which another sandbox can be started
 *
 * A restored snapshot becomes a new state, which one committed write puts into use: a sandbox that is killed meanwhile has the old one or the
 * new one.
 */
export class DataFolder {
  private constructor(
    readonly directory: string,
    private readonly placeStore: SqliteStore,
    private readonly inUse: StateArea<{ folder: string }>,
  ) {}

  /**
   * Makes the folder if there is none, and removes what a sandbox that was killed left unfinished.
   * @throws StateStoreError when another sandbox uses it
   */
  static open(directory: string): DataFolder {
    mkdirSync(join(directory, SNAPSHOTS), { recursive: true, mode: 0o700 });
    const place = new SqliteStore(join(directory, PLACE_FILE));
    const folder = new DataFolder(directory, place, place.area('state'));
    folder.#removeLeftovers();
    return folder;
  }

  /** What belongs to this sandbox rather than to its data. */
  get place(): StateStore {
    return this.placeStore;
  }

  /** The folder of the state in use; it exists. */
  get stateDirectory(): string {
    const directory = join(this.directory, this.#stateName());
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  }

  /** The records of the services in the state in use. The caller closes it. */
  openServices(): SqliteStore {
    return new SqliteStore(join(this.stateDirectory, SERVICES_FILE));
  }

  /** By name. */
  snapshots(): Snapshot[] {
    return readdirSync(join(this.directory, SNAPSHOTS))
      .filter((name) => SNAPSHOT_NAME.test(name))
      .toSorted()
      .map((name) => this.#describe(name));
  }

  /**
   * Copies everything as it is at this moment; nothing may be acknowledged before it returns, so it does not wait for anything.
   * @throws StateStoreError when there is a snapshot of this name
   */
  takeSnapshot(name: string, services: SqliteStore, others: readonly SelfCopying[]): Snapshot {
    const target = join(this.directory, SNAPSHOTS, name);
    if (existsSync(target)) throw new StateStoreError('snapshot-exists', `There is a snapshot '${name}'.`);
    const unfinished = join(this.directory, SNAPSHOTS, `${UNFINISHED}${name}`);
    rmSync(unfinished, { recursive: true, force: true });
    try {
      const state = join(unfinished, this.#stateName());
      mkdirSync(state, { recursive: true, mode: 0o700 });
      this.placeStore.copyTo(join(unfinished, PLACE_FILE));
      const certificates = join(this.directory, CERTIFICATES);
      if (existsSync(certificates)) cpSync(certificates, join(unfinished, CERTIFICATES), { recursive: true });
      services.copyTo(join(state, SERVICES_FILE));
      for (const other of others) other.copyTo(state);
      renameSync(unfinished, target);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      throw error;
    }
    return this.#describe(name);
  }

  /**
   * Copies the state of a snapshot into this folder. It comes into use with `use`.
   * @throws StateStoreError when there is no snapshot of this name
   */
  prepareRestore(name: string): { readonly use: () => void } {
    const snapshot = join(this.directory, SNAPSHOTS, name);
    const source = existsSync(snapshot) ? readdirSync(snapshot).find((file) => STATE_FOLDER.test(file)) : undefined;
    if (source === undefined) {
      const known = this.snapshots().map((each) => each.name);
      const text = `There is no snapshot '${name}'. There are: ${known.join(', ') || 'none'}.`;
      throw new StateStoreError('snapshot-not-found', text);
    }
    const next = `state-${Number(STATE_FOLDER.exec(this.#stateName())?.[1]) + 1}`;
    rmSync(join(this.directory, next), { recursive: true, force: true });
    cpSync(join(snapshot, source), join(this.directory, next), { recursive: true });
    return {
      use: () => {
        this.inUse.put('in use', { folder: next });
        this.#removeLeftovers();
      },
    };
  }

  close(): void {
    this.placeStore.close();
  }

  #stateName(): string {
    return this.inUse.load()[0]?.fields.folder ?? 'state-1';
  }

  #removeLeftovers(): void {
    const current = this.#stateName();
    const states = readdirSync(this.directory).filter((name) => STATE_FOLDER.test(name) && name !== current);
    const snapshots = readdirSync(join(this.directory, SNAPSHOTS))
      .filter((name) => name.startsWith(UNFINISHED))
      .map((name) => join(SNAPSHOTS, name));
    for (const name of [...states, ...snapshots]) rmSync(join(this.directory, name), { recursive: true, force: true });
  }

  #describe(name: string): Snapshot {
    const directory = join(this.directory, SNAPSHOTS, name);
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const sizeBytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
    return { name, directory, createdAt: statSync(directory).mtime.toISOString(), sizeBytes };
  }
}
