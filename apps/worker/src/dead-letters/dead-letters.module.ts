import { Module } from '@nestjs/common';
import { CountDeadLettersHandler } from './count-dead-letters.handler.ts';

/** Dead letters, counted for operators. */
@Module({
  providers: [CountDeadLettersHandler],
})
export class DeadLettersModule {}
