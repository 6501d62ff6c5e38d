import { Module } from '@nestjs/common';
import { AcceptWork } from './accept-work.ts';
import { CancelOperation } from './cancel-operation.service.ts';
import { OperationAnswer } from './operation-answer.ts';
import { OperationWatches } from './operation-watches.ts';
import { OperationsController } from './operations.controller.ts';

/** Work that goes on when its request has been answered. */
@Module({
  controllers: [OperationsController],
  providers: [AcceptWork, CancelOperation, OperationAnswer, OperationWatches],
  exports: [AcceptWork, CancelOperation, OperationAnswer],
})
export class OperationsModule {}
