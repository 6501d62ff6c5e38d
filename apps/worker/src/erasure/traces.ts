import { type Batch, providerBatchId, resultPrefix, sampleContainerName } from '#domain';
import { BLOB_CONTAINERS, voiceSpeechPrefix } from '#storage';
import type { ErasureScope } from './erasure-scope.ts';

/** Where blobs of somebody may be: everything in a container whose name begins like this. */
export interface BlobPlace {
  readonly container: string;
  readonly prefix: string;
}

/** The blobs of voices, consents and uploads that no legal hold keeps; those of what was said lie beside them, by the ids of syntheses and batches. */
export function blobPlaces({ tenantId, voiceIds, consentIds, uploadIds, held }: ErasureScope): BlobPlace[] {
  const { uploads, audio, archive, consents, results } = BLOB_CONTAINERS;
  return [
    ...uploadIds.flatMap((id) =>
      [uploads, audio, archive].map((container) => ({ container, prefix: `${tenantId}/${id}` })),
    ),
    ...consentIds
      .filter((id) => !held.consentIds.includes(id))
      .map((id) => ({ container: consents, prefix: `${tenantId}/${id}` })),
    ...voiceIds.map((id) => ({ container: results, prefix: voiceSpeechPrefix(tenantId, id) })),
    ...voiceIds.map((id) => ({ container: sampleContainerName(id), prefix: '' })),
  ];
}

/** The blobs of one synthesis or batch. */
export function resultPlace(tenantId: string, id: string): BlobPlace {
  return { container: BLOB_CONTAINERS.results, prefix: resultPrefix(tenantId, id) };
}

/** All jobs that Azure may have for a batch: one for each attempt at each chunk. */
export function jobIdsOf({ id, chunks }: Batch): string[] {
  return chunks.flatMap(({ index, attempt }) =>
    Array.from({ length: attempt }, (_, before) => providerBatchId(id, { index, attempt: before + 1 })),
  );
}
