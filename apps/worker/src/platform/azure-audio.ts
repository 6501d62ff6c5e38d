import { type CanonicalAudio, sampleContainerName, ServiceError } from '#domain';
import { FairSemaphore, MAX_AUDIO_UPLOAD_BYTES } from '#speech';
import { BLOB_CONTAINERS, type BlobStore } from '#storage';
import { SAS_FOR_AZURE_MS } from './provider-resources.ts';

/** A request holds its recordings about four times over on its way out: this many of the largest need half a gigabyte. */
const MAX_UPLOADS_AT_ONCE = 4;
const slots = new FairSemaphore({ limit: MAX_UPLOADS_AT_ONCE });

/**
 * Runs what reads recordings into memory and sends them, a few at a time in this process, however many enrollments it works on.
 * @throws the signal's reason
 */
export async function whileUploading<R>(tenantId: string, signal: AbortSignal, run: () => Promise<R>): Promise<R> {
  const release = await slots.acquire(tenantId, signal);
  try {
    return await run();
  } finally {
    release();
  }
}

/** Copies the samples to a container that holds nothing else, and returns a URL with which Azure can list and read it. */
export async function samplesByUrl(
  blobs: BlobStore,
  voiceId: string,
  samples: readonly CanonicalAudio[],
): Promise<string> {
  const container = sampleContainerName(voiceId);
  await blobs.createContainer(container);
  for (const [index, sample] of samples.entries()) {
    const source = { container: BLOB_CONTAINERS.audio, name: sample.blobName };
    await blobs.copy(source, { container, name: `sample-${String(index + 1).padStart(4, '0')}.wav` });
  }
  return blobs.containerReadUrl(container, new Date(Date.now() + SAS_FOR_AZURE_MS));
}

/**
 * The samples themselves, for a request that holds them.
 * @throws ServiceError `audio-too-large` before any of them is read
 */
export async function samplesInMemory(blobs: BlobStore, samples: readonly CanonicalAudio[]): Promise<Uint8Array[]> {
  const sizeBytes = samples.reduce((sum, sample) => sum + sample.sizeBytes, 0);
  if (sizeBytes > MAX_AUDIO_UPLOAD_BYTES) {
    throw new ServiceError(
      'audio-too-large',
      `The samples have ${sizeBytes} bytes; Azure accepts ${MAX_AUDIO_UPLOAD_BYTES} in one upload. Enroll with fewer or shorter samples.`,
    );
  }
  const contents: Uint8Array[] = [];
  for (const { blobName, sizeBytes: maxBytes } of samples) {
    contents.push(await blobs.readWhole({ container: BLOB_CONTAINERS.audio, name: blobName }, maxBytes));
  }
  return contents;
}

/** The recording of a consent itself. @throws ServiceError `audio-too-large` before it is read */
export async function consentInMemory(blobs: BlobStore, blobName: string): Promise<Uint8Array> {
  try {
    return await blobs.readWhole({ container: BLOB_CONTAINERS.consents, name: blobName }, MAX_AUDIO_UPLOAD_BYTES);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'payload-too-large') throw error;
    throw new ServiceError(
      'audio-too-large',
      `The consent recording has more than the ${MAX_AUDIO_UPLOAD_BYTES} bytes that Azure accepts in one upload. Record the statement without pauses and create a new consent with that recording.`,
      { cause: error },
    );
  }
}
