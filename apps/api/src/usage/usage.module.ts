import { Module } from '@nestjs/common';
import { ListUsage } from './list-usage.usecase.ts';
import { LiveUsage } from './live-usage.service.ts';
import { UsageController } from './usage.controller.ts';

/** How much was spoken. */
@Module({
  controllers: [UsageController],
  providers: [ListUsage, LiveUsage],
  exports: [LiveUsage],
})
export class UsageModule {}
