import type { Container, FeedOptions } from '@azure/cosmos';
import { type DocumentKind, invalidCursor, isId, type OutboxMessage, ServiceError, type Synthesis } from '#domain';
import { currentContext } from '#observability';
import { queryItems, type QueryValues, readItem, statusOf, toServiceError, whereOf, withCosmosErrors } from '#storage';
import { isTextMissing, type LargeTexts } from './large-texts.ts';
import {
  type CosmosItem,
  type Documents,
  fromItem,
  type Stored,
  type StoredDocument,
  toItem,
  withClearedOutbox,
  written,
} from './stored-document.ts';
import { partitionKeyOf } from './ids.ts';

export type { Documents, Stored, StoredDocument } from './stored-document.ts';

/** Documents in the order of their ids, newest first. `next` continues after the last one. */
export interface Page<D> {
  readonly data: readonly D[];
  readonly next: string | undefined;
}

export interface ListOptions {
  /** 1 to 100. */
  readonly limit: number;
  /** A `next` of an earlier page. */
  readonly after?: string | undefined;
  /** Only documents whose properties have these values; `evidence.sha256` is a property of a property. */
  readonly where?: Readonly<Record<string, string>> | undefined;
  /** Only syntheses and batches in which this voice is heard, alone or beside others. */
  readonly heardVoiceId?: string | undefined;
  /** Only documents that have a legal hold, or that have none. */
  readonly isHeld?: boolean | undefined;
}

/**
 * The container `documents` of Cosmos DB. Every write is conditional: a new document must not exist, a changed one must still have
 * the ETag that it was read with. All methods throw ServiceError: `etag-mismatch`, `state-conflict` (the id exists),
 * `dependency-unavailable`.
 * See ADR 91.
 */
export class DocumentStore {
  /** @param texts where long texts are kept; without it, in the documents */
  constructor(
    private readonly container: Container,
    private readonly texts?: LargeTexts,
  ) {}

  async create<D extends Documents[DocumentKind]>(document: D): Promise<Stored<D>> {
    const { textBlob, item } = await this.itemOf(document);
    try {
      const { etag } = await this.container.items.create(item);
      return written({ ...document, ...textBlob }, item, etag);
    } catch (error) {
      const etag = statusOf(error) === 409 ? await this.etagOfOwnWrite(item) : undefined;
      if (etag === undefined) throw toServiceError(error);
      return written({ ...document, ...textBlob }, item, etag);
    }
  }

  /**
   * The document, or undefined when the tenant has none with this id. The subject of the message that is being handled is at least as new as
   * the message; of any other document a replica may answer that does not have its last writes yet.
   */
  async find<K extends DocumentKind>(kind: K, tenantId: string, id: string): Promise<Stored<Documents[K]> | undefined> {
    const found = await this.read(kind, tenantId, id);
    const { subjectId, subjectRevision = 0 } = currentContext();
    const isBehind = subjectId === id && (found?.revision ?? 0) < subjectRevision;
    // A state that is over may name a text that was replaced.
    const namesNothing = found?.kind === 'synthesis' && isTextMissing(found);
    return isBehind || namesNothing ? this.findLatest(kind, tenantId, id) : found;
  }

  /**
   * Like `find`, from a replica that has every write up to now: for what must not be decided by a replica that is behind, such as deleting
   * what belongs to a document. Costs a second round trip.
   */
  async findLatest<K extends DocumentKind>(
    kind: K,
    tenantId: string,
    id: string,
  ): Promise<Stored<Documents[K]> | undefined> {
    if (!isId(kind, id)) return undefined;
    const exists = await this.seeNewest(partitionKeyOf(kind, tenantId, id), id);
    if (!exists) return undefined;
    return this.read(kind, tenantId, id, { newest: true });
  }

  /**
   * Like `find`, for a document that a request or another document refers to: the caller may have written it through another
   * process a moment ago, so that only the newest state tells that there is none. What there is may be a state of a moment ago.
   */
  async findReferenced<K extends DocumentKind>(
    kind: K,
    tenantId: string,
    id: string,
  ): Promise<Stored<Documents[K]> | undefined> {
    return (await this.find(kind, tenantId, id)) ?? this.findLatest(kind, tenantId, id);
  }

