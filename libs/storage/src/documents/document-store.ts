import type { Container, Resource, SqlQuerySpec } from '@azure/cosmos';
import {
  type Consent,
  type Delivery,
  type DocumentKind,
  type Hook,
  isId,
  type Operation,
  ServiceError,
  type Synthesis,
  type Upload,
  type Voice,
  type WebhookEndpoint,
} from '#domain';
import { statusOf, toServiceError } from './cosmos-errors.ts';
import { partitionKeyOf } from './ids.ts';

export interface Documents {
  upload: Upload;
  consent: Consent;
  voice: Voice;
  synthesis: Synthesis;
  operation: Operation;
  webhookEndpoint: WebhookEndpoint;
  delivery: Delivery;
  hook: Hook;
}

/** A document as it was read or written, with the ETag that the next write of it must match. */
export type Stored<D> = D & { readonly etag: string };

/** Any document, as it was read or written. */
export type StoredDocument = Stored<Documents[DocumentKind]>;

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
  /** Only documents whose top-level properties have these values. */
  readonly where?: Readonly<Record<string, string>> | undefined;
}

/** `outboxSince` is there as long as the outbox is not empty: an index finds it, where a question about the array would read everything. */
type CosmosItem = Resource & { partitionKey: string; outboxSince?: string };

/**
 * The container `documents` of Cosmos DB. Every write is conditional: a new document must not exist, a changed one must still have
 * the ETag that it was read with. All methods throw ServiceError: `etag-mismatch`, `state-conflict` (the id exists),
 * `dependency-unavailable`.
 */
export class DocumentStore {
  constructor(private readonly container: Container) {}

  async create<D extends Documents[DocumentKind]>(document: D): Promise<Stored<D>> {
    const item = toItem(document);
    try {
      const { etag } = await this.container.items.create(item);
      return { ...document, etag };
    } catch (error) {
      throw toServiceError(error);
    }
  }

  /** The document, or undefined when the tenant has none with this id. */
  async find<K extends DocumentKind>(kind: K, tenantId: string, id: string): Promise<Stored<Documents[K]> | undefined> {
    if (!isId(kind, id)) return undefined;
    try {
      const { resource } = await this.container.item(id, partitionKeyOf(kind, tenantId, id)).read<CosmosItem>();
      return resource && fromItem<Documents[K]>(resource);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw toServiceError(error);
    }
  }

  /** @throws ServiceError `not-found` when the tenant has none with this id. */
  async get<K extends DocumentKind>(kind: K, tenantId: string, id: string): Promise<Stored<Documents[K]>> {
    const document = await this.find(kind, tenantId, id);
    if (!document) throw new ServiceError('not-found', `There is no ${kind} ${quoted(id)}.`);
    return document;
  }

