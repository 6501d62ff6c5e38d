import { Module } from '@nestjs/common';
import { WatchOperation } from './watch-operation.usecase.ts';
import { OperationsController } from './operations.controller.ts';

/** Work that goes on when its request has been answered. */
@Module({
  controllers: [OperationsController],
  providers: [WatchOperation],
})
export class OperationsModule {}
