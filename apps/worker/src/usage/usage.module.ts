import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { RollUsageHandler } from './roll-usage.handler.ts';
import { RollUsage } from './roll-usage.usecase.ts';

/** Sums of what was spoken, and after them what recipients are told. */
@Module({
  imports: [NotificationsModule],
  providers: [RollUsage, RollUsageHandler],
})
export class UsageModule {}
