import { Module } from '@nestjs/common';
import { DeadLettersController } from './dead-letters.controller.ts';
import { ManageDeadLetters } from './manage-dead-letters.usecase.ts';
import { ResubmitDeadLetter } from './resubmit-dead-letter.usecase.ts';

/** Messages that failed, for the operator. */
@Module({
  controllers: [DeadLettersController],
  providers: [ManageDeadLetters, ResubmitDeadLetter],
})
export class DeadLettersModule {}
