import { Inject, Injectable } from '@nestjs/common';
import { hasRole, type Principal } from '#auth';
import { isConsentLost, ServiceError, type Upload, uploadBlobName, type UploadPurpose } from '#domain';
import { BLOB_CONTAINERS, BlobStore, DocumentStore } from '#storage';

/** Which upload a request builds on, and where in its body that stands. */
export interface UploadReference {
  readonly uploadId: string;
  readonly purpose: UploadPurpose;
  /** JSON pointer. */
  readonly pointer: string;
}

/**
 * Checks that a request may build on an upload: it belongs to whoever asks, its recording has arrived, was made for this purpose, was
 * not rejected, and is not that of a consent which was lost. It may still be under examination; the worker waits for that.
 */
@Injectable()
export class UsableUploads {
  constructor(
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(BlobStore) private readonly blobs: BlobStore,
  ) {}

  /**
   * @throws ServiceError `invalid-request` when there is none that the principal may use, `upload-not-ready` (409), `upload-rejected`,
   *   `upload-purpose-mismatch` (422), `consent-revoked` (403)
   */
  async check(principal: Principal, { uploadId, purpose, pointer }: UploadReference): Promise<void> {
    const { tenantId } = principal;
    const upload = await this.documents.find('upload', tenantId, uploadId);
    // Another's recording is that person's voice: whoever may not use it is told what would be said if there were none.
    if (!upload || !(upload.ownerId === principal.objectId || hasRole(principal, 'Voice.Admin'))) {
      throw new ServiceError('invalid-request', `There is no upload ${uploadId}.`, {
        fields: [{ pointer, code: 'not-found', detail: 'names no upload' }],
      });
    }
    const fields = [{ pointer, code: upload.status, detail: `is ${upload.status}` }];
    if (upload.purpose !== purpose) {
      const detail = `The upload ${uploadId} was made as a ${upload.purpose} and cannot serve as a ${purpose}. Upload the recording again with the purpose ${purpose}.`;
      throw new ServiceError('upload-purpose-mismatch', detail, { fields });
    }
    if (purpose === 'consent') await this.assertNotWithdrawn(upload, pointer);
    switch (upload.status) {
      case 'received':
      case 'processing':
      case 'accepted':
        return;
      case 'awaiting':
        // A client that has just sent the file is faster than the event about it.
        if (await this.hasArrived(upload)) return;
        throw new ServiceError(
          'upload-not-ready',
          `The recording of ${uploadId} has not arrived. Send it to the upload's URL first.`,
          { fields, retryAfterMs: 1_000 },
        );
      case 'rejected': {
        const { detail, advice } = upload.rejection ?? { detail: 'The recording was rejected.', advice: '' };
        throw new ServiceError(
          'upload-rejected',
          `The recording of ${uploadId} was rejected. ${detail} ${advice}`.trim(),
          {
            fields,
          },
        );
      }
      case 'expired':
      case 'deleted':
        throw new ServiceError('upload-rejected', `The recording of ${uploadId} is gone. Upload it again.`, { fields });
    }
  }

  /** The permission that a recording once gave does not come back with it. */
  private async assertNotWithdrawn({ tenantId, id: uploadId }: Upload, pointer: string): Promise<void> {
    let after: string | undefined;
    do {
      const page = await this.documents.list('consent', tenantId, { limit: 100, after, where: { uploadId } });
      const lost = page.data.find((consent) => isConsentLost(consent, Date.now()));
      if (lost) {
        throw new ServiceError(
          'consent-revoked',
          `The recording of ${uploadId} was given for a consent that was revoked or has expired. Have the person record the statement anew, and upload that.`,
          { fields: [{ pointer, code: lost.status, detail: 'was given for a consent that was lost' }] },
        );
      }
      after = page.next;
    } while (after !== undefined);
  }

  private async hasArrived({ tenantId, id }: Upload): Promise<boolean> {
    const address = { container: BLOB_CONTAINERS.uploads, name: uploadBlobName(tenantId, id) };
    return (await this.blobs.properties(address)) !== undefined;
  }
}
