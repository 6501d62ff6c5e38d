import type { Principal } from '#auth';
import type { DocumentStore, RequestIds, Stored } from '#documents';
import { ServiceError, type Upload } from '#domain';
import type { CreateUploadBody } from './uploads.schema.ts';

/**
 * The upload that an earlier run of the same request made; undefined when there is none.
 * @throws ServiceError `idempotency-key-reused` when that run was asked for something else
 */
export async function earlierUpload(
  documents: DocumentStore,
  { tenantId }: Principal,
  { purpose, fileName, contentType }: CreateUploadBody,
  ids: RequestIds,
): Promise<Stored<Upload> | undefined> {
  if (!ids.resumed) return undefined;
  const upload = await documents.findReferenced('upload', tenantId, ids.id('upload'));
  if (!upload) return undefined;
  if (
    upload.purpose === purpose &&
    (fileName === undefined || upload.fileName === fileName) &&
    upload.contentType === contentType
  )
    return upload;
  throw new ServiceError('idempotency-key-reused', 'This key was used for a different recording. Use a new one.');
}
