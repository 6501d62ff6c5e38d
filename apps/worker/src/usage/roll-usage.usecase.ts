import { Injectable } from '@nestjs/common';
import { daysAfter, usageDay, UsageSums } from '#domain';
import { USAGE_SUMMABLE_DAYS, UsageStore } from '#storage';
import { inParallel } from '../platform/in-parallel.ts';

/** Days that are summed up again, for what was written late: of a process whose database was away, or whose clock is behind. */
const UNSETTLED_DAYS = 3;
const WRITES_AT_ONCE = 8;

/** Sums up what was spoken, day by day, once a day is over. */
@Injectable()
export class RollUsage {
  constructor(private readonly store: UsageStore) {}

  /** The first day after `after` that needs a sum, and whether others follow. */
  async next(after = '', now = Date.now()): Promise<{ day: string; isLast: boolean } | undefined> {
    const yesterday = daysAfter(usageDay(now), -1);
    const first = daysAfter(yesterday, 1 - USAGE_SUMMABLE_DAYS);
    const unsettled = daysAfter(yesterday, 1 - UNSETTLED_DAYS);
    const summed = await this.store.summedDays(first, yesterday);
    const days = Array.from({ length: USAGE_SUMMABLE_DAYS }, (_, index) => daysAfter(first, index));
    const [day, ...others] = days.filter((each) => each > after && (each >= unsettled || !summed.has(each)));
    return day === undefined ? undefined : { day, isLast: others.length === 0 };
  }

  /** Run twice, or in part, it leaves what one run leaves. @returns how many sums there are */
  async sumUp(day: string, signal: AbortSignal): Promise<number> {
    const sums = new UsageSums();
    for await (const parts of this.store.partsOfDay(day)) {
      signal.throwIfAborted();
      for (const part of parts) sums.add(part);
    }
    const all = sums.values();
    await inParallel(all, WRITES_AT_ONCE, async (sum) => {
      signal.throwIfAborted();
      await this.store.sumUp(sum);
    });
    await this.store.noteSummed(day);
    return all.length;
  }
}
