import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Beats } from './beats.ts';
import { Ticks } from './ticks.service.ts';

/** Recurring work. */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [Ticks, Beats],
})
export class TicksModule {}
