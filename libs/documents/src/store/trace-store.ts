import type { Container } from '@azure/cosmos';
import {
  canTransition,
  type Consent,
  CONSENT_STATUSES,
  CONSENT_TRANSITIONS,
  type DocumentKind,
  isBeforeTraining,
  isEnrolled,
  isRevokedOrExpired,
  type Voice,
  VOICE_ENDPOINT_STATUSES,
  VOICE_STATUSES,
} from '#domain';
import { queryItems, type QueryValues, whereOf } from '#storage';
import { type CosmosItem, type Documents, fromItem, type Stored } from './stored-document.ts';

/** Documents that tell of others: operations, deliveries of webhooks, inbound webhooks, and who is told of a person's consent. */
export type TraceKind = Extract<DocumentKind, 'operation' | 'delivery' | 'hook' | 'notificationSubscription'>;

/** Finds documents by what they are about. All methods throw ServiceError `dependency-unavailable`. */
export class TraceStore {
  constructor(private readonly container: Container) {}

  /**
   * Operations, deliveries, inbound webhooks and notification subscriptions about one of these documents.
   * @param subjectIds at most some hundred
   * @param except the id of an operation that is left out
   */
  async about(
    tenantId: string,
    subjectIds: readonly string[],
    options: { readonly limit: number; readonly except?: string | undefined },
  ): Promise<readonly Stored<Documents[TraceKind]>[]> {
    if (subjectIds.length === 0) return [];
    const values = { tenantId, ids: [...subjectIds] };
    const select = `SELECT TOP ${Math.trunc(options.limit)} * FROM c WHERE c.tenantId = @tenantId`;
    const about = `${select} AND ARRAY_CONTAINS(@ids, c.subject.id) AND c.id != @except`;
    const found = await Promise.all([
      this.query<Documents[TraceKind]>(about, { ...values, except: options.except ?? '' }),
      this.query<Documents[TraceKind]>(`${select} AND ARRAY_CONTAINS(@ids, c.subjectId)`, values),
    ]);
    return found.flat();
  }

  /** Voices and consents that a recording was submitted for. */
  async usersOf(tenantId: string, uploadId: string): Promise<readonly Stored<Voice | Consent>[]> {
    const values = { tenantId, id: uploadId };
    const select = 'SELECT * FROM c WHERE c.tenantId = @tenantId AND';
    const found = await Promise.all([
      this.query<Voice>(`${select} c.kind = 'voice' AND ARRAY_CONTAINS(c.sampleUploadIds, @id)`, values),
      this.query<Consent>(`${select} c.kind = 'consent' AND c.uploadId = @id`, values),
    ]);
    return found.flat();
  }

  /** What voices of these tenants are yet to be made from. @param uploadId only voices of this one */
  async voicesToTrain(
    tenantIds: readonly string[],
    uploadId?: string,
  ): Promise<readonly Pick<Voice, 'tenantId' | 'sampleUploadIds'>[]> {
    const statuses = VOICE_STATUSES.filter((status) => isBeforeTraining({ kind: 'voice', status }));
    const values = { kind: 'voice', statuses, tenantIds: [...tenantIds], uploadId };
    const conditions = [
      'c.kind = @kind',
      'ARRAY_CONTAINS(@statuses, c.status)',
      'ARRAY_CONTAINS(@tenantIds, c.tenantId)',
      'ARRAY_CONTAINS(c.sampleUploadIds, @uploadId)',
    ];
    const query = `SELECT c.tenantId, c.sampleUploadIds FROM c WHERE ${whereOf(conditions, values)}`;
    return queryItems(this.container, query, values);
  }

  /**
   * Consents of all tenants whose time is over, and those that were lost without their voices having been suspended, in the order of their ids.
   * @param now RFC 3339
   */
  async endedConsents(now: string, limit: number, after = ''): Promise<readonly Stored<Consent>[]> {
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.kind = 'consent' AND c.id > @after AND ((ARRAY_CONTAINS(@open, c.status) AND c.expiresAt < @now) OR (ARRAY_CONTAINS(@lost, c.status) AND NOT IS_DEFINED(c.enforcedAt))) ORDER BY c.id`;
    return this.query<Consent>(query, {
      after,
      now,
      open: CONSENT_STATUSES.filter((from) => canTransition(CONSENT_TRANSITIONS, from, 'expired')),
      lost: CONSENT_STATUSES.filter((status) => isRevokedOrExpired({ status })),
    });
  }

  /** Voices of all tenants that are enrolled and speak by one of these base models, in the order of their ids. */
  async voicesOfBaseModels(models: readonly string[], limit: number, after = ''): Promise<readonly Stored<Voice>[]> {
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.kind = 'voice' AND c.id > @after AND ARRAY_CONTAINS(@models, c.baseModel) AND ARRAY_CONTAINS(@statuses, c.status) ORDER BY c.id`;
    const statuses = VOICE_STATUSES.filter((status) => isEnrolled({ status }));
    return this.query<Voice>(query, { after, models: [...models], statuses });
  }

  /**
   * Voices of all tenants whose endpoint costs at this moment, or stays at Azure though the consent is lost, in the order of their ids.
   */
  async voicesWithEndpointUp(limit: number, after = ''): Promise<readonly Stored<Voice>[]> {
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.kind = 'voice' AND c.id > @after AND (ARRAY_CONTAINS(@statuses, c.endpoint.status) OR (c.status = 'suspended' AND IS_DEFINED(c.endpoint))) ORDER BY c.id`;
    const statuses = VOICE_ENDPOINT_STATUSES.filter((status) => status !== 'suspended');
    return this.query<Voice>(query, { after, statuses });
  }

  private async query<D extends Documents[DocumentKind]>(query: string, values: QueryValues): Promise<Stored<D>[]> {
    return (await queryItems<CosmosItem>(this.container, query, values)).map((item) => fromItem<D>(item));
  }
}
