import { Injectable } from '@nestjs/common';
import { uploadBlobName } from '#domain';
import { DONE, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { BLOB_CONTAINERS, BlobStore } from '#storage';

/** Removes a recording as it was sent, once the archive has it and its upload URL has expired. */
@Handles('upload.discard')
@Injectable()
export class DiscardOriginalHandler {
  constructor(private readonly blobs: BlobStore) {}

  async handle({ tenantId, subjectId }: Received<typeof messages.uploadDiscard>): Promise<HandlerOutcome> {
    await this.blobs.delete({ container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, subjectId) });
    return DONE;
  }
}
