import type { Container } from '@azure/cosmos';
import {
  type Batch,
  type Consent,
  type Delivery,
  dueAt,
  RETAINED_STATUSES,
  retainedSince,
  type RetentionClass,
  type RetentionDays,
  retentionDays,
  type Synthesis,
  type Upload,
} from '#domain';
import { queryItems, whereOf } from '#storage';
import { type CosmosItem, fromItem, type Stored } from '../store/stored-document.ts';
import type { TraceStore } from '../store/trace-store.ts';
import type { OwnRetention } from './retention-store.ts';

/** What the documents of each class are. */
export interface RetainedDocuments {
  readonly raw: Upload;
  readonly sample: Upload;
  readonly archive: Upload;
  readonly consentEvidence: Consent;
  readonly result: Synthesis;
  readonly batch: Batch;
  readonly deliveryLog: Delivery;
}

/** A document whose time is over, and when that was, RFC 3339. */
export interface DueDocument<C extends RetentionClass = RetentionClass> {
  readonly document: Stored<RetainedDocuments[C]>;
  readonly dueAt: string;
}

export interface DuePage<C extends RetentionClass = RetentionClass> {
  readonly due: readonly DueDocument<C>[];
  /** Those whose time is over, and which something needs: a voice that will be trained with them. */
  readonly needed: readonly DueDocument<C>['document'][];
  /** Continues after this id; undefined at the end. */
  readonly next: string | undefined;
}

export interface DueOptions {
  /** Of all tenants if not given. */
  readonly tenantId?: string | undefined;
  /** What tenants have set; those that have set nothing follow `defaults`. */
  readonly policies: ReadonlyMap<string, OwnRetention>;
  readonly defaults: RetentionDays;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly limit: number;
  /** Continues after this id. */
  readonly after?: string | undefined;
}

interface Selection {
  readonly kind: string;
  /** Beside the statuses. */
  readonly condition?: string;
  /** Like `retainedSince`; `createdAt` if not given. */
  readonly isOlder?: string;
}

/** Tenants whose data is kept for the same time. */
interface Period {
  readonly days: number;
  /** All tenants, if not given. */
  readonly tenantIds?: string[];
  readonly exceptIds?: string[];
}

const DAY_MS = 86_400_000;

/** Which documents belong to a class. */
export const SELECTIONS: Readonly<Record<RetentionClass, Selection>> = {
  raw: { kind: 'upload', condition: "c.raw.blobName > ''" },
  sample: { kind: 'upload', condition: "c.purpose = 'sample'" },
  archive: { kind: 'upload', condition: "c.archived.blobName > ''" },
  consentEvidence: {
    kind: 'consent',
    condition: "c.evidence.blobName > '' AND NOT IS_DEFINED(c.evidenceRemovedAt)",
    isOlder: '(c.revokedAt < @before OR (NOT IS_DEFINED(c.revokedAt) AND c.updatedAt < @before))',
  },
  result: { kind: 'synthesis' },
  batch: { kind: 'batch' },
  // The id of a delivery of a notification is what keeps a second one away (ADR 202): it goes by its own time alone.
  deliveryLog: { kind: 'delivery', condition: "NOT STARTSWITH(c.event, 'notification.')" },
};

/**
 * Finds the documents that retention removes: for the sweep, which removes them, and for a preview, which shows them. That both ask the same
 * is why they agree. All methods throw ServiceError `dependency-unavailable`. See ADR 188.
 */
export class DueDocuments {
  constructor(
    private readonly container: Container,
    private readonly traces: Pick<TraceStore, 'voicesToTrain'>,
  ) {}

