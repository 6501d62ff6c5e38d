import { randomUUID } from 'node:crypto';
import { MEMORY_ONLY, type StateArea, type StateStore } from '../data/state-store.ts';
import type { Clock } from '../faults/clock.ts';
import { badRequest, CosmosError, notFound, SUB_STATUS } from './cosmos-error.ts';
import { DEFAULT_INDEXING_POLICY, type IndexingPolicy } from './indexing-policy.ts';
import { containerRid, documentRid } from './resource-ids.ts';
import { sessionLsn } from './session-token.ts';

export interface CosmosContainer {
  readonly id: string;
  /** For example `/partitionKey`. */
  readonly partitionKey: string;
  /** Seconds; −1 turns time to live on for items that bring their own. Absent: items never expire, whatever they bring. */
  readonly defaultTtl?: number | undefined;
  readonly indexingPolicy?: IndexingPolicy | undefined;
}

export interface StoredItem {
  readonly id: string;
  /** JSON of the partition key, as the header `x-ms-documentdb-partitionkey` holds it. */
  readonly partition: string;
  readonly rid: string;
  /** Grows with each new item. */
  readonly number: number;
  readonly etag: string;
  /** With the properties that Cosmos DB adds. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly json: string;
  readonly bytes: number;
  /** Epoch ms; undefined for an item that stays. */
  readonly expiresAt: number | undefined;
}

/** How far the replicas that answer reads are behind. */
export interface StaleReads {
  /** Each read sees a state that is between 0 and this many ms old. */
  readonly lagMs: number;
  /** At most this many writes behind. */
  readonly maxWrites?: number | undefined;
  /**
   * Of reads whose replica is behind what the client has seen, the share (0 to 1) for which no other replica has it either: 404 with sub-status
   * 1002. The others are answered by a replica that has it. 0 by default.
   */
  readonly unavailableShare?: number | undefined;
}

/** What a replica has of a container: all writes up to `lsn`. */
export interface Replica {
  readonly lsn: number;
  /** How items were that were written later; undefined for one that was not there. */
  readonly past: ReadonlyMap<string, StoredItem | undefined>;
}

interface RecentWrite {
  readonly lsn: number;
  readonly at: number;
  readonly key: string;
  readonly before: StoredItem | undefined;
}

/** What is kept of an item beside its JSON. */
interface KeptItem {
  readonly partition: string;
  readonly number: number;
  readonly expiresAt?: number;
}

/** Of a container; they go on after a restart, as session tokens and resource ids do. */
interface Counters {
  readonly lsn: number;
  readonly lastNumber: number;
}

const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;
const MAX_ID_BYTES = 1023;
const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_TTL_S = 2_147_483_647;
const SYSTEM_PROPERTIES: ReadonlySet<string> = new Set(['_rid', '_self', '_etag', '_attachments', '_ts']);

/** The items of one container, with one physical partition. Knows nothing of HTTP and of credentials. */
export class ItemContainer {
  readonly rid: string;
  readonly indexingPolicy: IndexingPolicy;
  readonly partitionKeyPath: readonly string[];
  readonly #items = new Map<string, StoredItem>();
  readonly #partitions = new Map<string, Map<string, StoredItem>>();
  #recent: RecentWrite[] = [];
  #stale: StaleReads | undefined;
  /** Log sequence number: the number of writes. */
  #lsn = 0;
  #lastNumber = 0;
  readonly #kept: StateArea<KeptItem>;
  readonly #counters: StateArea<Counters>;

  constructor(
    readonly options: CosmosContainer,
    private readonly number: number,
    private readonly clock: Clock,
    private readonly state: StateStore = MEMORY_ONLY,
  ) {
    this.rid = containerRid(1, number);
    this.indexingPolicy = options.indexingPolicy ?? DEFAULT_INDEXING_POLICY;
    this.partitionKeyPath = options.partitionKey.slice(1).split('/');
    this.#kept = state.area(`cosmos/${options.id}`);
    this.#counters = state.area('cosmos');
    this.#load();
  }

  get lsn(): number {
    return this.#lsn;
  }

