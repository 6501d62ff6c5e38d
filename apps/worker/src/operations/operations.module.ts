import { Module } from '@nestjs/common';
import { ConsumersModule } from '#messaging';
import { RequeueWork } from './requeue-work.usecase.ts';
import { RequeueWorkHandler } from './requeue-work.handler.ts';

/** Work that makes no progress: requeued, or ended. */
@Module({
  imports: [ConsumersModule],
  providers: [RequeueWork, RequeueWorkHandler],
})
export class OperationsModule {}
