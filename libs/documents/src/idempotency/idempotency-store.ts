import { createHash, randomUUID } from 'node:crypto';
import type { Container, ItemDefinition, Resource } from '@azure/cosmos';
import { ServiceError } from '#domain';
import { createItem, queryItems, readItem, removeItem, replaceItem } from '#storage';
import { RequestIds } from './request-ids.ts';

/** How long an answer is kept for repetition, from the first request on. */
export const IDEMPOTENCY_KEPT_MS = 24 * 3_600_000;

/** How long a request is taken to be running without a sign of life from the process that runs it. */
export const IDEMPOTENCY_LEASE_MS = 60_000;

/** Each try follows a change by somebody else: five in a row mean that something is wrong. */
const LEASE_ATTEMPTS = 5;

/** What makes two uses of a key the same use. */
export interface IdempotencyScope {
  readonly tenantId: string;
  readonly principalId: string;
  /** Method and pattern of the path, for example `POST /v1/voices`. */
  readonly route: string;
  readonly key: string;
}

/** What a request was answered with. */
export interface IdempotentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. Left out where the handler makes the answer again from what it wrote, since it holds what must not be kept. */
  readonly body?: unknown;
}

interface IdempotencyRecord extends ItemDefinition {
  readonly id: string;
  readonly partitionKey: string;
  /** Seconds after the last write until Cosmos DB deletes it, where time to live is enabled for the container. */
  readonly ttl: number;
  readonly expiresAt: string;
  readonly fingerprint: string;
  /** From which the ids of everything that the request creates are made, with `claimedAt`. */
  readonly idSeed: string;
  readonly claimedAt: string;
  /** Until when nobody else may run it. */
  readonly leaseUntil: string;
  readonly answer?: IdempotentAnswer;
  /** Hex SHA-256 of the form that was answered, if the request has one: it is known only when all of the form was read. */
  readonly formDigest?: string;
  /** What the answer is about. */
  readonly subjectId?: string;
}

/** The right to run a request, until the lease ends. */
export interface IdempotencyLease {
  readonly ids: RequestIds;
  readonly record: IdempotencyRecord;
  readonly etag: string;
}

export type LeaseResult =
  | { readonly outcome: 'leased'; readonly lease: IdempotencyLease }
  | {
      readonly outcome: 'done';
      readonly answer: IdempotentAnswer;
      readonly ids: RequestIds;
      /** Of the form that was answered. */
      readonly formDigest: string | undefined;
    }
  | {
      readonly outcome: 'in-progress';
      /** Those of the run that may be under way, or has ended without an answer being kept. */
      readonly ids: RequestIds;
    }
  | { readonly outcome: 'reused' };

/** A request that is being recorded. */
export interface BegunRequest {
  /** Those of its first run. Nothing may be written with them before `claimed()`. */
  readonly ids: RequestIds;
  readonly result: Promise<LeaseResult>;
}

/**
 * The container `idempotency` of Cosmos DB: one document for each key that is in use. Creating it is the lock. Only one process at a
 * time runs the request; when that process dies, the next one after its lease has the same ids and finds what was written.
 * See ADR 6.
 */
