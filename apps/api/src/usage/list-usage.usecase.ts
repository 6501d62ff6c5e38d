import { Injectable } from '@nestjs/common';
import { daysAfter, type Usage, usageName } from '#domain';
import { pageOf } from '../platform/answers/page.ts';
import { ReadUsage } from './read-usage.service.ts';
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
  constructor(private readonly usage: ReadUsage) {}

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
      const found = await this.usage.sums({ tenantId, from: first, to: last, voiceId });
      rows.push(...found.filter((row) => before === undefined || usageName(row) < before));
      last = daysAfter(first, -1);
    }
    return pageOf(rows, limit, cursorOf);
  }
}
