import { setTimeout as delay } from 'node:timers/promises';
import type { Container, Resource } from '@azure/cosmos';
import { type AuditEvent, ServiceError } from '#domain';
import { statusOf, toServiceError } from '../cosmos/cosmos-errors.ts';
import { queryItems, type QueryValues, whereOf } from '../cosmos/query-items.ts';
import {
  type AuditBreak,
  type AuditEntry,
  type AuditHead,
  auditFingerprint,
  breakAt,
  EMPTY_CHAIN,
  entryId,
  sealedEntry,
} from './audit-chain.ts';

/** Each lost race is the success of somebody else; within a process there are none. */
const APPEND_ATTEMPTS = 30;
const MAX_PAUSE_MS = 100;
const ENTRIES_AT_ONCE = 500;
/** Of an id that is lengthened by a fingerprint; ids have at most 200 characters. */
const MAX_TAKEN_ID = 160;

type AuditItem = AuditEntry & Resource & { readonly partitionKey: string };

export interface AuditQuery {
  /** 1 to 100. */
  readonly limit: number;
  /** Entries older than this sequence number. */
  readonly before?: number | undefined;
  readonly action?: string | undefined;
  readonly subjectId?: string | undefined;
}

export interface AuditResult {
  readonly tenantId: string;
  /** How many entries are as they were written. */
  readonly entries: number;
  /** The last of them. */
  readonly head: AuditHead & { readonly recordedAt?: string | undefined };
  readonly broken?: AuditBreak | undefined;
}

export interface VerifyOptions {
  /** Heads that were noted earlier, in the order of their numbers. */
  readonly known?: readonly AuditHead[];
  /** Where to begin: an entry that is known to be as it was written. */
  readonly after?: AuditHead;
  /** How many entries to read; all if not given. */
  readonly limit?: number;
}

/**
 * The container `audit`: for each tenant a chain of entries, each with the hash of the one before. Nothing is ever changed: an entry's id is
 * its number in the chain, so that of two writers one gets the next number and the other has to read again. All methods throw ServiceError
 * `dependency-unavailable`.
 * See ADR 18.
 */
export class AuditLog {
  /** The last append of each tenant: those of one process wait for each other instead of racing. */
  readonly #appending = new Map<string, Promise<unknown>>();

  constructor(
    private readonly container: Container,
    private readonly now: () => number = Date.now,
  ) {}