  /** One page in the order of ids; it may have fewer than `limit`, also none, and go on. */
  async page<C extends RetentionClass>(name: C, options: DueOptions): Promise<DuePage<C>> {
    const { policies, defaults, now, limit, after } = options;
    const daysOf = (tenant: string): number | undefined => retentionDays(policies.get(tenant) ?? {}, defaults)[name];
    const found = await this.older<RetainedDocuments[C]>(name, periodsOf(name, options), { now, limit, after });
    const needed = await this.neededBy(name === 'sample' ? found.map(({ tenantId }) => tenantId) : []);
    const due: DueDocument<C>[] = [];
    for (const document of found) {
      const at = dueAt(retainedSince(document), daysOf(document.tenantId));
      if (at !== undefined && !needed.has(keyOf(document))) due.push({ document, dueAt: at });
    }
    return {
      due,
      needed: found.filter((document) => needed.has(keyOf(document))),
      next: found.length === limit ? found.at(-1)?.id : undefined,
    };
  }

  /** Whether a voice that is not trained yet is made from this upload. Asked again right before it is removed: one may have been enrolled since. */
  async isNeeded({ tenantId, id }: Pick<Upload, 'tenantId' | 'id'>): Promise<boolean> {
    return (await this.traces.voicesToTrain([tenantId], id)).length > 0;
  }

  /** The keys of the uploads that voices of these tenants are yet to be made from: one query for a page. */
  private async neededBy(tenantIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (tenantIds.length === 0) return new Set();
    const voices = await this.traces.voicesToTrain([...new Set(tenantIds)]);
    return new Set(
      voices.flatMap((voice) => voice.sampleUploadIds.map((id) => keyOf({ tenantId: voice.tenantId, id }))),
    );
  }

  /** The first of them in the order of ids: one query for each period, which reads nothing that is not due. */
  private async older<D extends RetainedDocuments[RetentionClass]>(
    name: RetentionClass,
    periods: readonly Period[],
    { now, limit, after = '' }: Pick<DueOptions, 'now' | 'limit' | 'after'>,
  ): Promise<readonly Stored<D>[]> {
    const { kind, condition, isOlder = 'c.createdAt < @before' } = SELECTIONS[name];
    const ofPeriod = async ({ days, tenantIds, exceptIds }: Period): Promise<readonly Stored<D>[]> => {
      const before = new Date(now - days * DAY_MS).toISOString();
      const values = { kind, statuses: [...RETAINED_STATUSES[name]], before, after, tenantIds, exceptIds };
      const conditions = [
        'c.kind = @kind',
        'ARRAY_CONTAINS(@statuses, c.status)',
        isOlder,
        'ARRAY_CONTAINS(@tenantIds, c.tenantId)',
        'NOT ARRAY_CONTAINS(@exceptIds, c.tenantId)',
        'c.id > @after',
        'NOT IS_DEFINED(c.legalHold)',
        ...(condition === undefined ? [] : [condition]),
      ];
      const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE ${whereOf(conditions, values)} ORDER BY c.id`;
      const items = await queryItems<CosmosItem>(this.container, query, values);
      return items.map((item) => fromItem<D>(item));
    };
    const found = (await Promise.all(periods.map(ofPeriod))).flat();
    return found.toSorted((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit);
  }
}

function keyOf({ tenantId, id }: Pick<Upload, 'tenantId' | 'id'>): string {
  return `${tenantId}/${id}`;
}

/** The days of a class, each with its tenants: those that have set the same, and all others, which follow the deployment. */
function periodsOf(name: RetentionClass, { tenantId, policies, defaults }: DueOptions): readonly Period[] {
  if (tenantId !== undefined) {
    const days = retentionDays(policies.get(tenantId) ?? {}, defaults)[name];
    return days === undefined ? [] : [{ days, tenantIds: [tenantId] }];
  }
  const own = new Map<number, string[]>();
  const exceptIds: string[] = [];
  for (const [tenant, { [name]: days }] of policies) {
    if (days === undefined) continue;
    exceptIds.push(tenant);
    if (days !== null) own.set(days, [...(own.get(days) ?? []), tenant]);
  }
  const periods: Period[] = [...own].map(([days, tenantIds]) => ({ days, tenantIds }));
  const days = defaults[name];
  return days === undefined ? periods : [...periods, { days, exceptIds }];
}
