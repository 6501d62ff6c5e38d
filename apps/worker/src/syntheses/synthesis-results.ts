import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import {
  errorCodeOf,
  resultPrefix,
  type SpeechManifest,
  type SpeechTimings,
  type Synthesis,
  type SynthesisResult,
} from '#domain';
import { inTurns, stringifyJson } from '#loop';
import { outputFormat, type OutputFormat, type OutputFormatName } from '#speech';
import { BLOB_CONTAINERS, type BlobAddress, type BlobStore, provenanceIdOf } from '#storage';
import type { SpeechFile } from './speech-file.ts';
import type { SynthesisRun } from './synthesis-run.ts';

/** What the caller asked for; WAV at 24 kHz where nothing was said. */
export function formatOf({ format }: Synthesis): OutputFormat {
  return outputFormat((format?.name ?? 'wav') as OutputFormatName, format?.sampleRateHz);
}

/** One name for all runs of a synthesis: the first file that is stored is its result, and a later run finds it. */
function addressOf(synthesis: Synthesis): BlobAddress {
  const { tenantId, id } = synthesis;
  return { container: BLOB_CONTAINERS.results, name: `${tenantId}/${id}.${formatOf(synthesis).fileExtension}` };
}

/** The blob name for the timings of one audio file. It contains the hash of the file, because the timings of two runs differ. */
function timingsName({ tenantId, id }: Synthesis, sha256: string): string {
  return `${tenantId}/${id}-${sha256.slice(0, 16)}.timings.json`;
}

/** The result that an earlier run stored before it died, or lost its connection. */
export async function keptResult(blobs: BlobStore, synthesis: Synthesis): Promise<SynthesisResult | undefined> {
  const found = await blobs.properties(addressOf(synthesis));
  const sha256 = found?.metadata['sha256'];
  const durationMs = Number(found?.metadata['duration_ms']);
  if (!found || sha256 === undefined || !Number.isInteger(durationMs)) return undefined;
  // A file that an earlier release has stored has no tag.
  const { provenance_id: provenanceId, audio_sha256: audioSha256, manifest } = found.metadata;
  const file = { sizeBytes: found.sizeBytes, durationMs, sha256, ...(audioSha256 !== undefined && { audioSha256 }) };
  return resultOf(synthesis, file, provenanceId, manifest && (JSON.parse(manifest) as SpeechManifest));
}

function resultOf(
  synthesis: Synthesis,
  file: Omit<SpeechFile, 'audioSha256'> & Partial<SpeechFile>,
  provenanceId: string | undefined,
  manifest: SpeechManifest | '' | undefined,
): SynthesisResult {
  return {
    blobName: addressOf(synthesis).name,
    contentType: formatOf(synthesis).contentType,
    ...file,
    timingsBlobName: timingsName(synthesis, file.sha256),
    ...(provenanceId !== undefined && { provenanceId }),
    ...(manifest && { manifest }),
  };
}

/**
 * Stores the audio, with all that the document will say of it, unless there is a result already: then that one stays. (Two runs of
 * one text do not sound the same to the last bit.) The timings go first: audio that is there has them.
 */
export async function storeResult(
  blobs: BlobStore,
  synthesis: Synthesis,
  spoken: {
    readonly path: string;
    readonly file: SpeechFile;
    readonly timings: SpeechTimings;
    readonly manifest?: SpeechManifest | undefined;
  },
  run: SynthesisRun,
): Promise<SynthesisResult> {
  const { path, file, timings, manifest } = spoken;
  const provenanceId = provenanceIdOf(synthesis.id);
  const container = BLOB_CONTAINERS.results;
  const json = Buffer.from(await inTurns(stringifyJson(timings)));
  await run.store((signal) =>
    blobs.write(
      { container, name: timingsName(synthesis, file.sha256) },
      Readable.from([json], { objectMode: false }),
      { contentType: 'application/json', signal },
    ),
  );
  try {
    await run.store((signal) =>
      blobs.write(addressOf(synthesis), createReadStream(path), {
        contentType: formatOf(synthesis).contentType,
        ifAbsent: true,
        metadata: {
          sha256: file.sha256,
          audio_sha256: file.audioSha256,
          duration_ms: String(file.durationMs),
          provenance_id: provenanceId,
          ...(manifest && { manifest: JSON.stringify(manifest) }),
        },
        signal,
      }),
    );
    return resultOf(synthesis, file, provenanceId, manifest);
  } catch (error) {
    const exists = errorCodeOf(error) === 'state-conflict' || errorCodeOf(error) === 'etag-mismatch';
    const kept = exists ? await keptResult(blobs, synthesis) : undefined;
    if (!kept) throw error;
    return kept;
  }
}

/** Removes all audio of a synthesis, not its text, that ended without a result: parts, and a file that a run stored in the last moment. */
export async function discardResult(blobs: BlobStore, { tenantId, id, textBlob }: Synthesis): Promise<void> {
  await blobs.deleteAll(BLOB_CONTAINERS.results, resultPrefix(tenantId, id), [textBlob?.blobName]);
}

/** Removes what led to the result: parts, and timings of audio that another run was the first to store. */
export async function discardAllBut(
  blobs: BlobStore,
  { tenantId, id, textBlob }: Synthesis,
  { blobName, timingsBlobName }: SynthesisResult,
): Promise<void> {
  await blobs.deleteAll(BLOB_CONTAINERS.results, resultPrefix(tenantId, id), [
    blobName,
    timingsBlobName,
    textBlob?.blobName,
  ]);
}
