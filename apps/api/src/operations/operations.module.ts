import { Module } from '@nestjs/common';
import { CancelOperation } from './cancel-operation.service.ts';
import { OperationWatches } from './operation-watches.ts';
import { WatchOperation } from './watch-operation.usecase.ts';
import { OperationsController } from './operations.controller.ts';

/** Work that goes on when its request has been answered. */
@Module({
  controllers: [OperationsController],
  providers: [CancelOperation, OperationWatches, WatchOperation],
  exports: [CancelOperation, OperationWatches],
})
export class OperationsModule {}
