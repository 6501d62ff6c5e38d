import type { Container, Resource } from '@azure/cosmos';
import { MIN_USAGE_DAYS, ServiceError, type Usage, USAGE_KEPT_DAYS, usageName } from '#domain';
import { recordMetric } from '#observability';
import { readItem, toServiceError } from '../cosmos/cosmos-errors.ts';
import { queryItems, type QueryValues, whereOf } from '../cosmos/query-items.ts';
import { createItem, replaceItem } from '../cosmos/write-item.ts';

const DAY_S = 86_400;
/** A part is there as long as a message about what it counts may come again, and longer than its day may wait to be summed up. */
const PARTS_KEPT_S = MIN_USAGE_DAYS * DAY_S;
/** Until when a day can still be summed up, in days; clocks and writes may be late. */
export const USAGE_SUMMABLE_DAYS = 35;
const RECORDS_AT_ONCE = 1_000;
/** The partition of the notes of which days are summed up, whichever tenant's. */
const SUMMED_DAYS = 'summed-days';

/**
 * What is stored in the container `usage`, in a partition of the tenant: nothing in it stays forever, so none grows without end.
 * A `part` is what one synthesis, one job of a batch, or one process on one day has spoken; a `sum` is all of a day.
 */
export interface UsageRecord extends Usage {
  readonly id: string;
  readonly partitionKey: string;
  readonly type: 'part' | 'sum';
  /** Seconds after its last change after which Cosmos DB removes it. */
  readonly ttl: number;
}

interface SummedDay {
  readonly id: string;
  readonly partitionKey: string;
  readonly ttl: number;
}

/** Days are both included. */
export interface UsageQuery {
  readonly tenantId: string;
  readonly from: string;
  readonly to: string;
  readonly voiceId?: string | undefined;
}

/**
 * The container `usage`. What was spoken is counted once: a part's id is that of what it counts. A sum is made of all parts of its day while
 * these are there, so making it again, or dying half-way, does no harm; a reader takes a sum where there is one, and adds the parts up where
 * there is none. All methods throw ServiceError `dependency-unavailable`.
 * See ADR 85.
 */
export class UsageStore {
  /** @param keptDays for which sums of days are kept */
  constructor(
    private readonly container: Container,
    private readonly keptDays = USAGE_KEPT_DAYS,
  ) {}

  /** Counts what has this id, once: one that is counted already is left as it is, with its day. */
  async count(id: string, usage: Usage): Promise<void> {
    if ((await this.create(recordOf(id, 'part', usage, PARTS_KEPT_S))) === undefined) return;
    recordMetric('voice.speech.characters', usage.billedCharacters, { 'voice.use': usage.kind });
  }

  /**
   * Says how much has come to be counted under this id, of which there is one writer.
   * @param etag of the write before this one, if there was one
   * @returns the ETag for the next one
   */
  async keep(id: string, usage: Usage, etag?: string): Promise<string> {
    const record = recordOf(id, 'part', usage, PARTS_KEPT_S);
    const written = etag === undefined ? await this.create(record) : await replaceItem(this.container, record, etag);
    if (written !== undefined) return written;
    // The answer to an own write was lost.
    const stored = await this.read<UsageRecord>(id, record.partitionKey);
    const again = stored ? await replaceItem(this.container, record, stored._etag) : await this.create(record);
    if (again !== undefined) return again;
    throw toServiceError(Object.assign(new Error('The record was changed by another writer'), { code: 412 }));
  }

  /** Keeps the sum of a day, if it is more than what is kept: parts are only ever added. */
  async sumUp(sum: Usage): Promise<void> {
    const record = recordOf(usageName(sum), 'sum', sum, this.keptDays * DAY_S);
    if ((await this.create(record)) !== undefined) return;
    const kept = await this.read<UsageRecord>(record.id, record.partitionKey);
    if (!kept || kept.requests >= record.requests) return;
    const replaced = await replaceItem(this.container, record, kept._etag);
    // Another run of this: what it has found may be older.
    if (replaced === undefined) await this.sumUp(sum);
  }

  /** Notes that the day is summed up, for all tenants. */
  async noteSummed(day: string): Promise<void> {
    await this.create({ id: day, partitionKey: SUMMED_DAYS, ttl: this.keptDays * DAY_S });
  }

