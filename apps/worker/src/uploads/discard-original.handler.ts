import { Inject, Injectable } from '@nestjs/common';
import { type ServiceError, uploadBlobName } from '#domain';
import { DONE, type HandlerOutcome, type Message, type MessageHandler } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { BLOB_CONTAINERS, BlobStore } from '#storage';

const TYPE = 'upload.discard';

/** Removes a recording as it was sent, once the archive has it and its upload URL has expired. */
@Injectable()
export class DiscardOriginalHandler implements MessageHandler<typeof TYPE> {
  readonly type = TYPE;

  constructor(
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ tenantId, subjectId }: Message<typeof TYPE>): Promise<HandlerOutcome> {
    await this.blobs.delete({ container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, subjectId) });
    return DONE;
  }

  /** The message is dead-lettered, from where it can be sent again. */
  giveUp(_: Message<typeof TYPE>, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'a raw recording could not be deleted');
    return Promise.resolve();
  }
}
