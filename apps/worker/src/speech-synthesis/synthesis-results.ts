import { createReadStream } from 'node:fs';
import { errorCodeOf, type Synthesis, type SynthesisResult } from '#domain';
import { BLOB_CONTAINERS, type BlobAddress, type BlobStore } from '#storage';
import type { WavFile } from './wav-file.ts';

const CONTENT_TYPE = 'audio/wav';

/** One name for all runs of a synthesis: the first file that is stored is its result, and a later run finds it. */
function addressOf({ tenantId, id }: Synthesis): BlobAddress {
  return { container: BLOB_CONTAINERS.results, name: `${tenantId}/${id}.wav` };
}

/** The result that an earlier run stored before it died, or lost its connection. */
export async function keptResult(blobs: BlobStore, synthesis: Synthesis): Promise<SynthesisResult | undefined> {
  const address = addressOf(synthesis);
  const found = await blobs.properties(address);
  const sha256 = found?.metadata['sha256'];
  const durationMs = Number(found?.metadata['duration_ms']);
  if (!found || sha256 === undefined || !Number.isInteger(durationMs)) return undefined;
  return { blobName: address.name, contentType: CONTENT_TYPE, sizeBytes: found.sizeBytes, durationMs, sha256 };
}

/**
 * Stores the audio, with all that the document will say of it, unless there is a result already: then that one stays. (Two runs of
 * one text do not sound the same to the last bit.)
 */
export async function storeResult(
  blobs: BlobStore,
  synthesis: Synthesis,
  path: string,
  file: WavFile,
  signal: AbortSignal,
): Promise<SynthesisResult> {
  const address = addressOf(synthesis);
  try {
    await blobs.write(address, createReadStream(path), {
      contentType: CONTENT_TYPE,
      ifAbsent: true,
      metadata: { sha256: file.sha256, duration_ms: String(file.durationMs) },
      signal,
    });
    return { blobName: address.name, contentType: CONTENT_TYPE, ...file };
  } catch (error) {
    const exists = errorCodeOf(error) === 'state-conflict' || errorCodeOf(error) === 'etag-mismatch';
    const kept = exists ? await keptResult(blobs, synthesis) : undefined;
    if (!kept) throw error;
    return kept;
  }
}

/** Removes the result of a synthesis that ended without one, if a run stored it in the last moment. */
export async function discardResult(blobs: BlobStore, synthesis: Synthesis): Promise<void> {
  await blobs.delete(addressOf(synthesis));
}
