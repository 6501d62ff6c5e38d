import { Injectable } from '@nestjs/common';
import { DocumentStore } from '#documents';
import { isHeld, uploadBlobName } from '#domain';
import { DONE, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { BLOB_CONTAINERS, BlobStore } from '#storage';

/** Removes a recording as it was sent, once the archive has it and its upload URL has expired. */
@Handles('upload.discard')
@Injectable()
export class DiscardOriginalHandler {
  constructor(
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
  ) {}

  async handle({ tenantId, subjectId }: Received<typeof messages.uploadDiscard>): Promise<HandlerOutcome> {
    const upload = await this.documents.find('upload', tenantId, subjectId);
    // The sweep of raw recordings deletes it when the hold is cleared.
    if (upload && isHeld(upload)) return DONE;
    await this.blobs.delete({ container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, subjectId) });
    return DONE;
  }
}
