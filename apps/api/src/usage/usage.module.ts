import { Module } from '@nestjs/common';
import { GroupUsage } from './group-usage.usecase.ts';
import { ListUsage } from './list-usage.usecase.ts';
import { LiveUsage } from './live-usage.service.ts';
import { ReadUsage } from './read-usage.service.ts';
import { UsageTotals } from './usage-totals.service.ts';
import { UsageController } from './usage.controller.ts';

/** How much was spoken. */
@Module({
  controllers: [UsageController],
  providers: [GroupUsage, ListUsage, LiveUsage, ReadUsage, UsageTotals],
  exports: [LiveUsage, UsageTotals],
})
export class UsageModule {}