  /**
   * Lets the reads and queries of a partition that follow see every write up to now: a write is judged by the newest state; refused, it
   * changes nothing, and brings the session token of that state.
   * @returns whether the partition has an item with this id.
   */
  private async seeNewest(partitionKey: string, id: string): Promise<boolean> {
    try {
      await this.container.item(id, partitionKey).patch([{ op: 'set', path: '/heartbeatAt', value: '' }], {
        accessCondition: { type: 'IfMatch', condition: NO_ETAG },
      });
    } catch (error) {
      if (statusOf(error) === 404) return false;
      if (statusOf(error) !== 412) throw toServiceError(error);
    }
    return true;
  }

  private async read<K extends DocumentKind>(
    kind: K,
    tenantId: string,
    id: string,
    options: { readonly newest?: boolean } = {},
  ): Promise<Stored<Documents[K]> | undefined> {
    if (!isId(kind, id)) return undefined;
    const found = await this.state(kind, tenantId, id, options);
    return found && (await this.withText(found));
  }

  private async state<K extends DocumentKind>(
    kind: K,
    tenantId: string,
    id: string,
    options: { readonly newest?: boolean } = {},
  ): Promise<Stored<Documents[K]> | undefined> {
    const item = this.container.item(id, partitionKeyOf(kind, tenantId, id));
    const found = await readItem<CosmosItem>(item, options);
    return found && fromItem<Documents[K]>(found);
  }

  /** Like `find`, for who does not need the texts of a synthesis: long ones are left where they are. */
  async findState<K extends DocumentKind>(
    kind: K,
    tenantId: string,
    id: string,
  ): Promise<Stored<Documents[K]> | undefined> {
    return isId(kind, id) ? this.state(kind, tenantId, id) : undefined;
  }

  /** @throws ServiceError `not-found` when the tenant has none with this id. */
  async get<K extends DocumentKind>(kind: K, tenantId: string, id: string): Promise<Stored<Documents[K]>> {
    const document = await this.findReferenced(kind, tenantId, id);
    if (!document) throw new ServiceError('not-found', `The ${kind} ${quoted(id)} does not exist.`);
    return document;
  }

  /** @throws ServiceError `etag-mismatch` when it was changed since it was read. */
  async replace<D extends Documents[DocumentKind]>(document: Stored<D>): Promise<Stored<D>> {
    const { etag: readETag, ...content } = document;
    const partitionKey = partitionKeyOf(document.kind, document.tenantId, document.id);
    const { textBlob, item } = await this.itemOf(content as unknown as Documents[DocumentKind]);
    try {
      const { etag: newETag } = await this.container
        .item(document.id, partitionKey)
        .replace(item, { accessCondition: { type: 'IfMatch', condition: readETag } });
      return written({ ...document, ...textBlob }, item, newETag);
    } catch (error) {
      const etag = statusOf(error) === 412 ? await this.etagOfOwnWrite(item) : undefined;
      if (etag === undefined) throw toServiceError(error);
      return written({ ...document, ...textBlob }, item, etag);
    }
  }

  /** @throws ServiceError `etag-mismatch` when it was changed since it was read; one that is gone already is no error. */
  async remove({ kind, tenantId, id, etag }: StoredDocument): Promise<void> {
    try {
      await this.container
        .item(id, partitionKeyOf(kind, tenantId, id))
        .delete({ accessCondition: { type: 'IfMatch', condition: etag } });
    } catch (error) {
      if (statusOf(error) !== 404) throw toServiceError(error);
    }
  }

  /** Newest first. Long texts of syntheses are left where they are: `textBlob` says how long they are. */
  async list<K extends DocumentKind>(
    kind: K,
    tenantId: string,
    options: ListOptions,
  ): Promise<Page<Stored<Documents[K]>>> {
    const filters = Object.entries(options.where ?? {});
    const values = {
      kind,
      tenantId,
      after: options.after === undefined ? undefined : idOfCursor(kind, options.after),
      heard: options.heardVoiceId,
      ...Object.fromEntries(filters.map(([, value], index) => [`filter${index}`, value])),
    };
    const conditions = [
      'c.kind = @kind',
      'c.tenantId = @tenantId',
      'c.id < @after',
      ...filters.map(([name], index) => `c.${property(name)} = @filter${index}`),
      '(c.voiceId = @heard OR ARRAY_CONTAINS(c.otherVoiceIds, @heard))',
      ...(options.isHeld === undefined ? [] : [`${options.isHeld ? '' : 'NOT '}IS_DEFINED(c.legalHold)`]),
    ];
    // One more than asked for tells whether there is a next page. OFFSET would read all earlier pages again.
    const query = `SELECT TOP ${Math.trunc(options.limit) + 1} * FROM c WHERE ${whereOf(conditions, values)} ORDER BY c.id DESC`;
    const found = await this.query<Documents[K]>(query, values);
    const data = found.slice(0, options.limit);
    return { data, next: found.length > options.limit ? cursorOf(data.at(-1)?.id ?? '') : undefined };
  }

