import { Module } from '@nestjs/common';
import { ConsumersModule } from '#messaging';
import { RedriveWork } from './redrive-work.usecase.ts';
import { SweepOperationsHandler } from './sweep-operations.handler.ts';

/** Work that makes no progress: requeued, or ended. */
@Module({
  imports: [ConsumersModule],
  providers: [RedriveWork, SweepOperationsHandler],
})
export class OperationsModule {}
