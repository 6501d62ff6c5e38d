import { Module } from '@nestjs/common';
import { RollUsageHandler } from './roll-usage.handler.ts';
import { RollUsage } from './roll-usage.usecase.ts';

/** Sums of what was spoken. */
@Module({
  providers: [RollUsage, RollUsageHandler],
})
export class UsageModule {}
