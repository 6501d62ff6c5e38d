import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Budgets } from '#documents';

const RETURN_EVERY_MS = 60_000;

/** Gives back what this replica holds of budgets and does not need. */
@Injectable()
export class ReturnSlices {
  constructor(private readonly budgets: Budgets) {}

  @Interval(RETURN_EVERY_MS)
  async run(): Promise<void> {
    await this.budgets.returnIdle();
  }
}
