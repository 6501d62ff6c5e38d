import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { costOf, NO_SPENDING, type Spending, sumOfSpending, usageDay } from '#domain';
import { ReadUsage } from './read-usage.service.ts';

/** What was spent in a month, by scope of a budget. */
export interface MonthlySpending {
  readonly all: Spending;
  readonly byVoice: ReadonlyMap<string, Spending>;
}

/** Adds up what a tenant has spent. */
@Injectable()
export class UsageTotals {
  constructor(
    private readonly usage: ReadUsage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** In the UTC month of `now`, epoch milliseconds, until then. @throws ServiceError `dependency-unavailable` */
  async ofMonth(tenantId: string, now: number): Promise<MonthlySpending> {
    const to = usageDay(now);
    let all = NO_SPENDING;
    const byVoice = new Map<string, Spending>();
    for (const { voiceId, kind, billedCharacters } of await this.usage.sums({
      tenantId,
      from: `${to.slice(0, 8)}01`,
      to,
    })) {
      const spent = costOf(this.config.prices.perMillion, kind, billedCharacters);
      all = sumOfSpending(all, spent);
      byVoice.set(voiceId, sumOfSpending(byVoice.get(voiceId) ?? NO_SPENDING, spent));
    }
    return { all, byVoice };
  }
}
