import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Budgets, type Charge } from '#documents';
import { type Batch, costOf, NO_SPENDING, type SpeakableVoice, sumOfSpending } from '#domain';
import { measureItems } from '#intake';
import { billedCharacters, writeSsml } from '#speech';
import { BatchFiles, type BatchItem, UsageStore } from '#storage';
import { itemStates } from './item-states.ts';

/** Charges budgets for the items of a batch that are spoken again. */
@Injectable()
export class ChargeRetry {
  constructor(
    private readonly budgets: Budgets,
    private readonly files: BatchFiles,
    private readonly usage: UsageStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * The charge with what the batch has spent before, since the charge of a batch is settled by all that it has spent. The charge before it, which it
   * replaces, is settled first.
   * @param batch as it was before the retry
   * @returns undefined where no budget is in force
   * @throws ServiceError `budget-exhausted`, `dependency-unavailable`
   */
  async execute(batch: Batch, voice: SpeakableVoice): Promise<Charge | undefined> {
    const { tenantId, voiceId, id, operationId, charged } = batch;
    const isLimited = await this.budgets.isLimited(tenantId, voiceId);
    if (!isLimited && !charged) return undefined;
    let spent = NO_SPENDING;
    for (const { kind, billedCharacters: characters } of await this.usage.ofJob(tenantId, id)) {
      spent = sumOfSpending(spent, costOf(this.config.prices.perMillion, kind, characters));
    }
    await this.budgets.settle({ tenantId, operationId, charged }, spent);
    if (!isLimited) return undefined;
    const charge = await this.budgets.charge(tenantId, voiceId, 'batch', () => this.characters(batch, voice));
    if (!charge) return undefined;
    return { ...charge, charged: { ...charge.charged, ...sumOfSpending(charge.charged, spent) } };
  }

  private async characters(batch: Batch, voice: SpeakableVoice): Promise<number> {
    let sum = 0;
    for (const chunk of batch.chunks.filter(({ succeeded, count }) => succeeded < count)) {
      const states = await itemStates(this.files, batch, chunk);
      const all: readonly BatchItem[] = await this.files.items(batch, chunk);
      const items = all.filter((_, offset) => states[offset]?.speech === undefined);
      const { locale, rate, disclosure } = batch;
      const sizes = await measureItems({ items: [...items], locale, rate }, voice, disclosure, function* (script) {
        yield;
        return billedCharacters(writeSsml(script));
      });
      sum += sizes.reduce((total, size) => total + size, 0);
    }
    return sum;
  }
}
