import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { type Batch, costOf, NO_SPENDING, type Spending, sumOfSpending, type Synthesis } from '#domain';
import { UsageStore } from '#storage';
import { Budgets } from './budgets.ts';

/**
 * Settles what budgets were charged for a job, when it has ended: what Azure was not paid for is given back. Safe to repeat: what was
 * counted since is added. See ADR 200.
 */
@Injectable()
export class SettleCharge {
  constructor(
    private readonly budgets: Budgets,
    private readonly usage: UsageStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws ServiceError `dependency-unavailable` */
  async execute({ id, tenantId, operationId, charged }: Synthesis | Batch): Promise<void> {
    if (!charged) return;
    let spent: Spending = NO_SPENDING;
    for (const { kind, billedCharacters } of await this.usage.ofJob(tenantId, id)) {
      spent = sumOfSpending(spent, costOf(this.config.prices.perMillion, kind, billedCharacters));
    }
    await this.budgets.settle({ tenantId, operationId, charged }, spent);
  }
}
