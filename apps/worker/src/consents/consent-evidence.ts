import type { DocumentStore, RecordingClaims } from '#documents';
import { type Consent, errorCodeOf, isGone, isUnsuccessful } from '#domain';
import { BLOB_CONTAINERS, type BlobStore } from '#storage';

/** Copies the recording to where it is kept as evidence, unless it is there. */
export async function keepEvidence(blobs: BlobStore, documents: DocumentStore, consent: Consent): Promise<void> {
  const { tenantId, uploadId = '', evidence } = consent;
  // Of somebody who is being erased nothing is kept.
  if (!evidence || isGone(consent)) return;
  const target = { container: BLOB_CONTAINERS.consents, name: evidence.blobName };
  if (await blobs.properties(target)) return;
  const upload = await documents.get('upload', tenantId, uploadId);
  const source = { container: BLOB_CONTAINERS.audio, name: upload.canonical?.blobName ?? '' };
  try {
    await blobs.copy(source, target, { ifAbsent: true });
  } catch (error) {
    // Another run was faster.
    if (errorCodeOf(error) !== 'state-conflict') throw error;
  }
}

/** Lets another consent be given with the recording of one that was rejected or canceled. */
export async function giveBackRecording(
  claims: Pick<RecordingClaims, 'release'>,
  consent: Pick<Consent, 'id' | 'kind' | 'tenantId' | 'status' | 'evidence'>,
): Promise<void> {
  const { evidence } = consent;
  // One without evidence holds at most a claim that others may take over.
  if (evidence && isUnsuccessful(consent)) await claims.release(consent, evidence.sha256);
}
