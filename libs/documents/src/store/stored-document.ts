import { randomUUID } from 'node:crypto';
import type { PatchOperation, Resource } from '@azure/cosmos';
import type {
  Batch,
  Consent,
  Delivery,
  DocumentKind,
  Hook,
  NotificationSubscription,
  Operation,
  OutboxMessage,
  Synthesis,
  Upload,
  Voice,
  WebhookEndpoint,
} from '#domain';
import { broughtForward, type SchemaStamp, stampFor } from '../migrations/schema-version.ts';
import { outboxSinceOf } from '../outbox/kept-replies.ts';
import { partitionKeyOf } from './ids.ts';

export interface Documents {
  upload: Upload;
  consent: Consent;
  voice: Voice;
  synthesis: Synthesis;
  batch: Batch;
  operation: Operation;
  webhookEndpoint: WebhookEndpoint;
  delivery: Delivery;
  hook: Hook;
  notificationSubscription: NotificationSubscription;
}

/** A document as it was read or written, with the ETag that the next write of it must match. */
export type Stored<D> = D & { readonly etag: string };

/** Any document, as it was read or written. */
export type StoredDocument = Stored<Documents[DocumentKind]>;

/**
 * `outboxSince` is there as long as the outbox is not empty: an index finds it, where a question about the array would read everything. It is
 * to come where only replies wait that are sent later.
 * `writeId` is random, one for each write: a write whose answer was lost, and which the SDK sent again, knows itself by it.
 */
export type CosmosItem = Resource & { partitionKey: string; outboxSince?: string; writeId?: string };

/** What is written of a document. */
export function toItem(document: Documents[DocumentKind]) {
  return {
    ...document,
    ...stampFor(document),
    partitionKey: partitionKeyOf(document.kind, document.tenantId, document.id),
    writeId: randomUUID(),
    revision: (document.revision ?? 0) + 1,
    ...(document.outbox.length > 0 && { outboxSince: outboxSinceOf(document.outbox, document.updatedAt) }),
  };
}

/**
 * The document as it was stored, in the shape of this release, without what the database and this store add to it.
 * @throws ServiceError `document-too-new` when only a newer release may read it
 */
export function fromItem<D>(item: CosmosItem): Stored<D> {
  const {
    partitionKey: _pk,
    outboxSince: _since,
    writeId: _writeId,
    _etag: etag,
    _rid,
    _self,
    _ts,
    ...document
  } = broughtForward(item) as CosmosItem & Record<string, unknown>;
  delete (document as Record<string, unknown>)['_attachments'];
  return { ...document, etag } as unknown as Stored<D>;
}

/** The document after this item was written of it. */
export function written<D extends object>(
  document: D,
  { revision, schemaVersion, readableFrom }: SchemaStamp & { readonly revision: number },
  etag: string,
): Stored<D> {
  return Object.assign({ ...document }, { revision, schemaVersion, readableFrom, etag });
}

/**
 * A document with an empty outbox, and the operations of a patch that make it so.
 * @param undeliverable what of its outbox can never be published: it is kept in the document
 * @param later what of it stays in the outbox, to be published later
 */
export function withClearedOutbox<D extends Documents[DocumentKind]>(
  document: D,
  undeliverable: readonly OutboxMessage[],
  later: readonly OutboxMessage[],
): { readonly cleared: D; readonly operations: PatchOperation[] } {
  const kept = [...(document.undeliverable ?? []), ...undeliverable];
  const operations: PatchOperation[] = [
    { op: 'set', path: '/outbox', value: [...later] },
    later.length > 0
      ? { op: 'set', path: '/outboxSince', value: outboxSinceOf(later, document.updatedAt) }
      : { op: 'remove', path: '/outboxSince' },
  ];
  if (undeliverable.length > 0) operations.push({ op: 'set', path: '/undeliverable', value: kept });
  return {
    cleared: Object.assign({ ...document }, { outbox: [...later] }, kept.length > 0 && { undeliverable: kept }),
    operations,
  };
}
