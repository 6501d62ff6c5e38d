import { Module } from '@nestjs/common';
import { UsageModule } from '../usage/usage.module.ts';
import { BudgetsController } from './budgets.controller.ts';
import { ManageBudgets } from './manage-budgets.usecase.ts';
import { ReturnSlices } from './return-slices.ts';

/** What may be spent on speech. */
@Module({
  imports: [UsageModule],
  controllers: [BudgetsController],
  providers: [ManageBudgets, ReturnSlices],
})
export class BudgetsModule {}
