import { Inject, Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { CONFIG, type Config } from '#config';
import { DocumentStore } from '#documents';
import { costOf, daysAfter, type Usage } from '#domain';
import { invalidRequest } from '#intake';
import { pageOf } from '../platform/answers/page.ts';
import { ReadUsage } from './read-usage.service.ts';
import { groupCursorOf, keyOfCursor, type UsageDays, type UsageGroup, type UsageGrouping } from './usage.schema.ts';

const DAYS_AT_ONCE = 7;
/** Each is read for its owner. */
const MAX_VOICES = 2_000;
const READS_AT_ONCE = 16;
/** The owner of a voice that was erased. */
const UNKNOWN_OWNER = 'unknown';

export interface GroupedUsageQuery extends UsageDays {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly voiceId?: string | undefined;
  readonly groupBy: UsageGrouping;
}

type Sums = Omit<UsageGroup, 'groupBy' | 'key'>;

/** Adds up what a tenant had spoken by day, by voice or by the owner of the voice. */
@Injectable()
export class GroupUsage {
  constructor(
    private readonly usage: ReadUsage,
    private readonly documents: DocumentStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** In descending order of their keys. @throws ServiceError `invalid-request`, `dependency-unavailable` */
  async execute(
    tenantId: string,
    { limit, after, groupBy, ...query }: GroupedUsageQuery,
  ): Promise<{ data: readonly UsageGroup[]; next: string | undefined }> {
    const before = after === undefined ? undefined : keyOfCursor(after);
    const byKey = await this.sums(tenantId, query, ({ day, voiceId }) => (groupBy === 'day' ? day : voiceId));
    const sums = groupBy === 'owner' ? await this.byOwner(tenantId, byKey) : byKey;
    const groups = [...sums]
      .map(([key, sum]) => ({ groupBy, key, ...sum }))
      .filter(({ key }) => before === undefined || key < before)
      .toSorted((one, other) => (one.key < other.key ? 1 : -1));
    return pageOf(groups.slice(0, limit + 1), limit, groupCursorOf);
  }

  private async sums(
    tenantId: string,
    { from, to, voiceId }: UsageDays & { readonly voiceId?: string | undefined },
    keyOf: (usage: Usage) => string,
  ): Promise<ReadonlyMap<string, Sums>> {
    const sums = new Map<string, Sums>();
    for (let first = from; first <= to; first = daysAfter(first, DAYS_AT_ONCE)) {
      const [last = to] = [daysAfter(first, DAYS_AT_ONCE - 1), to].toSorted();
      for (const usage of await this.usage.sums({ tenantId, from: first, to: last, voiceId })) {
        const key = keyOf(usage);
        sums.set(key, plus(sums.get(key), this.sumsOf(usage)));
      }
    }
    return sums;
  }

  private async byOwner(tenantId: string, byVoice: ReadonlyMap<string, Sums>): Promise<ReadonlyMap<string, Sums>> {
    if (byVoice.size > MAX_VOICES) {
      const detail = `finds ${byVoice.size} voices in these days; at most ${MAX_VOICES} can be grouped. Request fewer days`;
      throw invalidRequest([{ pointer: 'query/groupBy', code: 'too-many-voices', detail }]);
    }
    const atOnce = pLimit(READS_AT_ONCE);
    const owned = await Promise.all(
      [...byVoice].map(([voiceId, sum]) =>
        atOnce(async () => {
          const voice = await this.documents.findState('voice', tenantId, voiceId);
          return [voice?.ownerId ?? UNKNOWN_OWNER, sum] as const;
        }),
      ),
    );
    const sums = new Map<string, Sums>();
    for (const [owner, sum] of owned) sums.set(owner, plus(sums.get(owner), sum));
    return sums;
  }

  private sumsOf({ kind, requests, billedCharacters, audioMs }: Usage): Sums {
    const { costMicros } = costOf(this.config.prices.perMillion, kind, billedCharacters);
    return { requests, billedCharacters, audioMs, costMicros };
  }
}

function plus(one: Sums | undefined, other: Sums): Sums {
  if (!one) return other;
  return {
    requests: one.requests + other.requests,
    billedCharacters: one.billedCharacters + other.billedCharacters,
    audioMs: one.audioMs + other.audioMs,
    costMicros: one.costMicros + other.costMicros,
  };
}
