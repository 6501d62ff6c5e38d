import { Injectable } from '@nestjs/common';
import { daysAfter, type Usage, usageName, UsageSums } from '#domain';
import { type UsageQuery, UsageStore } from '#storage';

/** Reads what a tenant had spoken. */
@Injectable()
export class ReadUsage {
  constructor(private readonly store: UsageStore) {}

  /** By day, voice and kind, newest first. Sums as they are kept; of days that may not be summed up yet, or not all of it, from what they are made of. */
  async sums(query: UsageQuery): Promise<readonly Usage[]> {
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