  /** @throws ServiceError `etag-mismatch` when it was changed since it was read. */
  async replace<D extends Documents[DocumentKind]>(document: Stored<D>): Promise<Stored<D>> {
    const { etag: readETag, ...content } = document;
    const partitionKey = partitionKeyOf(document.kind, document.tenantId, document.id);
    const item = toItem(content as unknown as Documents[DocumentKind]);
    try {
      const { etag: newETag } = await this.container
        .item(document.id, partitionKey)
        .replace(item, { accessCondition: { type: 'IfMatch', condition: readETag } });
      return { ...document, etag: newETag };
    } catch (error) {
      throw toServiceError(error);
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

  async list<K extends DocumentKind>(kind: K, tenantId: string, options: ListOptions): Promise<Page<Documents[K]>> {
    const filters = Object.entries(options.where ?? {});
    const conditions = [
      'c.kind = @kind',
      'c.tenantId = @tenantId',
      ...(options.after === undefined ? [] : ['c.id < @after']),
      ...filters.map(([name], index) => `c.${property(name)} = @filter${index}`),
    ];
    const query: SqlQuerySpec = {
      // One more than asked for tells whether there is a next page. OFFSET would read all earlier pages again.
      query: `SELECT TOP ${Math.trunc(options.limit) + 1} * FROM c WHERE ${conditions.join(' AND ')} ORDER BY c.id DESC`,
      parameters: [
        { name: '@kind', value: kind },
        { name: '@tenantId', value: tenantId },
        ...(options.after === undefined ? [] : [{ name: '@after', value: idOfCursor(kind, options.after) }]),
        ...filters.map(([, value], index) => ({ name: `@filter${index}`, value })),
      ],
    };
    const found = (await this.query(query)).map((item) => fromItem<Documents[K]>(item));
    const data = found.slice(0, options.limit);
    return { data, next: found.length > options.limit ? cursorOf(data.at(-1)?.id ?? '') : undefined };
  }

  /** Documents of all tenants whose outbox has not been empty since before `before` (RFC 3339). */
  async withPendingOutbox(before: string, limit: number): Promise<readonly Stored<Documents[DocumentKind]>[]> {
    const items = await this.query({
      query: `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.outboxSince < @before`,
      parameters: [{ name: '@before', value: before }],
    });
    return items.map((item) => fromItem<Documents[DocumentKind]>(item));
  }

  /**
   * Empties the outbox, unless the document was changed since: then the change holds these messages too, and whoever made it
   * publishes them again (harmless: the queue drops what it has seen) and clears.
   * @returns the document with its new ETag, or undefined when it was changed.
   */
  async clearOutbox<D extends Documents[DocumentKind]>(document: Stored<D>): Promise<Stored<D> | undefined> {
    try {
      const { etag } = await this.container
        .item(document.id, partitionKeyOf(document.kind, document.tenantId, document.id))
        .patch(
          [
            { op: 'set', path: '/outbox', value: [] },
            { op: 'remove', path: '/outboxSince' },
          ],
          {
            accessCondition: { type: 'IfMatch', condition: document.etag },
          },
        );
      return { ...document, outbox: [], etag } as unknown as Stored<D>;
    } catch (error) {
      if (statusOf(error) === 412 || statusOf(error) === 404) return undefined;
      throw toServiceError(error);
    }
  }

  /** Resolves when the container answers. */
  async ping(signal?: AbortSignal): Promise<void> {
    try {
      await this.container.read(signal && { abortSignal: signal });
    } catch (error) {
      throw toServiceError(error);
    }
  }

  private async query(query: SqlQuerySpec): Promise<CosmosItem[]> {
    try {
      const { resources } = await this.container.items.query<CosmosItem>(query).fetchAll();
      return resources;
    } catch (error) {
      throw toServiceError(error);
    }
  }
}

function toItem(document: Documents[DocumentKind]) {
  return {
    ...document,
    partitionKey: partitionKeyOf(document.kind, document.tenantId, document.id),
    ...(document.outbox.length > 0 && { outboxSince: document.updatedAt }),
  };
}

function fromItem<D>(item: CosmosItem): Stored<D> {
  const {
    partitionKey: _pk,
    outboxSince: _since,
    _etag: etag,
    _rid,
    _self,
    _ts,
    ...document
  } = item as CosmosItem & Record<string, unknown>;
  delete (document as Record<string, unknown>)['_attachments'];
  return { ...document, etag } as unknown as Stored<D>;
}

/** Property names come from our own code, never from a caller; this keeps it so. */
function property(name: string): string {
  if (!/^[a-zA-Z]+$/.test(name)) throw new TypeError(`${name} is not a property to filter by`);
  return name;
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function idOfCursor(kind: DocumentKind, cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (isId(kind, id)) return id;
  throw new ServiceError('invalid-request', 'The cursor is not valid. Use the `next` of an earlier page as `after`.', {
    fields: [{ pointer: 'query/after', code: 'invalid-cursor', detail: 'is not a cursor of this list' }],
  });
}

function quoted(id: string): string {
  return JSON.stringify(id.slice(0, 64));
}
