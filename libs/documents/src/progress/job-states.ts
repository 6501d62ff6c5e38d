import type { Container } from '@azure/cosmos';
import type { DrivenKind, ErrorCode } from '#domain';
import { queryCharged, type QueryValues } from '#storage';

/** As much of a document as figures about jobs need: nothing that says whose it is or what it holds. */
export interface JobState {
  readonly kind: DrivenKind;
  readonly status: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly heartbeatAt?: string | undefined;
  /** When its erasure was requested. */
  readonly erasureAt?: string | undefined;
  readonly failureCode?: ErrorCode | undefined;
  readonly rejectionCode?: ErrorCode | undefined;
}

/** What a bounded query has found. */
export interface Sample<T> {
  readonly found: readonly T[];
  /** Whether that is all there is. */
  readonly isComplete: boolean;
  readonly requestUnits: number;
}

const FIELDS =
  'c.kind, c.status, c.createdAt, c.updatedAt, c.heartbeatAt, c.erasure.requestedAt AS erasureAt, c.failure.code AS failureCode, c.rejection.code AS rejectionCode';

/**
 * Reads the states of the jobs of all tenants, never more of them than `limit`. Each query filters by indexed properties, and orders by the one
 * that it filters a range of, or by none: what it costs depends on what it returns, not on how many documents there are. All methods throw
 * ServiceError `dependency-unavailable`.
 * See ADR 166.
 */
export class JobStates {
  constructor(private readonly container: Container) {}

  /** Jobs of this kind in one of these states, in no order. */
  async inStates(kind: DrivenKind, statuses: readonly string[], limit: number): Promise<Sample<JobState>> {
    const where = 'c.kind = @kind AND ARRAY_CONTAINS(@statuses, c.status)';
    return this.sample(FIELDS, where, { kind, statuses: [...statuses] }, limit);
  }

  /** Jobs of these kinds whose last change was at `since` (RFC 3339) or later, the newest change first. */
  async changedSince(kinds: readonly DrivenKind[], since: string, limit: number): Promise<Sample<JobState>> {
    const where = 'ARRAY_CONTAINS(@kinds, c.kind) AND c.updatedAt >= @since ORDER BY c.updatedAt DESC';
    return this.sample(FIELDS, where, { kinds: [...kinds], since }, limit);
  }

  /** The same, of those in one of these states. */
  async endedSince(
    kinds: readonly DrivenKind[],
    statuses: readonly string[],
    since: string,
    limit: number,
  ): Promise<Sample<JobState>> {
    const where =
      'ARRAY_CONTAINS(@kinds, c.kind) AND ARRAY_CONTAINS(@statuses, c.status) AND c.updatedAt >= @since ORDER BY c.updatedAt DESC';
    return this.sample(FIELDS, where, { kinds: [...kinds], statuses: [...statuses], since }, limit);
  }

  /** Since when (RFC 3339) outboxes have had messages in them that were there before `before`, the oldest first. */
  async outboxesBefore(before: string, limit: number): Promise<Sample<string>> {
    const where = 'c.outboxSince < @before ORDER BY c.outboxSince';
    const sample = await this.sample<{ readonly outboxSince: string }>('c.outboxSince', where, { before }, limit);
    return { ...sample, found: sample.found.map(({ outboxSince }) => outboxSince) };
  }

  private async sample<T = JobState>(
    fields: string,
    where: string,
    values: QueryValues,
    limit: number,
  ): Promise<Sample<T>> {
    // One more than asked for tells whether there are more.
    const query = `SELECT TOP ${Math.trunc(limit) + 1} ${fields} FROM c WHERE ${where}`;
    const { items, requestUnits } = await queryCharged<T>(this.container, query, values);
    return { found: items.slice(0, limit), isComplete: items.length <= limit, requestUnits };
  }
}
