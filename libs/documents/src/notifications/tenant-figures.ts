import type { Container } from '@azure/cosmos';
import {
  type BaseModelNotice,
  type ExpiringConsent,
  type FailureCount,
  type IdleEndpoint,
  isEnrolled,
  isEnrolling,
  isTerminal,
  type NotificationKind,
  type NotificationSubscription,
  OPERATION_STATUSES,
  OPERATION_TRANSITIONS,
  type OperationType,
  type Voice,
  VOICE_ENDPOINT_STATUSES,
  VOICE_STATUSES,
  type VoiceOfBaseModel,
} from '#domain';
import { queryItems, type QueryValues } from '#storage';
import { type CosmosItem, fromItem, type Stored } from '../store/stored-document.ts';

/** More jobs of one period are not counted: what a digest costs stays bounded. */
const MAX_JOBS = 10_000;
const JOBS: readonly OperationType[] = ['speech.synthesis', 'speech.batch'];
/** A job that was canceled is neither. */
const ENDED = OPERATION_STATUSES.filter((status) => isTerminal(OPERATION_TRANSITIONS, status) && status !== 'canceled');
const ENROLLED = VOICE_STATUSES.filter((status) => isEnrolled({ status }));
/** An endpoint of an enrollment that goes on is used by it. */
const NOT_ENROLLING = VOICE_STATUSES.filter((status) => !isEnrolling({ status }));
/** Endpoints that cost. */
const UP = VOICE_ENDPOINT_STATUSES.filter((status) => status !== 'suspended');
/** Of consents and voices, in the order of their ids. All pages are read: what is left out of them would never be told. */
const PAGE = 500;

/** The results of the jobs of a period. */
export interface JobCounts {
  readonly succeeded: number;
  readonly failed: number;
  /** The most frequent first. */
  readonly failures: readonly FailureCount[];
  /** Whether there were more than were counted. */
  readonly isIncomplete: boolean;
}

/** Bounded queries for what recipients of notifications are told. All methods throw ServiceError `dependency-unavailable`. */
export class TenantFigures {
  constructor(private readonly container: Container) {}

