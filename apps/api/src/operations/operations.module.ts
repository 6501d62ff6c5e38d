import { Module } from '@nestjs/common';
import { AcceptWork } from './accept-work.ts';
import { CancelOperation } from './cancel-operation.service.ts';
import { OperationWatches } from './operation-watches.ts';
import { WatchOperation } from './watch-operation.usecase.ts';
import { OperationsController } from './operations.controller.ts';

/** Work that goes on when its request has been answered. */
@Module({
  controllers: [OperationsController],
  providers: [AcceptWork, CancelOperation, OperationWatches, WatchOperation],
  exports: [AcceptWork, CancelOperation, OperationWatches],
})
export class OperationsModule {}
