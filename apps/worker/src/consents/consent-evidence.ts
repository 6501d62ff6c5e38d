import type { DocumentStore, RecordingClaims } from '#documents';
import { type Consent, errorCodeOf } from '#domain';
import { BLOB_CONTAINERS, type BlobStore } from '#storage';

/** Copies the recording to where it is kept as evidence, unless it is there. */
export async function keepEvidence(
  blobs: BlobStore,
  documents: DocumentStore,
  { tenantId, uploadId = '', evidence, status }: Consent,
): Promise<void> {
  // Of somebody who is being erased nothing is kept.
  if (!evidence || status === 'deleting' || status === 'deleted') return;
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
  consent: Pick<Consent, 'id' | 'tenantId' | 'status' | 'evidence'>,
): Promise<void> {
  const { status, evidence } = consent;
  // One without evidence holds at most a claim that others may take over.
  if (evidence && (status === 'rejected' || status === 'canceled')) await claims.release(consent, evidence.sha256);
}
