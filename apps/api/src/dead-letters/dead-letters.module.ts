import { Module } from '@nestjs/common';
import { DeadLettersController } from './dead-letters.controller.ts';
import { ResubmitDeadLetter } from './resubmit-dead-letter.usecase.ts';

/** Messages that failed, for the operator. */
@Module({
  controllers: [DeadLettersController],
  providers: [ResubmitDeadLetter],
})
export class DeadLettersModule {}
