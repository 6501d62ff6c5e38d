import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Ticks } from './ticks.service.ts';

/** Recurring work. */
@Module({
  imports: [ScheduleModule.forRoot()],
  providers: [Ticks],
})
export class TicksModule {}
