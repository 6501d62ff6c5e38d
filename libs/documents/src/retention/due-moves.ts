import type { Container } from '@azure/cosmos';
import {
  dueAt,
  type MovableClass,
  RETAINED_STATUSES,
  retainedSince,
  type RetentionTier,
  type TierMove,
  tierMoves,
  type TierMoves,
} from '#domain';
import { queryItems, whereOf } from '#storage';
import { type CosmosItem, fromItem, type Stored } from '../store/stored-document.ts';
import { type RetainedDocuments, SELECTIONS } from './due-documents.ts';
import type { OwnMoves } from './retention-store.ts';

/** A document whose files go to another tier, and since when they should be there, RFC 3339. */
export interface DueMove {
  readonly document: Stored<RetainedDocuments[MovableClass]>;
  readonly dueAt: string;
  readonly tier: RetentionTier;
}

export interface DueMovePage {
  readonly due: readonly DueMove[];
  /** Continues after this id; undefined at the end. */
  readonly next: string | undefined;
}

export interface DueMoveOptions {
  /** Of all tenants if not given. */
  readonly tenantId?: string | undefined;
  /** What tenants have set; those that have set nothing follow `defaults`. */
  readonly policies: ReadonlyMap<string, OwnMoves>;
  readonly defaults: TierMoves;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly limit: number;
  /** Continues after this id. */
  readonly after?: string | undefined;
}

/** Tenants whose files go to the same tier after the same time. */
interface Period extends TierMove {
  /** All tenants, if not given. */
  readonly tenantIds?: string[];
  readonly exceptIds?: string[];
}

const DAY_MS = 86_400_000;
const NOTHING: OwnMoves = { days: {}, moves: {} };

/** Beside those of a removal: speech that has failed has no file. */
const CONDITIONS: Readonly<Partial<Record<MovableClass, string>>> = {
  sample: "c.canonical.blobName > ''",
  result: "c.status = 'succeeded'",
};

/** What is on a colder tier stays there. */
const NOT_MOVED: Readonly<Record<RetentionTier, (name: MovableClass) => string>> = {
  cool: (name) => `NOT IS_DEFINED(c.tiers.${name})`,
  cold: (name) => `(NOT IS_DEFINED(c.tiers.${name}) OR c.tiers.${name} = 'cool')`,
};

/** A hold that is being placed or cleared ends when the document changes. One that is placed does not mind the tier. */
const NO_HOLD_UNDER_WAY =
  '(NOT IS_DEFINED(c.legalHold) OR (IS_DEFINED(c.legalHold.placedAt) AND NOT IS_DEFINED(c.legalHold.releasedAt)))';

/**
 * Finds the documents whose files retention moves to another tier: for the sweep, and for a preview, like `DueDocuments`. All methods throw
 * ServiceError `dependency-unavailable`. See ADR 213.
 */
export class DueMoves {
  constructor(private readonly container: Container) {}

  /** One page in the order of ids. */
  async page(name: MovableClass, options: DueMoveOptions): Promise<DueMovePage> {
    const { policies, defaults, limit } = options;
    const found = await this.older(name, periodsOf(name, options), options);
    const due = found.flatMap((document): DueMove[] => {
      const move = moveOf(name, policies.get(document.tenantId), defaults);
      const at = dueAt(retainedSince(document), move?.afterDays);
      return move === undefined || at === undefined ? [] : [{ document, dueAt: at, tier: move.tier }];
    });
    return { due, next: found.length === limit ? found.at(-1)?.id : undefined };
  }

  /** The first of them in the order of ids: one query for each period. */
  private async older(
    name: MovableClass,
    periods: readonly Period[],
    { now, limit, after = '' }: DueMoveOptions,
  ): Promise<readonly DueMove['document'][]> {
    const { kind, condition, isOlder = 'c.createdAt < @before' } = SELECTIONS[name];
    const own = CONDITIONS[name];
    const ofPeriod = async ({ tier, afterDays, tenantIds, exceptIds }: Period) => {
      const before = new Date(now - afterDays * DAY_MS).toISOString();
      const values = { kind, statuses: [...RETAINED_STATUSES[name]], before, after, tenantIds, exceptIds };
      const conditions = [
        'c.kind = @kind',
        'ARRAY_CONTAINS(@statuses, c.status)',
        isOlder,
        'ARRAY_CONTAINS(@tenantIds, c.tenantId)',
        'NOT ARRAY_CONTAINS(@exceptIds, c.tenantId)',
        'c.id > @after',
        NOT_MOVED[tier](name),
        NO_HOLD_UNDER_WAY,
        'NOT IS_DEFINED(c.removingSince)',
        ...[condition, own].filter((each) => each !== undefined),
      ];
      const query = `SELECT TOP ${Math.trunc(limit)} * FROM c WHERE ${whereOf(conditions, values)} ORDER BY c.id`;
      const items = await queryItems<CosmosItem>(this.container, query, values);
      return items.map((item) => fromItem<RetainedDocuments[MovableClass]>(item));
    };
    const found = (await Promise.all(periods.map(ofPeriod))).flat();
    return found.toSorted((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit);
  }
}

function moveOf(name: MovableClass, { days, moves } = NOTHING, defaults: TierMoves): TierMove | undefined {
  return tierMoves(days, moves, defaults)[name];
}

/** The moves of a class, each with its tenants: those that have set the same, and all others, which follow the deployment. */
function periodsOf(name: MovableClass, { tenantId, policies, defaults }: DueMoveOptions): readonly Period[] {
  if (tenantId !== undefined) {
    const move = moveOf(name, policies.get(tenantId), defaults);
    return move === undefined ? [] : [{ ...move, tenantIds: [tenantId] }];
  }
  const own = new Map<string, Period & { readonly tenantIds: string[] }>();
  const exceptIds: string[] = [];
  for (const [tenant, { days, moves }] of policies) {
    if (days[name] === undefined) continue;
    exceptIds.push(tenant);
    const move = moves[name];
    if (move === undefined) continue;
    const key = `${move.tier} ${move.afterDays}`;
    const period = own.get(key) ?? { ...move, tenantIds: [] };
    period.tenantIds.push(tenant);
    own.set(key, period);
  }
  const move = defaults[name];
  return move === undefined ? [...own.values()] : [...own.values(), { ...move, exceptIds }];
}
