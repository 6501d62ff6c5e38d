import { Module } from '@nestjs/common';
import { BatchWriter } from './batch-writer.ts';
import { ChunkRecord } from './chunk-record.ts';
import { ChunkStates } from './chunk-states.ts';
import { ChunkUsage } from './chunk-usage.ts';
import { CollectChunk } from './collect-chunk.usecase.ts';
import { JoinItems } from './join-items.ts';
import { PollChunk } from './poll-chunk.usecase.ts';
import { StoreSpeech } from './store-speech.ts';
import { SubmitChunk } from './submit-chunk.usecase.ts';

/** Many texts, spoken chunk by chunk by Azure batch synthesis. */
@Module({
  providers: [
    BatchWriter,
    ChunkRecord,
    ChunkStates,
    ChunkUsage,
    CollectChunk,
    JoinItems,
    PollChunk,
    StoreSpeech,
    SubmitChunk,
  ],
})
export class BatchesModule {}
