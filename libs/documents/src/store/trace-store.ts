import type { Container, SqlQuerySpec } from '@azure/cosmos';
import type { Consent, DocumentKind, Voice } from '#domain';
import { toServiceError } from '#storage';
import { type Documents, fromItem, type Stored, type StoredDocument } from './stored-document.ts';

/** Documents that tell of others: operations, deliveries of webhooks and inbound webhooks. */
export type TraceKind = Extract<DocumentKind, 'operation' | 'delivery' | 'hook'>;

/** Finds documents by what they are about. All methods throw ServiceError `dependency-unavailable`. */
export class TraceStore {
  constructor(private readonly container: Container) {}

  /**
   * Operations, deliveries and inbound webhooks about one of these documents.
   * @param subjectIds at most some hundred
   * @param except the id of an operation that is left out
   */
  async about(
    tenantId: string,
    subjectIds: readonly string[],
    options: { readonly limit: number; readonly except?: string | undefined },
  ): Promise<readonly Stored<Documents[TraceKind]>[]> {
    if (subjectIds.length === 0) return [];
    const parameters = [
      { name: '@tenantId', value: tenantId },
      { name: '@ids', value: [...subjectIds] },
      { name: '@except', value: options.except ?? '' },
    ];
    const select = `SELECT TOP ${Math.trunc(options.limit)} * FROM c WHERE c.tenantId = @tenantId`;
    const found = await Promise.all([
      this.query({
        query: `${select} AND ARRAY_CONTAINS(@ids, c.subject.id) AND c.id != @except`,
        parameters,
      }),
      this.query({
        query: `${select} AND ARRAY_CONTAINS(@ids, c.subjectId)`,
        parameters: parameters.slice(0, 2),
      }),
    ]);
    return found.flat() as Stored<Documents[TraceKind]>[];
  }

  /** Voices and consents that a recording was handed in for. */
  async usersOf(tenantId: string, uploadId: string): Promise<readonly Stored<Voice | Consent>[]> {
    const parameters = [
      { name: '@tenantId', value: tenantId },
      { name: '@id', value: uploadId },
    ];
    const select = 'SELECT * FROM c WHERE c.tenantId = @tenantId AND';
    const found = await Promise.all([
      this.query({
        query: `${select} c.kind = 'voice' AND ARRAY_CONTAINS(c.sampleUploadIds, @id)`,
        parameters,
      }),
      this.query({ query: `${select} c.kind = 'consent' AND c.uploadId = @id`, parameters }),
    ]);
    return found.flat() as Stored<Voice | Consent>[];
  }

  /**
   * Consents of all tenants whose time is over, and those that were lost without their voices having been suspended, in the order of their ids.
   * @param now RFC 3339
   */
  async lostConsents(now: string, limit: number, after = ''): Promise<readonly Stored<Consent>[]> {
    const found = await this.query({
      query: `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.kind = 'consent' AND c.id > @after AND ((ARRAY_CONTAINS(@open, c.status) AND c.expiresAt < @now) OR (ARRAY_CONTAINS(@lost, c.status) AND NOT IS_DEFINED(c.enforcedAt))) ORDER BY c.id`,
      parameters: [
        { name: '@after', value: after },
        { name: '@now', value: now },
        { name: '@open', value: ['awaitingRecording', 'verifying', 'active'] },
        { name: '@lost', value: ['revoked', 'expired'] },
      ],
    });
    return found as Stored<Consent>[];
  }

  private async query(query: SqlQuerySpec): Promise<StoredDocument[]> {
    try {
      const { resources } = await this.container.items.query(query).fetchAll();
      return resources.map((item) => fromItem(item));
    } catch (error) {
      throw toServiceError(error);
    }
  }
}
