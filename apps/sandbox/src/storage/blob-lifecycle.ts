import type { StateArea, StateStore } from '../data/state-store.ts';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import type { Clock } from '../faults/clock.ts';
import type { Log } from '../log.ts';
import { type AzuriteCalls, blobPath } from './azurite-calls.ts';
import type { BlobLegalHolds } from './blob-legal-holds.ts';
import { type BlobVersions, PREVIOUS_VERSIONS } from './blob-versions.ts';
import { elementOf, unescaped } from './version-lists.ts';
import type { CallOutcome, VersionedBlobs } from './versioned-blobs.ts';

const DAY_MS = 86_400_000;

/** What the storage account of the template deletes by itself. */
export interface StorageLifecycle {
  /** Current blobs with this index tag, so many days after their creation. */
  readonly expired?:
    | { readonly tag: { readonly name: string; readonly value: string }; readonly deleteAfterDays: number }
    | undefined;
  /** Previous versions, so many days after they were written. */
  readonly versions?: { readonly deleteAfterDays: number } | undefined;
  /** How long deleted versions stay recoverable. */
  readonly softDeleteDays: number;
}

export interface BlobLifecycleOptions {
  readonly calls: AzuriteCalls;
  readonly versions: BlobVersions;
  readonly versioned: Pick<VersionedBlobs, 'settle'>;
  readonly lifecycle: StorageLifecycle;
  readonly holds: BlobLegalHolds;
  readonly clock: Clock;
  readonly log: Log;
  readonly state: StateStore;
  /** Resolves when all that Azurite has answered until then is kept; undefined where nothing is. */
  readonly saveBlobs?: (() => Promise<void>) | undefined;
}

/** When the rules run next, ms since the Unix epoch on the sandbox's clock. */
interface NextRun {
  readonly atMs: number;
}

interface TaggedBlob {
  readonly container: string;
  readonly blob: string;
}

/**
 * Applies the lifecycle rules once a day of the sandbox's clock. What has a legal hold stays. With kept data the day goes on over a restart: a run
 * that was due meanwhile, or was broken off, follows at once.
 */
export class BlobLifecycle {
  readonly #next: StateArea<NextRun>;
  #cancel: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: BlobLifecycleOptions) {
    this.#next = options.state.area('blob-lifecycle');
  }

  start(): void {
    const inADay = this.options.clock.now() + DAY_MS;
    // A clock that was moved back does not postpone the run by more than a day.
    const atMs = Math.min(this.#next.load()[0]?.fields.atMs ?? inADay, inADay);
    this.#runAt(atMs);
    this.#next.put('next', { atMs });
  }

  /** Resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#cancel?.();
    await this.#running;
  }

  #runAt(atMs: number): void {
    this.#cancel = this.options.clock.at(atMs, () => {
      const nextMs = this.options.clock.now() + DAY_MS;
      this.#runAt(nextMs);
      this.#running = this.run()
        .catch((error: unknown) => this.options.log('the lifecycle rules of storage failed', { error: String(error) }))
        // Not before it has ended: a process that dies meanwhile runs them again.
        .then(() => this.#next.put('next', { atMs: nextMs }));
    });
  }

  /** Deletes what the rules say, once. */
  async run(): Promise<void> {
    const { versions } = this.options;
    await versions.purge();
    this.#deleteVersions();
    for (const tagged of await this.#expired()) await this.#deleteCurrent(tagged);
  }

  #deleteVersions(): void {
    const { versions, holds, lifecycle, clock } = this.options;
    if (lifecycle.versions === undefined) return;
    const beforeMs = clock.now() - lifecycle.versions.deleteAfterDays * DAY_MS;
    for (const version of versions.all()) {
      if (version.deletedAtMs !== undefined || version.writtenAtMs >= beforeMs) continue;
      if (!holds.isHeld(deletionOf(version), new URLSearchParams(), version.id)) versions.delete(version);
    }
  }

  async #expired(): Promise<readonly TaggedBlob[]> {
    const { lifecycle, clock } = this.options;
    if (lifecycle.expired === undefined) return [];
    const { tag, deleteAfterDays } = lifecycle.expired;
    const mark = `<Key>${tag.name}</Key><Value>${tag.value}</Value>`;
    const found: TaggedBlob[] = [];
    for (const container of await this.#listed('Container', '/')) {
      const name = elementOf(container, 'Name');
      if (name === PREVIOUS_VERSIONS) continue;
      for (const blob of await this.#listed('Blob', `/${name}`, { restype: 'container', include: 'tags' })) {
        const createdAtMs = Date.parse(elementOf(blob, 'Creation-Time'));
        const isOld = clock.now() - createdAtMs > deleteAfterDays * DAY_MS;
        if (isOld && blob.includes(mark)) found.push({ container: name, blob: unescaped(elementOf(blob, 'Name')) });
      }
    }
    return found;
  }

  async #deleteCurrent({ container, blob }: TaggedBlob): Promise<void> {
    const { calls, versions, versioned, holds, saveBlobs } = this.options;
    const call = deletionOf({ container, blob });
    // Azure waits until the previous versions are deleted.
    const hasVersions = versions.list(container, blob).some((each) => each.blob === blob && !each.deletedAtMs);
    if (hasVersions || holds.isHeld(call, new URLSearchParams())) return;
    const path = blobPath(container, blob);
    const captured = await versions.capture(call, path, {}, false);
    let outcome: CallOutcome = 'unknown';
    try {
      const { status } = await calls.call('DELETE', path, { 'x-ms-delete-snapshots': 'include' });
      await saveBlobs?.();
      outcome = status === 202 ? 'done' : 'refused';
    } finally {
      await versioned.settle(captured, outcome);
    }
  }

  /** The elements of a list, from all its pages. */
  async #listed(element: string, path: string, parameters: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const found: string[] = [];
    let marker = '';
    do {
      const query = new URLSearchParams({ comp: 'list', ...parameters, ...(marker && { marker }) });
      const { body } = await this.options.calls.call('GET', `${path}?${query.toString()}`);
      found.push(...(body.match(new RegExp(`<${element}>.*?</${element}>`, 'gs')) ?? []));
      marker = unescaped(elementOf(body, 'NextMarker'));
    } while (marker !== '');
    return found;
  }
}

function deletionOf({ container, blob }: TaggedBlob): BlobCall {
  return { operation: 'delete-blob', creates: undefined, container, blob };
}
