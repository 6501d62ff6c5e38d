import { randomUUID } from 'node:crypto';
import type { Resource } from '@azure/cosmos';
import type {
  Batch,
  Consent,
  Delivery,
  DocumentKind,
  Hook,
  NotificationSubscription,
  Operation,
  Synthesis,
  Upload,
  Voice,
  WebhookEndpoint,
} from '#domain';
import { broughtForward, type SchemaStamp, stampFor } from '../migrations/schema-version.ts';
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
 * `outboxSince` is there as long as the outbox is not empty: an index finds it, where a question about the array would read everything.
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
    ...(document.outbox.length > 0 && { outboxSince: document.updatedAt }),
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
