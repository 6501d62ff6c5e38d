import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CanonicalAudio,
  type Consent,
  type ConsentEvidence,
  isConsentLocale,
  matchStatement,
  ServiceError,
} from '#domain';
import type { FastTranscriptionClient } from '#speech';
import type { BlobAddress, BlobStore } from '#storage';
import { blobHash } from '../platform/blob-hash.ts';

export interface ComparisonParts {
  readonly blobs: BlobStore;
  readonly transcription: FastTranscriptionClient;
}

/**
 * Transcribes a consent recording and compares it with the statement.
 * @returns no match when Azure does not transcribe the locale where the resource is: then its own verification decides alone
 * @throws ServiceError `consent-locale-unsupported`, `consent-mismatch`; ProviderError
 */
export async function compareRecording(
  { blobs, transcription }: ComparisonParts,
  consent: Consent,
  recording: BlobAddress & Pick<CanonicalAudio, 'sha256' | 'sizeBytes'>,
  signal: AbortSignal,
): Promise<Omit<ConsentEvidence, 'blobName' | 'sha256'>> {
  const { locale, voiceTalentName, companyName } = consent;
  if (!isConsentLocale(locale)) {
    throw new ServiceError('consent-locale-unsupported', `The locale ${locale} has no consent statement.`);
  }
  const directory = await mkdtemp(join(tmpdir(), 'consent-'));
  try {
    const audioPath = join(directory, 'statement.wav');
    // A converted recording may be larger than the upload, which UPLOAD_MAX_BYTES limits: 24 kHz WAV of a compressed file.
    await blobs.download(recording, audioPath, { maxBytes: recording.sizeBytes });
    // What is compared, kept as evidence and sent to Azure is one file.
    if ((await blobHash(blobs, recording)) !== recording.sha256) {
      throw new ServiceError('consent-mismatch', 'The recording differs from the one that was checked.');
    }
    const request = { audio: { path: audioPath }, locale, phrases: [voiceTalentName, companyName] };
    const heard = await transcription.transcribe(request, { signal });
    if (heard === undefined) return {};
    const match = matchStatement(heard.text, locale, voiceTalentName, companyName);
    return { match, transcript: heard.text, comparedAt: new Date().toISOString() };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