  /** Subscriptions of all tenants that notifications are sent to, in the order of their ids. @param after continues after this id */
  async activeSubscriptions(limit: number, after = ''): Promise<readonly Stored<NotificationSubscription>[]> {
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE c.kind = 'notificationSubscription' AND c.status = 'active' AND c.id > @after ORDER BY c.id`;
    const found = await queryItems<CosmosItem>(this.container, query, { after });
    return found.map((item) => fromItem<NotificationSubscription>(item));
  }

  /**
   * Syntheses and batches that ended in a period, by their operations: these stay when a synthesis is removed, and are not changed after the end.
   * @param from RFC 3339, included
   * @param to RFC 3339, not included
   */
  async jobs(tenantId: string, from: string, to: string): Promise<JobCounts> {
    const query = `SELECT TOP ${MAX_JOBS + 1} c.status, c.error.code AS code FROM c WHERE c.tenantId = @tenantId AND c.kind = 'operation' AND ARRAY_CONTAINS(@types, c.type) AND ARRAY_CONTAINS(@statuses, c.status) AND c.updatedAt >= @from AND c.updatedAt < @to`;
    const values = { tenantId, types: JOBS, statuses: ENDED, from, to };
    const found = await this.query<{ readonly status: string; readonly code?: string }>(query, values);
    const counted = found.slice(0, MAX_JOBS);
    const failed = counted.filter(({ status }) => status === 'failed');
    const byCode = Map.groupBy(failed, ({ code = 'internal' }) => code);
    const failures = [...byCode].map(([code, { length: count }]) => ({ code, count }));
    return {
      succeeded: counted.length - failed.length,
      failed: failed.length,
      failures: failures.toSorted((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1)),
      isIncomplete: found.length > MAX_JOBS,
    };
  }

  /** Active consents that expire in a period, the next one first. @param from RFC 3339 @param to RFC 3339, not included */
  async expiringConsents(tenantId: string, from: string, to: string): Promise<readonly ExpiringConsent[]> {
    const condition = `c.tenantId = @tenantId AND c.kind = 'consent' AND c.status = 'active' AND c.expiresAt >= @from AND c.expiresAt < @to`;
    const found = await this.all<{ id: string; expiresAt: string }>('c.id, c.expiresAt', condition, {
      tenantId,
      from,
      to,
    });
    return found
      .toSorted((one, other) => (one.expiresAt < other.expiresAt ? -1 : 1))
      .map(({ id: consentId, expiresAt }) => ({ consentId, expiresAt }));
  }

  /** Voices that can speak and were created before `before` (RFC 3339). */
  async readyVoices(
    tenantId: string,
    before: string,
  ): Promise<readonly { readonly id: string; readonly createdAt: string }[]> {
    const condition = `c.tenantId = @tenantId AND c.kind = 'voice' AND c.status = 'ready' AND c.createdAt < @before`;
    return this.all('c.id, c.createdAt', condition, { tenantId, before });
  }

  /** Endpoints that cost by the hour and were not used since `before` (RFC 3339). */
  async idleEndpoints(tenantId: string, before: string): Promise<readonly IdleEndpoint[]> {
    const condition = `c.tenantId = @tenantId AND c.kind = 'voice' AND ARRAY_CONTAINS(@endpointStatuses, c.endpoint.status) AND c.endpoint.usedAt <= @before AND ARRAY_CONTAINS(@statuses, c.status)`;
    const values = { tenantId, before, endpointStatuses: UP, statuses: NOT_ENROLLING };
    const fields = 'c.id, c.endpoint.usedAt AS usedAt';
    const found = await this.all<{ readonly id: string; readonly usedAt: string }>(fields, condition, values);
    return found.map(({ id: voiceId, usedAt }) => ({ voiceId, usedAt }));
  }

  /** Voices whose owners were told of the end of their base model. */
  async voicesOfExpiringBaseModels(tenantId: string): Promise<readonly VoiceOfBaseModel[]> {
    const condition = `c.tenantId = @tenantId AND c.kind = 'voice' AND ARRAY_CONTAINS(@statuses, c.status) AND IS_DEFINED(c.baseModelNotice)`;
    const found = await this.all<Pick<Voice, 'id' | 'baseModel'> & { readonly notice: BaseModelNotice }>(
      'c.id, c.baseModel, c.baseModelNotice AS notice',
      condition,
      { tenantId, statuses: ENROLLED },
    );
    return found.map(({ id: voiceId, baseModel, notice }) => ({ voiceId, baseModel, notice }));
  }

  /** What a subscription was told of a kind, by its deliveries: these are kept longer than any slot lasts. */
  async toldSlots(
    { tenantId, id }: Pick<NotificationSubscription, 'tenantId' | 'id'>,
    kind: NotificationKind,
  ): Promise<ReadonlySet<string>> {
    const condition = `c.tenantId = @tenantId AND c.kind = 'delivery' AND c.event = @event AND c.notification.subscriptionId = @subscriptionId`;
    const values = { tenantId, event: `notification.${kind}`, subscriptionId: id };
    const found = await this.all<{ id: string; slots: readonly string[] }>(
      'c.id, c.notification.slots AS slots',
      condition,
      values,
    );
    return new Set(found.flatMap(({ slots }) => slots));
  }

  private async all<T extends { readonly id: string }>(
    fields: string,
    condition: string,
    values: QueryValues,
  ): Promise<readonly T[]> {
    const query = `SELECT TOP ${PAGE} ${fields} FROM c WHERE ${condition} AND c.id > @after ORDER BY c.id`;
    const found: T[] = [];
    for (let after = '', isLast = false; !isLast; after = found.at(-1)?.id ?? '') {
      const page = await this.query<T>(query, { ...values, after });
      found.push(...page);
      isLast = page.length < PAGE;
    }
    return found;
  }

  private query<T>(query: string, values: QueryValues): Promise<T[]> {
    return queryItems<T>(this.container, query, values);
  }
}