  /** Appends the event, once: an event that is there already, by its `eventId` and what it says, is left as it is, and answered. */
  async append(tenantId: string, event: AuditEvent): Promise<AuditEntry> {
    const before = this.#appending.get(tenantId);
    const appended = this.appendAfter(before, tenantId, event);
    this.#appending.set(tenantId, appended);
    try {
      return await appended;
    } finally {
      if (this.#appending.get(tenantId) === appended) this.#appending.delete(tenantId);
    }
  }

  /** Newest first. */
  async list(tenantId: string, { limit, before, action, subjectId }: AuditQuery): Promise<readonly AuditEntry[]> {
    const conditions = ['c.id < @before', 'c.action = @action', 'c.subject.id = @subjectId'];
    const values = { before: before === undefined ? undefined : entryId(before), action, subjectId };
    const items = await this.query(tenantId, Math.trunc(limit), 'DESC', conditions, values);
    return items.map(entryOf);
  }

  /**
   * Reads the chain of a tenant and names the first entry that is not as it was written. That entries are missing at the end, or that all from one
   * entry on were written again, only shows against a head that was noted earlier.
   */
  async verify(tenantId: string, { known = [], after = EMPTY_CHAIN, limit }: VerifyOptions = {}): Promise<AuditResult> {
    const noted = new Map(known.map((head) => [head.sequence, head.hash]));
    let head: AuditResult['head'] = after;
    const left = (): number => Math.min(ENTRIES_AT_ONCE, (limit ?? Infinity) - (head.sequence - after.sequence));
    for (let count = left(); count > 0; count = left()) {
      // The first page of all also finds what sorts before the first entry.
      const values = { after: head.sequence === 0 ? undefined : entryId(head.sequence) };
      const items = await this.query(tenantId, count, 'ASC', ['c.id > @after'], values);
      for (const item of items) {
        const entry = entryOf(item);
        const broken = breakAt(entry, item.id, tenantId, head) ?? notedOtherwise(entry, noted.get(entry.sequence));
        if (broken) return { tenantId, entries: head.sequence, head, broken };
        head = { sequence: entry.sequence, hash: entry.hash, recordedAt: entry.recordedAt };
      }
      if (items.length < count) break;
    }
    const missing = known.find(({ sequence }) => sequence > head.sequence);
    if (missing && limit === undefined) {
      const problem = `it and all later entries are missing; entry ${missing.sequence} had been noted`;
      return { tenantId, entries: head.sequence, head, broken: { sequence: head.sequence + 1, problem } };
    }
    return { tenantId, entries: head.sequence, head };
  }

  /** The entry with this number, as it is stored. */
  async find(tenantId: string, sequence: number): Promise<AuditEntry | undefined> {
    const [item] = await this.query(tenantId, 1, 'ASC', ['c.id > @after'], { after: entryId(sequence - 1) });
    return item?.sequence === sequence ? entryOf(item) : undefined;
  }

  /** The tenants that have a chain, in the order of their ids. */
  async tenants(): Promise<readonly string[]> {
    // Without DISTINCT, which crosses partitions badly: the caller reads every entry anyway.
    return [...new Set(await queryItems<string>(this.container, 'SELECT VALUE c.partitionKey FROM c', {}))].toSorted();
  }

  /** The tenants whose chain has a first entry, in the order of their ids: cheap, but not to be relied on where somebody may have cut a chain. */
  async startedChains(): Promise<readonly string[]> {
    const query = 'SELECT VALUE c.partitionKey FROM c WHERE c.id = @first';
    return (await queryItems<string>(this.container, query, { first: entryId(1) })).toSorted();
  }

  private async appendAfter(
    before: Promise<unknown> | undefined,
    tenantId: string,
    event: AuditEvent,
  ): Promise<AuditEntry> {
    await Promise.allSettled([before]);
    return this.appendNow(tenantId, event);
  }

  private async appendNow(tenantId: string, given: AuditEvent): Promise<AuditEntry> {
    let event = given;
    for (let attempt = 1; attempt <= APPEND_ATTEMPTS; attempt++) {
      // In this order: what is appended after the head was read takes the number that this event is about to ask for.
      const [last] = await this.query(tenantId, 1, 'DESC');
      const [same] = await this.query(tenantId, 1, 'DESC', ['c.eventId = @eventId'], { eventId: event.eventId });
      if (same) {
        const entry = entryOf(same);
        if (auditFingerprint(entry) === auditFingerprint(event)) return entry;
        // Another event has taken this id: this one is appended under an id of its own, and once as well.
        event = { ...given, eventId: `${given.eventId.slice(0, MAX_TAKEN_ID)}:${auditFingerprint(given)}` };
        continue;
      }
      const { sequence, hash: previousHash } = last ?? EMPTY_CHAIN;
      const recordedAt = new Date(this.now()).toISOString();
      const entry = sealedEntry({ ...withoutGaps(event), tenantId, sequence: sequence + 1, recordedAt, previousHash });
      if (await this.create(entry)) return entry;
      await delay(Math.random() * MAX_PAUSE_MS);
    }
    throw new ServiceError('dependency-unavailable', 'Too many writers use the audit log at the same time.');
  }

  /** @returns false when somebody else has this number. */
  private async create(entry: AuditEntry): Promise<boolean> {
    try {
      await this.container.items.create({ ...entry, id: entryId(entry.sequence), partitionKey: entry.tenantId });
      return true;
    } catch (error) {
      if (statusOf(error) === 409) return false;
      throw toServiceError(error);
    }
  }

  private async query(
    tenantId: string,
    count: number,
    order: 'ASC' | 'DESC',
    conditions: readonly string[] = [],
    values: QueryValues = {},
  ): Promise<readonly AuditItem[]> {
    const all = { tenantId, ...values };
    const where = whereOf(['c.partitionKey = @tenantId', ...conditions], all);
    const query = `SELECT TOP ${count} * FROM c WHERE ${where} ORDER BY c.id ${order}`;
    return queryItems<AuditItem>(this.container, query, all, { partitionKey: tenantId });
  }
}

function notedOtherwise({ sequence, hash }: AuditEntry, noted: string | undefined): AuditBreak | undefined {
  if (noted === undefined || noted === hash) return undefined;
  return { sequence, problem: 'it differs from the noted entry: it or an earlier one was changed' };
}

/** What Cosmos DB adds of its own is not part of an entry. */
function entryOf(item: AuditItem): AuditEntry {
  const { id: _id, partitionKey: _pk, _etag, _rid, _self, _ts, ...entry } = item as AuditItem & Record<string, unknown>;
  delete (entry as Record<string, unknown>)['_attachments'];
  return entry;
}

/** A member without a value is not stored, and so must not be there when the hash is made. */
function withoutGaps(event: AuditEvent): AuditEvent {
  return JSON.parse(JSON.stringify(event)) as AuditEvent;
}
