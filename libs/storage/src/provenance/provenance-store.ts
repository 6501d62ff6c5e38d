import type { Container, Resource } from '@azure/cosmos';
import { type ProvenanceRecord, ServiceError, withdrawnRecord } from '#domain';
import { readItem, toServiceError } from '../cosmos/cosmos-errors.ts';
import { queryItems, type QueryValues } from '../cosmos/query-items.ts';
import { createItem, replaceItem } from '../cosmos/write-item.ts';
import { provenancePartition } from './provenance-ids.ts';

/** Records that an erasure reads at a time. */
const PAGE = 50;

/** What is stored in the container `provenance`, in the partition of the tenant and the month of the id. */
export interface ProvenanceItem extends ProvenanceRecord {
  readonly partitionKey: string;
  /** Seconds after its last change after which Cosmos DB removes it. */
  readonly ttl: number;
}

type Found = ProvenanceItem & Resource;

/** Whose speech is looked for. */
export interface SpeakersOfRecords {
  readonly tenantId: string;
  readonly voiceIds: readonly string[];
  readonly consentIds: readonly string[];
}

/**
 * The container `provenance`: a record of each output. A record is written once, whichever run of its work comes first; only an erasure and a
 * retried batch change it. All methods throw ServiceError `dependency-unavailable`.
 * See ADR 175.
 */
export class ProvenanceStore {
  /** @param retentionMs how long records are kept */
  constructor(
    private readonly container: Container,
    private readonly retentionMs: number,
  ) {}

  /**
   * Keeps a record, unless there is one with this id.
   * @returns false when there was one, which stays as it is
   */
  async create(record: ProvenanceRecord): Promise<boolean> {
    return this.withErrors(async () => (await createItem(this.container, this.itemOf(record))) !== undefined);
  }

  /**
   * Keeps the record of a chunk, whose items may succeed at a later attempt: it replaces one with fewer items. One that was withdrawn stays.
   */
  async keepFuller(record: ProvenanceRecord): Promise<void> {
    while (!(await this.create(record))) {
      const stored = await this.read(record.tenantId, record.id);
      if (!stored) continue;
      if (stored.withdrawnAt !== undefined || countOf(stored) >= countOf(record)) return;
      if ((await this.replace(record, stored._etag)) !== undefined) return;
    }
  }

  /** The record with this id, of this tenant. @throws ServiceError `not-found` when the id holds no time */
  async find(tenantId: string, id: string): Promise<ProvenanceRecord | undefined> {
    const found = await this.read(tenantId, id);
    return found && recordOf(found);
  }

  /** The record with this id, whichever tenant's: a query over all partitions. */
  async findAnywhere(id: string): Promise<ProvenanceRecord | undefined> {
    return this.first('c.id = @id', { id });
  }

  /** A record of audio with this hash, whichever tenant's, with or without tags: a query over all partitions. @param sha256 hex */
  async findByAudio(sha256: string): Promise<ProvenanceRecord | undefined> {
    return this.first('(c.statement.sha256 = @sha256 OR c.statement.audioSha256 = @sha256)', { sha256 });
  }

  /** Whether a record names one of these voices or consents. */
  async namesAny(speakers: SpeakersOfRecords): Promise<boolean> {
    for (const [conditions, values] of questionsAbout(speakers)) {
      if ((await this.query(conditions, values, 1)).length > 0) return true;
    }
    return false;
  }

  /** Removes all ids from the records that name one of these voices or consents; their hashes and signatures stay. @returns how many */
  async withdraw(speakers: SpeakersOfRecords, at: string, signal: AbortSignal): Promise<number> {
    let withdrawn = 0;
    for (const [conditions, values] of questionsAbout(speakers)) {
      for (;;) {
        signal.throwIfAborted();
        const found = await this.query(conditions, values, PAGE);
        if (found.length === 0) break;
        for (const item of found) {
          const etag = await this.replace(withdrawnRecord(recordOf(item), at), item._etag);
          if (etag !== undefined) withdrawn += 1;
        }
      }
    }
    return withdrawn;
  }

  private async first(condition: string, values: QueryValues): Promise<ProvenanceRecord | undefined> {
    const [found] = await this.query(condition, values, 1);
    return found && recordOf(found);
  }

  private query(condition: string, values: QueryValues, limit: number): Promise<readonly Found[]> {
    const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE ${condition}`;
    return this.withErrors(() => queryItems<Found>(this.container, query, values));
  }

  private read(tenantId: string, id: string): Promise<Found | undefined> {
    const partition = provenancePartition(tenantId, id);
    return this.withErrors(() => readItem<ProvenanceItem>(this.container.item(id, partition)));
  }

  private replace(record: ProvenanceRecord, etag: string): Promise<string | undefined> {
    return this.withErrors(() => replaceItem(this.container, this.itemOf(record), etag));
  }

  private itemOf(record: ProvenanceRecord): ProvenanceItem {
    // Time to live begins again with each write; an erasure must not make a record live longer.
    const leftMs = Date.parse(record.statement.at) + this.retentionMs - Date.now();
    const ttl = Math.max(1, Math.ceil(leftMs / 1_000));
    return { ...record, partitionKey: provenancePartition(record.tenantId, record.id), ttl };
  }

  /** A container that is not there yet may come. */
  private async withErrors<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = toServiceError(error);
      if (failure.code !== 'not-found') throw failure;
      throw new ServiceError('dependency-unavailable', 'The database has no container “provenance” yet. Create it.', {
        cause: error,
      });
    }
  }
}

function questionsAbout({ tenantId, voiceIds, consentIds }: SpeakersOfRecords) {
  const about = (list: 'voiceIds' | 'consentIds', id: string): readonly [string, QueryValues] => [
    `c.tenantId = @tenantId AND ARRAY_CONTAINS(c.details.${list}, @id)`,
    { tenantId, id },
  ];
  return [...voiceIds.map((id) => about('voiceIds', id)), ...consentIds.map((id) => about('consentIds', id))];
}

function countOf({ statement }: ProvenanceRecord): number {
  return statement.items?.count ?? 0;
}

function recordOf({
  id,
  tenantId,
  kind,
  statement,
  details,
  signature,
  withdrawnAt,
}: ProvenanceItem): ProvenanceRecord {
  return {
    id,
    tenantId,
    kind,
    statement,
    ...(details && { details }),
    ...(signature && { signature }),
    ...(withdrawnAt !== undefined && { withdrawnAt }),
  };
}
