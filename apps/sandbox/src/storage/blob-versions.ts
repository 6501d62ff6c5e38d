import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { StateArea, StateStore } from '../data/state-store.ts';
import type { BlobCall } from '../event-grid/blob-operation.ts';
import type { Clock } from '../faults/clock.ts';
import { type AzuriteAnswer, type AzuriteCalls, blobPath } from './azurite-calls.ts';

/** Where Azurite has the content of previous versions. Clients do not see this container. */
export const PREVIOUS_VERSIONS = 'previous-versions';

const DAY_MS = 86_400_000;
/** How often a blob may change while its version is taken. */
const MAX_ATTEMPTS = 5;

/** Operations after which the blob that was there is a previous version (learn.microsoft.com, "Blob versioning"). */
const VERSIONING: ReadonlySet<string> = new Set([
  'put-blob',
  'put-block-list',
  'copy-blob',
  'set-blob-metadata',
  'delete-blob',
]);

/** Headers of a blob, with the elements that list them. */
const LISTED: Readonly<Record<string, string>> = {
  'x-ms-creation-time': 'Creation-Time',
  'last-modified': 'Last-Modified',
  etag: 'Etag',
  'content-length': 'Content-Length',
  'content-type': 'Content-Type',
  'content-md5': 'Content-MD5',
  'x-ms-blob-type': 'BlobType',
  'x-ms-access-tier': 'AccessTier',
};

/** A previous version of a blob. */
export interface BlobVersion {
  readonly container: string;
  readonly blob: string;
  readonly id: string;
  /** When it was written, in seconds of the sandbox's clock, as ms since the Unix epoch. */
  readonly writtenAtMs: number;
  /** As a list shows them, by the names of its elements. */
  readonly properties: Readonly<Record<string, string>>;
  /** Name of the blob that has its content. */
  readonly content: string;
  /** Since when it is soft-deleted, ms since the Unix epoch. */
  readonly deletedAtMs?: number | undefined;
}

export interface BlobVersionsOptions {
  readonly calls: Pick<AzuriteCalls, 'call' | 'account'>;
  readonly clock: Clock;
  readonly state: StateStore;
  /** How long a deleted version can be listed, days. */
  readonly softDeleteDays: number;
}

/**
 * The previous versions of blobs, which Azurite does not know: a blob that is overwritten or deleted is copied first. Until the call has ended,
 * the copy is pending; what a process that died left pending is settled at the next start, by what is there then. A deleted version is soft-deleted,
 * and gone after some days. See ADR 212.
 */
export class BlobVersions {
  readonly #byContainer = new Map<string, Map<string, BlobVersion[]>>();
  readonly #kept: StateArea<BlobVersion>;
  readonly #pending: StateArea<BlobVersion>;
  /** Blobs that may exist. Only others are written without a look at what is there. */
  readonly #written = new Set<string>();

