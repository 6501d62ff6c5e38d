import { ServiceError, type Upload, type UploadPurpose } from '#domain';

/**
 * Checks that a request may build on this upload: its recording has arrived, was made for this purpose, and was not rejected. It may
 * still be under examination; the worker waits for that.
 * @throws ServiceError `upload-not-ready` (409), `upload-rejected`, `upload-purpose-mismatch` (422)
 */
export function checkUsable(upload: Upload | undefined, id: string, purpose: UploadPurpose, pointer: string): void {
  if (!upload) {
    throw new ServiceError('invalid-request', `There is no upload ${id}.`, {
      fields: [{ pointer, code: 'not-found', detail: 'names no upload' }],
    });
  }
  const fields = [{ pointer, code: upload.status, detail: `is ${upload.status}` }];
  if (upload.purpose !== purpose) {
    const detail = `The upload ${id} was made as a ${upload.purpose} and cannot serve as a ${purpose}. Upload the recording again with the purpose ${purpose}.`;
    throw new ServiceError('upload-purpose-mismatch', detail, { fields });
  }
  switch (upload.status) {
    case 'received':
    case 'processing':
    case 'accepted':
      return;
    case 'awaiting':
      throw new ServiceError(
        'upload-not-ready',
        `The recording of ${id} has not arrived. Send it to the upload's URL first.`,
        {
          fields,
          retryAfterMs: 1_000,
        },
      );
    case 'rejected': {
      const { detail, advice } = upload.rejection ?? { detail: 'The recording was rejected.', advice: '' };
      throw new ServiceError('upload-rejected', `The recording of ${id} was rejected. ${detail} ${advice}`.trim(), {
        fields,
      });
    }
    case 'expired':
    case 'deleted':
      throw new ServiceError('upload-rejected', `The recording of ${id} is gone. Upload it again.`, { fields });
  }
}
