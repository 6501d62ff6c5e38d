import { Module } from '@nestjs/common';
import { ManageSchedules } from './manage-schedules.usecase.ts';
import { SchedulesController } from './schedules.controller.ts';

/** Recurring work, as administrators see and change it. `ticks` publishes it. */
@Module({
  controllers: [SchedulesController],
  providers: [ManageSchedules],
})
export class SchedulesModule {}