export class IdempotencyStore {
  constructor(
    private readonly container: Container,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws ServiceError `dependency-unavailable` */
  async lease(scope: IdempotencyScope, fingerprint: string): Promise<LeaseResult> {
    return this.leaseWith(this.newRecord(recordId(scope), fingerprint));
  }

  /**
   * As `lease`, for a request whose handler may begin with what writes nothing. Its ids are known before they are recorded, and hold only if nobody
   * else has recorded the key.
   */
  begin(scope: IdempotencyScope, fingerprint: string): BegunRequest {
    const fresh = this.newRecord(recordId(scope), fingerprint);
    const result = this.leaseWith(fresh);
    const claim = this.assertOurs(fresh, result);
    // A caller that does not wait for it looks at the result.
    claim.catch(() => undefined);
    return { ids: new RequestIds({ ...seedOf(fresh), resumed: false, claim }), result };
  }

  /** @throws ServiceError when the key turned out to be another request's */
  private async assertOurs({ idSeed }: IdempotencyRecord, result: Promise<LeaseResult>): Promise<void> {
    const recorded = await result;
    if (recorded.outcome === 'leased' && recorded.lease.record.idSeed === idSeed) return;
    throw new ServiceError('idempotency-in-progress', 'The key is that of another request.');
  }

  private async leaseWith(fresh: IdempotencyRecord): Promise<LeaseResult> {
    const { id, fingerprint } = fresh;
    for (let attempt = 1; attempt <= LEASE_ATTEMPTS; attempt++) {
      const created = await createItem(this.container, fresh);
      if (created !== undefined) return leased(fresh, created, false);
      const found = await this.find(id);
      if (found === undefined) continue;
      const { record, etag } = found;
      // Ours: it was created, the answer was lost, and the SDK asked again.
      if (record.idSeed === fresh.idSeed) return leased(record, etag, false);
      // Cosmos DB deletes what has expired some time later, and only where time to live is enabled.
      const expired = Date.parse(record.expiresAt) <= this.now();
      if (!expired) {
        if (record.fingerprint !== fingerprint) return { outcome: 'reused' };
        if (record.answer) {
          const { answer, formDigest } = record;
          return { outcome: 'done', answer, formDigest, ids: idsOf(record, true) };
        }
        if (Date.parse(record.leaseUntil) > this.now())
          return { outcome: 'in-progress', ids: idsOf(record, true, true) };
      }
      const next = expired ? fresh : { ...record, leaseUntil: this.leaseEnd() };
      const replaced = await replaceItem(this.container, next, etag);
      if (replaced !== undefined) return leased(next, replaced, !expired);
    }
    throw new ServiceError('dependency-unavailable', 'The idempotency key could not be recorded. Try again shortly.');
  }

  /** What is known of a request that was sent before, without a lease; undefined when it was not. @throws ServiceError `dependency-unavailable` */
  async earlier(
    scope: IdempotencyScope,
    fingerprint: string,
  ): Promise<{ readonly ids: RequestIds; readonly answer: IdempotentAnswer | undefined } | undefined> {
    const found = await this.find(recordId(scope));
    if (!found || found.record.fingerprint !== fingerprint) return undefined;
    const { record } = found;
    if (Date.parse(record.expiresAt) <= this.now()) return undefined;
    return { ids: idsOf(record, true), answer: record.answer };
  }

  /** @returns the lease with a new end, or undefined when it was lost. @throws ServiceError `dependency-unavailable` */
  async renew(lease: IdempotencyLease): Promise<IdempotencyLease | undefined> {
    const record = { ...lease.record, leaseUntil: this.leaseEnd() };
    const etag = await replaceItem(this.container, record, lease.etag);
    return etag === undefined ? undefined : { ...lease, record, etag };
  }

  /**
   * Keeps the answer for repeated requests, with the digest of the form that was sent. Does nothing when the lease was lost: the request that has it answers with the same documents.
   * @throws ServiceError `dependency-unavailable`
   */
  async complete(lease: IdempotencyLease, answer: IdempotentAnswer, formDigest?: string): Promise<void> {
    const subjectId = subjectOf(answer);
    const record = {
      ...lease.record,
      answer,
      ...(formDigest !== undefined && { formDigest }),
      ...(subjectId !== undefined && { subjectId }),
    };
    await replaceItem(this.container, record, lease.etag);
  }

  /** How many kept answers are about these documents. @param subjectIds at most some hundred */
  async countAbout(subjectIds: readonly string[]): Promise<number> {
    return (await this.about(subjectIds)).length;
  }

  /**
   * Forgets the answers about these documents, not that their keys were used: a repeated request finds what happened to its documents.
   * @param subjectIds at most some hundred
   */
  async forgetAbout(subjectIds: readonly string[]): Promise<void> {
    for (const { _etag: etag, _rid, _self, _ts, ...kept } of await this.about(subjectIds)) {
      const { answer: _, subjectId: __, ...record } = kept;
      // Nobody else writes a record that has its answer.
      await replaceItem(this.container, record, etag);
    }
  }

  private async about(subjectIds: readonly string[]): Promise<readonly (IdempotencyRecord & Resource)[]> {
    if (subjectIds.length === 0) return [];
    const query = 'SELECT * FROM c WHERE ARRAY_CONTAINS(@ids, c.subjectId)';
    return queryItems<IdempotencyRecord & Resource>(this.container, query, { ids: [...subjectIds] });
  }

  /**
   * Lets the request be run again at once. If documents may have been written for it, the record stays, so that the next run has the
   * same ids and a different request is still refused; else it is as if the key had never been used.
   * @throws ServiceError `dependency-unavailable`
   */
  async release(lease: IdempotencyLease): Promise<void> {
    if (lease.ids.used) {
      const record = { ...lease.record, leaseUntil: new Date(this.now()).toISOString() };
      await replaceItem(this.container, record, lease.etag);
      return;
    }
    await removeItem(this.container, lease.record, lease.etag);
  }

  private newRecord(id: string, fingerprint: string): IdempotencyRecord {
    const now = this.now();
    return {
      id,
      // Each record is its own partition: a busy client is spread over all of them.
      partitionKey: id,
      ttl: IDEMPOTENCY_KEPT_MS / 1000,
      expiresAt: new Date(now + IDEMPOTENCY_KEPT_MS).toISOString(),
      fingerprint,
      idSeed: randomUUID(),
      claimedAt: new Date(now).toISOString(),
      leaseUntil: this.leaseEnd(),
    };
  }

  private leaseEnd(): string {
    return new Date(this.now() + IDEMPOTENCY_LEASE_MS).toISOString();
  }

  private async find(id: string): Promise<{ record: IdempotencyRecord; etag: string } | undefined> {
    const resource = await readItem<IdempotencyRecord>(this.container.item(id, id));
    if (!resource) return undefined;
    const { _etag: etag, _rid, _self, _ts, ...record } = resource;
    return { record, etag };
  }
}

/** An operation tells its subject; every other answer is a document itself, or says where that is. */
function subjectOf({ body, headers }: IdempotentAnswer): string | undefined {
  const { id, subject } = (body ?? {}) as { id?: unknown; subject?: { id?: unknown } };
  const subjectId = subject?.id ?? id ?? headers['location']?.split('/').at(-1);
  return typeof subjectId === 'string' ? subjectId : undefined;
}

/** A hash: keys may hold characters that Cosmos DB does not allow in ids, and a key might be somebody's secret. */
function recordId({ tenantId, principalId, route, key }: IdempotencyScope): string {
  return createHash('sha256')
    .update(JSON.stringify([tenantId, principalId, route, key]))
    .digest('hex');
}

function leased(record: IdempotencyRecord, etag: string, resumed: boolean): LeaseResult {
  return { outcome: 'leased', lease: { ids: idsOf(record, resumed), record, etag } };
}

function idsOf(record: IdempotencyRecord, resumed: boolean, isHeld = false): RequestIds {
  return new RequestIds({ ...seedOf(record), resumed, isHeld });
}

function seedOf({ idSeed: seed, claimedAt }: IdempotencyRecord): { readonly seed: string; readonly at: number } {
  return { seed, at: Date.parse(claimedAt) };
}
