import { Module } from '@nestjs/common';
import { SpeechModule } from '../speech/speech.module.ts';
import { BatchArchive } from './batch-archive.ts';
import { BatchItems } from './batch-items.ts';
import { BatchesController } from './batches.controller.ts';
import { ChargeRetry } from './charge-retry.service.ts';
import { EstimateBatch } from './estimate-batch.usecase.ts';
import { ReadArchive } from './read-archive.usecase.ts';
import { RetryBatch } from './retry-batch.usecase.ts';

/** Many texts in one request. */
@Module({
  imports: [SpeechModule],
  controllers: [BatchesController],
  providers: [ChargeRetry, EstimateBatch, RetryBatch, BatchItems, BatchArchive, ReadArchive],
})
export class BatchesModule {}