  constructor(private readonly options: BlobVersionsOptions) {
    this.#kept = options.state.area('blob-versions');
    this.#pending = options.state.area('pending-blob-versions');
    for (const { fields } of this.#kept.load()) this.#insert(fields);
  }

  /** Makes the container of their contents. */
  async start(): Promise<void> {
    const { status } = await this.options.calls.call('PUT', `/${PREVIOUS_VERSIONS}?restype=container`);
    // 409: it was kept.
    if (status !== 201 && status !== 409)
      throw new Error(`Azurite answered ${status} when the container of previous versions was created.`);
  }

  /** Id of the version that was written at this time: a time in ticks of 100 ns, of which those after the second tell versions apart. */
  idOfCurrent(container: string, blob: string, lastModified: string | undefined): string {
    const writtenAtMs = Date.parse(lastModified ?? '');
    if (Number.isNaN(writtenAtMs)) return '';
    const inSecond = this.#of(container, blob).filter((version) => version.writtenAtMs === writtenAtMs);
    return idAt(writtenAtMs, inSecond.length === 0 ? 0 : tickOf(inSecond.at(-1)?.id ?? '') + 1);
  }

  /** A previous version that is not deleted. */
  find(container: string, blob: string, id: string): BlobVersion | undefined {
    return this.#of(container, blob).find((version) => version.id === id && version.deletedAtMs === undefined);
  }

  /** Those of blobs whose names begin with `prefix`, by name and age, without those whose time after deletion is over. */
  list(container: string, prefix: string): BlobVersion[] {
    const names = [...(this.#byContainer.get(container)?.keys() ?? [])].filter((name) => name.startsWith(prefix));
    return names.sort(byText).flatMap((name) => this.#of(container, name).filter((version) => !this.#isOver(version)));
  }

  all(): BlobVersion[] {
    return [...this.#byContainer.keys()].flatMap((container) => this.list(container, ''));
  }

  /** What was captured in an earlier run, of which nobody knows whether the call was made. */
  pending(): BlobVersion[] {
    return this.#pending.load().map(({ fields }) => fields);
  }

  /**
   * Whether the blob is no longer what was captured: the call was made. A container that is gone has no versions, and a copy that is gone was never
   * saved, so nor was what came after it.
   */
  async isReplaced({ container, blob, content, properties }: BlobVersion): Promise<boolean> {
    const current = await this.#look(blobPath(container, blob));
    if (current.headers['x-ms-error-code'] === 'ContainerNotFound') return false;
    if (current.status === 200 && listedOf(current.headers)['Etag'] === properties['Etag']) return false;
    return (await this.#look(blobPath(PREVIOUS_VERSIONS, content))).status === 200;
  }

  /**
   * Copies the blob that a call is about to overwrite or to delete. Undefined if it does neither. What it returns ends with `keep` or `discard`.
   * @param path of the blob, below the account, as it was sent
   * @param createOnly the call fails if the blob exists
   */
  async capture(
    call: BlobCall,
    path: string,
    headers: IncomingHttpHeaders,
    createOnly: boolean,
  ): Promise<BlobVersion | undefined> {
    const { container, blob, operation } = call;
    if (container === undefined || blob === undefined || !VERSIONING.has(operation)) return undefined;
    const isOfSnapshots = headers['x-ms-delete-snapshots'] === 'only' || /[?&]snapshot=/.test(path);
    if (operation === 'delete-blob' && isOfSnapshots) return undefined;
    const key = `${container}/${blob}`;
    const mayExist = this.#written.has(key) || this.options.state.isKept;
    if (operation !== 'delete-blob') this.#written.add(key);
    return mayExist && !createOnly && headers['if-none-match'] !== '*' ? this.#copy(container, blob, path) : undefined;
  }

  /**
   * Keeps what was captured: the call has succeeded.
   * @param alongWith what is kept with it or not at all
   */
  keep(version: BlobVersion, alongWith: () => void = () => undefined): void {
    this.options.state.atomically(() => {
      this.#kept.put(version.content, version);
      this.#pending.delete(version.content);
      alongWith();
    });
    this.#insert(version);
  }

  /** Forgets what was captured: the call has failed. */
  async discard({ content }: BlobVersion): Promise<void> {
    await this.#deleteContent(content);
    this.#pending.delete(content);
  }

  /** Soft-deletes a version. */
  delete(version: BlobVersion): void {
    const versions = this.#of(version.container, version.blob);
    const index = versions.indexOf(version);
    if (index < 0) return;
    const deleted = { ...version, deletedAtMs: this.options.clock.now() };
    this.#kept.put(deleted.content, deleted);
    versions[index] = deleted;
  }

  /** Days until a deleted version is gone. */
  remainingDays({ deletedAtMs = 0 }: BlobVersion): number {
    return Math.ceil(this.options.softDeleteDays - (this.options.clock.now() - deletedAtMs) / DAY_MS);
  }

  /** Removes those whose time after deletion is over, with their contents. */
  async purge(): Promise<void> {
    for (const versions of [...this.#byContainer.values()].flatMap((names) => [...names.values()])) {
      for (const version of versions.filter((each) => this.#isOver(each))) await this.#remove(version);
    }
  }

  /** Removes those of a deleted container. */
  async forget(container: string): Promise<void> {
    const versions = [...(this.#byContainer.get(container)?.values() ?? [])].flat();
    for (const version of versions) await this.#remove(version);
  }

  #of(container: string, blob: string): BlobVersion[] {
    return this.#byContainer.get(container)?.get(blob) ?? [];
  }

  #insert(version: BlobVersion): void {
    const { container, blob } = version;
    const names = this.#byContainer.get(container) ?? new Map<string, BlobVersion[]>();
    this.#byContainer.set(container, names);
    names.set(
      blob,
      [...this.#of(container, blob), version].sort((a, b) => byText(a.id, b.id)),
    );
  }

  #isOver({ deletedAtMs }: BlobVersion): boolean {
    return deletedAtMs !== undefined && this.options.clock.now() - deletedAtMs >= this.options.softDeleteDays * DAY_MS;
  }

  async #remove(version: BlobVersion): Promise<void> {
    const { container, blob, content } = version;
    await this.#deleteContent(content);
    this.#kept.delete(content);
    const left = this.#of(container, blob).filter((each) => each.content !== content);
    if (left.length > 0) this.#byContainer.get(container)?.set(blob, left);
    else this.#byContainer.get(container)?.delete(blob);
  }

  /** Properties of a blob, or 404. */
  async #look(path: string): Promise<AzuriteAnswer> {
    const answer = await this.options.calls.call('HEAD', path);
    if (answer.status !== 200 && answer.status !== 404)
      throw new Error(`Azurite answered ${answer.status} when a version was settled.`);
    return answer;
  }

  async #deleteContent(content: string): Promise<void> {
    await this.options.calls.call('DELETE', blobPath(PREVIOUS_VERSIONS, content));
  }

  async #copy(container: string, blob: string, path: string): Promise<BlobVersion | undefined> {
    const { calls } = this.options;
    const content = randomUUID();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const { status, headers } = await calls.call('HEAD', path);
      if (status === 404) {
        this.#pending.delete(content);
        return undefined;
      }
      if (status !== 200) throw new Error(`Azurite answered ${status} when a version was copied.`);
      const id = this.idOfCurrent(container, blob, headers['last-modified']);
      const writtenAtMs = Date.parse(headers['last-modified'] ?? '');
      const version: BlobVersion = { container, blob, id, writtenAtMs, properties: listedOf(headers), content };
      // Before the call can be made: a crash after that is settled by what is there afterwards.
      this.#pending.put(content, version);
      const copied = await calls.call('PUT', blobPath(PREVIOUS_VERSIONS, content), {
        'x-ms-copy-source': `https://127.0.0.1${calls.account}${path}`,
        'x-ms-source-if-match': headers.etag ?? '*',
      });
      if (copied.status === 202) return version;
      // It was overwritten or deleted in between.
      if (copied.status !== 404 && copied.status !== 412)
        throw new Error(`Azurite answered ${copied.status} when a version was copied.`);
    }
    throw new Error('The blob changed too often while its version was copied.');
  }
}

function listedOf(headers: IncomingHttpHeaders): Record<string, string> {
  const listed = Object.entries(LISTED).map(([header, element]) => [element, headers[header]] as const);
  const known = listed.filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string');
  // Lists have no quotes around them.
  return Object.fromEntries(known.map(([element, value]) => [element, value.replaceAll('"', '')]));
}

function idAt(ms: number, tick: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, `.${String(tick).padStart(7, '0')}Z`);
}

function tickOf(id: string): number {
  return Number(/\.(\d+)Z$/.exec(id)?.[1] ?? 0);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
