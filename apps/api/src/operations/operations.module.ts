import { Module } from '@nestjs/common';
import { CancelOperation } from './cancel-operation.service.ts';
import { WatchOperation } from './watch-operation.usecase.ts';
import { OperationsController } from './operations.controller.ts';

/** Work that goes on when its request has been answered. */
@Module({
  controllers: [OperationsController],
  providers: [CancelOperation, WatchOperation],
  exports: [CancelOperation],
})
export class OperationsModule {}
