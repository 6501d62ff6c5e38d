import { decodeTime } from 'ulid';
import { type DocumentKind, ServiceError } from '#domain';

/** Kinds of which a tenant makes so many that they are spread over one partition a month. */
const FREQUENT_KINDS: ReadonlySet<DocumentKind> = new Set<DocumentKind>([
  'synthesis',
  'batch',
  'operation',
  'delivery',
]);

/**
 * The partition of a document, from its id alone, so that every read by id is a point read: the tenant for rare kinds, the tenant
 * and the month of the id's ULID for frequent ones (no logical partition grows past Cosmos DB's 20 GB).
 * @throws ServiceError `not-found` when the id is not one of this kind.
 */
export function partitionKeyOf(kind: DocumentKind, tenantId: string, id: string): string {
  // Their ids hold no time: they must be the same whenever the webhook is sent again. Nobody lists them.
  if (kind === 'hook') return `${tenantId}:${id}`;
  if (!FREQUENT_KINDS.has(kind)) return tenantId;
  return `${tenantId}:${monthOf(id)}`;
}

function monthOf(id: string): string {
  try {
    return new Date(decodeTime(id.slice(id.indexOf('_') + 1))).toISOString().slice(0, 7);
  } catch (cause) {
    throw new ServiceError('not-found', 'The resource does not exist.', { cause });
  }
}