  /**
   * Documents of all tenants whose outbox has not been empty since before `before` (RFC 3339), in the order of their ids.
   * @param after continues after this id
   */
  async withPendingOutbox(before: string, limit: number, after = ''): Promise<readonly StoredDocument[]> {
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.outboxSince < @before AND c.id > @after ORDER BY c.id`;
    return this.query<Documents[DocumentKind]>(query, { before, after });
  }

  /**
   * Documents of all tenants with messages in their outbox that are to be sent before `until` (RFC 3339), or of one of these kinds and in one of
   * these states; in no order. One query.
   */
  async openWork(
    states: { readonly kinds: readonly string[]; readonly statuses: readonly string[] },
    until: string,
    limit: number,
  ): Promise<readonly StoredDocument[]> {
    const { kinds, statuses } = states;
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE (c.outboxSince < @until OR (ARRAY_CONTAINS(@kinds, c.kind) AND ARRAY_CONTAINS(@statuses, c.status)))`;
    return this.query<Documents[DocumentKind]>(query, { kinds: [...kinds], statuses: [...statuses], until });
  }

  /**
   * Documents of all tenants in one of these states without a change or a heartbeat since `before` (RFC 3339), in the order of their ids.
   * @param after continues after this id
   */
  async withoutProgress<K extends DocumentKind>(
    kind: K,
    statuses: readonly string[],
    options: { readonly before: string; readonly limit: number; readonly after?: string | undefined },
  ): Promise<readonly Stored<Documents[K]>[]> {
    const { before, limit, after = '' } = options;
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.kind = @kind AND ARRAY_CONTAINS(@statuses, c.status) AND c.updatedAt < @before AND (NOT IS_DEFINED(c.heartbeatAt) OR c.heartbeatAt < @before) AND c.id > @after ORDER BY c.id`;
    return this.query<Documents[K]>(query, { kind, statuses: [...statuses], before, after });
  }

  /**
   * Syntheses of all tenants that expire before `before` (RFC 3339), and those that are not to be stored, did not change since then, and have
   * no such time, in the order of their ids.
   * @param after continues after this id
   */
  async expiring(before: string, limit: number, after = ''): Promise<readonly Stored<Synthesis>[]> {
    const untimed = 'c.store = @store AND NOT IS_DEFINED(c.expiresAt) AND c.updatedAt < @before';
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.kind = @kind AND (c.expiresAt < @before OR (${untimed})) AND c.id > @after ORDER BY c.id`;
    return this.query<Synthesis>(query, { kind: 'synthesis', store: false, before, after });
  }

