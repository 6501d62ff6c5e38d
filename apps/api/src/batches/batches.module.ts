import { Module } from '@nestjs/common';
import { OperationsModule } from '../operations/operations.module.ts';
import { SpeechModule } from '../speech/speech.module.ts';
import { BatchArchive } from './batch-archive.ts';
import { BatchItems } from './batch-items.ts';
import { BatchesController } from './batches.controller.ts';
import { CreateBatch } from './create-batch.usecase.ts';
import { EstimateBatch } from './estimate-batch.usecase.ts';
import { ReadArchive } from './read-archive.usecase.ts';
import { RetryBatch } from './retry-batch.usecase.ts';

/** Many texts in one request. */
@Module({
  imports: [OperationsModule, SpeechModule],
  controllers: [BatchesController],
  providers: [CreateBatch, EstimateBatch, RetryBatch, BatchItems, BatchArchive, ReadArchive],
})
export class BatchesModule {}
