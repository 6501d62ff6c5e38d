import { Injectable } from '@nestjs/common';
import { daysAfter, type Usage, usageName, UsageSums } from '#domain';
import { UsageStore } from '#storage';
import { pageOf } from '../platform/answers/page.ts';
import { cursorOf, nameOfCursor, type UsageDays } from './usage.schema.ts';

/** Days that are read at a time: a page is often full before all are read. */
const DAYS_AT_ONCE = 7;

export interface UsageListQuery extends UsageDays {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly voiceId?: string | undefined;
}

/** Lists what a tenant had spoken, newest day first. */
@Injectable()
export class ListUsage {
  constructor(private readonly store: UsageStore) {}

  /** @throws ServiceError `invalid-request` (a cursor that is none), `dependency-unavailable` */
  async execute(
    tenantId: string,
    { from, to, voiceId, limit, after }: UsageListQuery,
  ): Promise<{ data: readonly Usage[]; next: string | undefined }> {
    const before = after === undefined ? undefined : nameOfCursor(after);
    const rows: Usage[] = [];
    let last = before !== undefined && before < to ? before.slice(0, 10) : to;
    while (last >= from && rows.length <= limit) {
      const first = [daysAfter(last, 1 - DAYS_AT_ONCE), from].toSorted()[1] ?? from;
      const found = await this.sums({ tenantId, from: first, to: last, voiceId });
      rows.push(...found.filter((row) => before === undefined || usageName(row) < before));
      last = daysAfter(first, -1);
    }
    return pageOf(rows, limit, cursorOf);
  }

  /** Sums as they are kept; of days that may not be summed up yet, or not all of it, from what they are made of. */
  private async sums(query: UsageDays & { tenantId: string; voiceId: string | undefined }): Promise<readonly Usage[]> {
    const summed = await this.store.summedDays(query.from, query.to);
    const open = daysFrom(query.from, query.to).filter((day) => !summed.has(day));
    const sums = new UsageSums();
    const [from, to] = [open[0], open.at(-1)];
    if (from !== undefined && to !== undefined) {
      for await (const page of this.store.parts({ ...query, from, to })) {
        for (const part of page) sums.add(part);
      }
    }
    for await (const page of this.store.sums(query)) {
      for (const sum of page) sums.set(sum);
    }
    return sums.values().toSorted((one, other) => (usageName(one) < usageName(other) ? 1 : -1));
  }
}

function daysFrom(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = daysAfter(day, 1)) days.push(day);
  return days;
}