  /** Those of these ids that exist, of all tenants: for sweeps, which know ids from elsewhere. */
  async findAll<K extends DocumentKind>(
    kind: K,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Stored<Documents[K]>>> {
    if (ids.length === 0) return new Map();
    const query = 'SELECT * FROM c WHERE c.kind = @kind AND ARRAY_CONTAINS(@ids, c.id)';
    const found = await this.query<Documents[K]>(query, { kind, ids: [...ids] });
    return new Map(found.map((document) => [document.id, document]));
  }

  /** The document whose progress this operation shows, found without the operation. */
  async subjectOfOperation(tenantId: string, operationId: string): Promise<StoredDocument | undefined> {
    const query = 'SELECT TOP 1 * FROM c WHERE c.operationId = @operationId AND c.tenantId = @tenantId';
    const values = { operationId, tenantId };
    // Ids of one request hold the same time: what it made is either in the partition of its kind or in that of its operation.
    const partitions = [tenantId, partitionKeyOf('operation', tenantId, operationId)];
    // The subject may have been written through another process a moment ago, and a query has no newest state to fall back on.
    await Promise.all(partitions.map((partitionKey) => this.seeNewest(partitionKey, operationId)));
    const near = await Promise.all(
      partitions.map((partitionKey) => this.query<Documents[DocumentKind]>(query, values, { partitionKey })),
    );
    // A batch may be retried months after it was made. Asked of all partitions only for operations that nobody has written.
    const [subject] = near.some((found) => found.length > 0)
      ? near.flat()
      : await this.query<Documents[DocumentKind]>(`${query} AND c.kind = @kind`, { ...values, kind: 'batch' });
    return subject;
  }

  /** Notes that waiting work was checked, so that it does not count as stalled. Does nothing when the document was changed. */
  async heartbeat(document: StoredDocument, at: string): Promise<void> {
    const item = this.container.item(document.id, partitionKeyOf(document.kind, document.tenantId, document.id));
    try {
      await item.patch([{ op: 'set', path: '/heartbeatAt', value: at }], {
        accessCondition: { type: 'IfMatch', condition: document.etag },
      });
    } catch (error) {
      if (statusOf(error) !== 412 && statusOf(error) !== 404) throw toServiceError(error);
    }
  }

  /**
   * Empties the outbox, unless the document was changed since: then the change holds these messages too, and the process that made it
   * publishes them again (harmless: the queue drops what it has seen) and clears.
   * @param undeliverable what of it can never be published: it is kept in the document
   * @param later what of it stays in the outbox, to be published later
   * @returns the document with its new ETag, or undefined when it was changed.
   */
  async clearOutbox<D extends Documents[DocumentKind]>(
    document: Stored<D>,
    undeliverable: readonly OutboxMessage[] = [],
    later: readonly OutboxMessage[] = [],
  ): Promise<Stored<D> | undefined> {
    const { cleared, operations } = withClearedOutbox(document, undeliverable, later);
    try {
      const { etag } = await this.container
        .item(document.id, partitionKeyOf(document.kind, document.tenantId, document.id))
        .patch(operations, { accessCondition: { type: 'IfMatch', condition: document.etag } });
      return { ...cleared, etag };
    } catch (error) {
      if (statusOf(error) === 412 || statusOf(error) === 404) return undefined;
      throw toServiceError(error);
    }
  }

  /** Resolves when the container answers. */
  async ping(signal?: AbortSignal): Promise<void> {
    await withCosmosErrors(() => this.container.read(signal && { abortSignal: signal }));
  }

  /**
   * The SDK sends a write again when its answer was lost: the second time it fails, because the first has succeeded. Taking that for
   * somebody else's write would repeat work that is done.
   * @returns the ETag when the document is as this write left it; undefined when somebody else wrote, or when that cannot be found out
   */
  private async etagOfOwnWrite(item: ReturnType<typeof toItem>): Promise<string | undefined> {
    try {
      const resource = await readItem<CosmosItem>(this.container.item(item.id, item.partitionKey));
      return resource?.writeId === item.writeId ? resource._etag : undefined;
    } catch {
      // The caller hears of the conflict, and reads the document itself.
      return undefined;
    }
  }

  private async itemOf(document: Documents[DocumentKind]) {
    const stored = (await this.texts?.moved(document)) ?? document;
    return { item: toItem(stored), textBlob: stored.kind === 'synthesis' ? { textBlob: stored.textBlob } : {} };
  }

  private async withText<D extends Documents[DocumentKind]>(document: Stored<D>): Promise<Stored<D>> {
    return (await this.texts?.restored(document)) ?? document;
  }

  private async query<D extends Documents[DocumentKind]>(
    query: string,
    values: QueryValues,
    options: FeedOptions = {},
  ): Promise<Stored<D>[]> {
    const items = await queryItems<CosmosItem>(this.container, query, values, options);
    return items.map((item) => fromItem<D>(item));
  }
}

/** No document has it. */
const NO_ETAG = '"none"';

/** Property names come from our own code, never from a caller; this keeps it so. */
function property(name: string): string {
  if (!/^[a-zA-Z]+(\.[a-zA-Z\d]+)?$/.test(name)) throw new TypeError(`${name} is not a filterable property`);
  return name;
}

/** The `after` that continues a list behind the document with this id. */
export function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

export function idOfCursor(kind: DocumentKind, cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (isId(kind, id)) return id;
  throw invalidCursor();
}

function quoted(id: string): string {
  return JSON.stringify(id.slice(0, 64));
}