  /** The replica that writes are done at. */
  get primary(): Replica {
    return { lsn: this.#lsn, past: NOTHING };
  }

  setStaleReads(stale: StaleReads | undefined): void {
    this.#stale = stale;
    this.#recent = [];
  }

  /**
   * The replica that answers a read.
   * @param sessionToken of the client: what it has seen, it sees again
   * @throws CosmosError 404 with sub-status 1002 when no replica has what the client has seen
   */
  replicaFor(sessionToken: string | undefined): Replica {
    const seen = sessionLsn(sessionToken);
    if (seen > this.#lsn) throw sessionNotAvailable();
    if (!this.#stale) return this.primary;
    const horizon = this.clock.now() - Math.random() * this.#stale.lagMs;
    const missing = this.#recent.find(({ at }) => at > horizon);
    const behind = missing ? missing.lsn - 1 : this.#lsn;
    if (behind < seen && Math.random() < (this.#stale.unavailableShare ?? 0)) throw sessionNotAvailable();
    const lsn = Math.max(behind, seen, this.#lsn - (this.#stale.maxWrites ?? Infinity));
    const past = new Map<string, StoredItem | undefined>();
    for (const write of this.#recent) {
      if (write.lsn > lsn && !past.has(write.key)) past.set(write.key, write.before);
    }
    return { lsn, past };
  }

  /** @throws CosmosError 404 */
  read(partition: string, id: string, replica = this.primary): StoredItem {
    const key = keyOf(partition, id);
    const item = replica.past.has(key) ? replica.past.get(key) : this.#items.get(key);
    if (!item || !this.isAlive(item)) throw notFound();
    return item;
  }

  has(partition: string, id: string): boolean {
    const item = this.#items.get(keyOf(partition, id));
    return item !== undefined && this.isAlive(item);
  }

  /** In the order in which they were made. */
  *scan(partition: string | undefined, { past }: Replica = this.primary): Generator<StoredItem> {
    const items = partition === undefined ? this.#items : (this.#partitions.get(partition) ?? NO_ITEMS);
    for (const item of items.values()) {
      if (past.size > 0 && past.has(keyOf(item.partition, item.id))) continue;
      if (this.isAlive(item)) yield item;
    }
    for (const item of past.values()) {
      if (item && this.isAlive(item) && (partition === undefined || item.partition === partition)) yield item;
    }
  }

  /**
   * Creates or replaces an item. The caller has checked the conditions.
   * @throws CosmosError 400 for what Cosmos DB does not store, 413 above 2 MiB
   */
  write(partition: string, content: Readonly<Record<string, unknown>>): StoredItem {
    const { id } = content;
    checkId(id);
    if (Buffer.byteLength(partition) > MAX_PARTITION_KEY_BYTES) throw badRequest('The partition key is too long.');
    this.checkPartition(partition, content);
    const ttl = checkedTtl(content['ttl']);
    const key = keyOf(partition, id);
    const stored = this.#items.get(key);
    const before = stored && this.isAlive(stored) ? stored : undefined;
    const number = before?.number ?? this.#lastNumber + 1;
    const rid = before?.rid ?? documentRid(1, this.number, number);
    const etag = `"${randomUUID()}"`;
    const seconds = Math.floor(this.clock.now() / 1000);
    const own = Object.fromEntries(Object.entries(content).filter(([name]) => !SYSTEM_PROPERTIES.has(name)));
    const added = { _rid: rid, _self: `dbs/${rid}/`, _etag: etag, _attachments: 'attachments/', _ts: seconds };
    const document = { ...own, ...added };
    const json = JSON.stringify(document);
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_DOCUMENT_BYTES) throw tooLarge();
    const lifetime = this.options.defaultTtl === undefined ? undefined : (ttl ?? this.options.defaultTtl);
    const expiresAt = lifetime === undefined || lifetime === -1 ? undefined : (seconds + lifetime) * 1000;
    const item = { id, partition, rid, number, etag, document, json, bytes, expiresAt };
    this.#lastNumber = Math.max(this.#lastNumber, number);
    this.state.atomically(() => {
      // One that has expired gives up its place: the new one is another item.
      if (stored && !before) this.#forget(stored);
      this.#note(key, before);
      this.#remember(item);
      this.#kept.put(key, { partition, number, ...(expiresAt === undefined ? {} : { expiresAt }) }, json);
    });
    return item;
  }

  /** @throws CosmosError 404 */
  delete(partition: string, id: string): StoredItem {
    const item = this.read(partition, id);
    this.state.atomically(() => {
      this.#note(keyOf(partition, id), item);
      this.#forget(item);
    });
    return item;
  }

  /** The partition key of a document as JSON; `[{}]` for one that has none. */
  partitionOf(document: unknown): string {
    const value = this.partitionKeyPath.reduce<unknown>(
      (whole, name) => (whole as Record<string, unknown> | null | undefined)?.[name],
      document,
    );
    return JSON.stringify([value === undefined ? {} : value]);
  }

  private checkPartition(partition: string, content: unknown): void {
    if (this.partitionOf(content) === partition) return;
    const message = "PartitionKey extracted from document doesn't match the one specified in the header.";
    throw badRequest(message, SUB_STATUS.partitionKeyMismatch);
  }

  private isAlive({ expiresAt }: StoredItem): boolean {
    return expiresAt === undefined || expiresAt > this.clock.now();
  }

  #remember(item: StoredItem): void {
    this.#items.set(keyOf(item.partition, item.id), item);
    const siblings = this.#partitions.get(item.partition) ?? new Map<string, StoredItem>();
    siblings.set(item.id, item);
    this.#partitions.set(item.partition, siblings);
  }

  #forget(item: StoredItem): void {
    this.#items.delete(keyOf(item.partition, item.id));
    this.#kept.delete(keyOf(item.partition, item.id));
    const siblings = this.#partitions.get(item.partition);
    siblings?.delete(item.id);
    if (siblings?.size === 0) this.#partitions.delete(item.partition);
  }

  /** What was kept, without what has expired meanwhile. */
  #load(): void {
    const counters = this.#counters.load().find(({ key }) => key === this.options.id)?.fields;
    this.#lsn = counters?.lsn ?? 0;
    this.#lastNumber = counters?.lastNumber ?? 0;
    for (const { key, fields, body } of this.#kept.load()) {
      const json = body?.toString() ?? '{}';
      const document = JSON.parse(json) as Record<string, unknown> & { id: string; _rid: string; _etag: string };
      const { id, _rid: rid, _etag: etag } = document;
      const { partition, number, expiresAt } = fields;
      const item = { id, partition, rid, number, etag, document, json, bytes: body?.length ?? 0, expiresAt };
      if (this.isAlive(item)) this.#remember(item);
      else this.#kept.delete(key);
    }
  }

  #note(key: string, before: StoredItem | undefined): void {
    this.#lsn += 1;
    this.#counters.put(this.options.id, { lsn: this.#lsn, lastNumber: this.#lastNumber });
    if (!this.#stale) return;
    const now = this.clock.now();
    const oldest = now - this.#stale.lagMs;
    const known = this.#recent.findIndex(({ at }) => at > oldest);
    if (known !== 0) this.#recent = known < 0 ? [] : this.#recent.slice(known);
    this.#recent.push({ lsn: this.#lsn, at: now, key, before });
  }
}

const NOTHING: ReadonlyMap<string, StoredItem | undefined> = new Map();
const NO_ITEMS: ReadonlyMap<string, StoredItem> = new Map();

export function tooLarge(): CosmosError {
  return new CosmosError(413, 'RequestEntityTooLarge', 'Request size is too large');
}

function sessionNotAvailable(): CosmosError {
  const message = 'The read session is not available for the input session token.';
  return new CosmosError(404, 'NotFound', message, SUB_STATUS.readSessionNotAvailable);
}

function keyOf(partition: string, id: string): string {
  return `${partition}\n${id}`;
}

function checkId(id: unknown): asserts id is string {
  if (typeof id !== 'string' || id === '') {
    throw badRequest("The input content is invalid because the required properties - 'id; ' - are missing");
  }
  if (/[/\\?#]/.test(id)) throw badRequest(`Id contains illegal chars: / \\ ? and # are not allowed.`);
  if (id.endsWith(' ')) throw badRequest('Id ends with a space.');
  if (Buffer.byteLength(id) > MAX_ID_BYTES) throw badRequest(`Id is longer than ${MAX_ID_BYTES} bytes.`);
}

function checkedTtl(ttl: unknown): number | undefined {
  if (ttl === undefined || ttl === null) return undefined;
  const isValid = typeof ttl === 'number' && Number.isInteger(ttl) && ttl <= MAX_TTL_S && (ttl > 0 || ttl === -1);
  if (isValid) return ttl;
  const message = `The input ttl ${JSON.stringify(ttl)} is invalid. Ensure to provide a nonzero positive integer less than or equal to '${MAX_TTL_S}', or -1.`;
  throw badRequest(message);
}
