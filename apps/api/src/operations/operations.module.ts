import { Module } from '@nestjs/common';
import { CancelOperation } from './cancel-operation.service.ts';
import { OperationAnswer } from './operation-answer.ts';
import { OperationWatches } from './operation-watches.ts';
import { OperationsController } from './operations.controller.ts';

/** Work that goes on when its request has been answered. */
@Module({
  controllers: [OperationsController],
  providers: [CancelOperation, OperationAnswer, OperationWatches],
  exports: [CancelOperation, OperationAnswer],
})
export class OperationsModule {}
