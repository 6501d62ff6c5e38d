import { Injectable } from '@nestjs/common';
import { ErasedSubjects } from '#documents';
import { errorCodeOf, type ServiceError, uploadBlobName } from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type messages, type Received } from '#messaging';
import { BLOB_CONTAINERS, BlobEraser } from '#storage';
import { ExamineRecording } from './examine-recording.usecase.ts';

/**
 * Has a recording examined that has arrived. One whose upload was erased is removed: an upload URL outlives its upload and can make the blob
 * again, and so can a run that was examining the recording, or a fetch, that began before the erasure.
 */
@Handles('Microsoft.Storage.BlobCreated')
@Injectable()
export class BlobCreatedHandler {
  constructor(
    private readonly examineRecording: ExamineRecording,
    private readonly erased: ErasedSubjects,
    private readonly blobs: BlobEraser,
  ) {}

  /** @throws ServiceError `unknown-subject` when there was never such an upload: the blob may be somebody else's */
  async handle(
    { tenantId, subjectId, data }: Received<typeof messages.microsoftStorageBlobCreated>,
    { signal }: HandlerContext,
  ): Promise<HandlerOutcome> {
    try {
      const { isErased } = await this.examineRecording.execute(
        { tenantId, uploadId: subjectId, eTag: data.eTag },
        signal,
      );
      if (isErased) await this.erase(tenantId, subjectId, signal);
    } catch (error) {
      if (errorCodeOf(error) !== 'unknown-subject' || !(await this.erased.has(tenantId, subjectId))) throw error;
      await this.erase(tenantId, subjectId, signal);
    }
    return DONE;
  }

  /** What arrived, and what an examination that was under way may have made of it. */
  private async erase(tenantId: string, uploadId: string, signal: AbortSignal): Promise<void> {
    const { uploads, audio, archive } = BLOB_CONTAINERS;
    for (const container of [uploads, audio, archive]) {
      await this.blobs.erase(container, uploadBlobName(tenantId, uploadId), signal);
    }
  }

  onFailed(
    { tenantId, subjectId }: Received<typeof messages.microsoftStorageBlobCreated>,
    error: ServiceError,
  ): Promise<void> {
    return this.examineRecording.onFailed({ tenantId, uploadId: subjectId }, error);
  }
}
