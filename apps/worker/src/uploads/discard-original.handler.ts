import { Inject, Injectable } from '@nestjs/common';
import { type ServiceError, uploadBlobName } from '#domain';
import { DONE, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { BLOB_CONTAINERS, BlobStore } from '#storage';

/** Removes a recording as it was sent, once the archive has it and its upload URL has expired. */
@Handles('upload.discard')
@Injectable()
export class DiscardOriginalHandler {
  constructor(
    private readonly blobs: BlobStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async handle({ tenantId, subjectId }: Received<typeof messages.uploadDiscard>): Promise<HandlerOutcome> {
    await this.blobs.delete({ container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, subjectId) });
    return DONE;
  }

  /** The message is dead-lettered, from where it can be sent again. */
  onFailed(_: unknown, error: ServiceError): Promise<void> {
    this.logger.error({ err: error }, 'a raw recording could not be deleted');
    return Promise.resolve();
  }
}
