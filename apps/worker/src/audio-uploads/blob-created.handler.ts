import { Inject, Injectable } from '@nestjs/common';
import type { ServiceError } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, type Message, type MessageHandler } from '#messaging';
import { ExamineRecording } from './examine-recording.usecase.ts';

const TYPE = 'Microsoft.Storage.BlobCreated';

@Injectable()
export class BlobCreatedHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  constructor(@Inject(ExamineRecording) private readonly examineRecording: ExamineRecording) {}

  async handle(
    { tenantId, subjectId, data }: Message<typeof TYPE>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    await this.examineRecording.execute({ tenantId, uploadId: subjectId, eTag: data.eTag }, signal);
    return DONE;
  }

  giveUp({ tenantId, subjectId }: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    return this.examineRecording.giveUp({ tenantId, uploadId: subjectId }, error);
  }
}
