import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Beats } from './beats.ts';
import { DueSchedules } from './due-schedules.service.ts';
import { Ticks } from './ticks.service.ts';

/** Recurring work. */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [Ticks, DueSchedules, Beats],
})
export class TicksModule {}