  /** Which of the days from `from` to `to` are summed up. */
  async summedDays(from: string, to: string): Promise<ReadonlySet<string>> {
    const days = new Set<string>();
    const conditions = ['c.partitionKey = @partition', 'c.id >= @from', 'c.id <= @to'];
    const values = { partition: SUMMED_DAYS, from, to };
    for await (const page of this.pages<SummedDay>(conditions, values, SUMMED_DAYS)) {
      for (const { id } of page) days.add(id);
    }
    return days;
  }

  /** The sums of a tenant's days, in pages. */
  sums(query: UsageQuery): AsyncGenerator<readonly Usage[]> {
    return this.records('sum', query);
  }

  /** What the sums of a tenant's days are made of, in pages. */
  parts(query: UsageQuery): AsyncGenerator<readonly Usage[]> {
    return this.records('part', query);
  }

  /** The usage that is counted for one job: under its id, or for a batch under ids that begin with it. */
  async ofJob(tenantId: string, jobId: string): Promise<readonly Usage[]> {
    const found: Usage[] = [];
    const conditions = ['c.partitionKey = @partition', 'c.type = @type', 'c.id >= @jobId', 'c.id < @end'];
    const values = { type: 'part', partition: tenantId, jobId, end: `${jobId}~` };
    for await (const page of this.pages<UsageRecord>(conditions, values, tenantId)) found.push(...page);
    return found;
  }

  /** What was spoken on a day, by all tenants, in pages. */
  partsOfDay(day: string): AsyncGenerator<readonly Usage[]> {
    return this.pages<UsageRecord>(['c.type = @type', 'c.day = @day'], { type: 'part', day });
  }

  private records(type: UsageRecord['type'], query: UsageQuery): AsyncGenerator<readonly Usage[]> {
    const { tenantId, from, to, voiceId } = query;
    const period = ['c.day >= @from', 'c.day <= @to'];
    const conditions = ['c.partitionKey = @tenantId', 'c.type = @type', ...period, 'c.voiceId = @voiceId'];
    return this.pages<UsageRecord>(conditions, { type, tenantId, from, to, voiceId }, tenantId);
  }

  /** In the order of their ids, which are unique beyond their partition. */
  private async *pages<R extends { readonly id: string }>(
    conditions: readonly string[],
    values: QueryValues,
    partitionKey?: string,
  ): AsyncGenerator<readonly R[]> {
    for (let after = ''; ;) {
      const all = { ...values, after };
      const where = whereOf([...conditions, 'c.id > @after'], all);
      const query = `SELECT TOP ${RECORDS_AT_ONCE} * FROM c WHERE ${where} ORDER BY c.id`;
      const page = await this.query<R>(query, all, partitionKey);
      if (page.length > 0) yield page;
      if (page.length < RECORDS_AT_ONCE) return;
      after = page.at(-1)?.id ?? '';
    }
  }

  private async query<R>(query: string, values: QueryValues, partitionKey?: string): Promise<readonly R[]> {
    try {
      return await queryItems<R>(this.container, query, values, partitionKey === undefined ? {} : { partitionKey });
    } catch (error) {
      throw unavailable(error);
    }
  }

  private async read<R extends object>(id: string, partitionKey: string): Promise<(R & Resource) | undefined> {
    return readItem<R>(this.container.item(id, partitionKey));
  }

  /** @returns the ETag, or undefined when there is one with this id already. */
  private async create(record: UsageRecord | SummedDay): Promise<string | undefined> {
    try {
      return await createItem(this.container, record);
    } catch (error) {
      throw unavailable(error);
    }
  }
}

/** A container that is not there yet may come: what was spoken must not be lost for it. */
function unavailable(error: unknown): ServiceError {
  const failure = toServiceError(error);
  if (failure.code !== 'not-found') return failure;
  return new ServiceError('dependency-unavailable', 'The database has no container “usage” yet. Create it.', {
    cause: error,
  });
}

function recordOf(id: string, type: UsageRecord['type'], usage: Usage, ttl: number): UsageRecord {
  const { tenantId, day, voiceId, kind, requests, billedCharacters, audioMs } = usage;
  return { id, partitionKey: tenantId, type, tenantId, day, voiceId, kind, requests, billedCharacters, audioMs, ttl };
}
