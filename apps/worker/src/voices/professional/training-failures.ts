import type { Failure } from '#domain';
import { UNREACHABLE_STORAGE } from '../../platform/provider-resources.ts';

export const NEEDS_URL_TRANSFER: Failure = {
  code: 'professional-voice-needs-url-transfer',
  detail: 'Azure reads the recordings of professional voices by URL only. Enroll a personal voice.',
};

/** Azure gives no reason: it could not fetch the recordings, or could not use them. */
export const RECORDINGS_REFUSED: Failure = {
  code: 'audio-unreachable',
  detail: `Azure could not read the recordings and their scripts. ${UNREACHABLE_STORAGE} If it is open, compare each script with its recording, then enroll again.`,
};

export const ENDPOINT_FAILED: Failure = {
  code: 'voice-training-failed',
  detail:
    'Azure trained the voice and could not deploy it. Enroll again; ask an operator how many endpoints the Speech resource has, of which Azure allows 50.',
};

/** Why a voice fails whose consent Azure did not verify a second time, in the project of the voice. */
export function agreementRefused(reason: string | undefined): Failure {
  if (reason === 'AudioAndScriptNotMatch') {
    const detail =
      'Azure did not recognize the consent statement in the recording. Record the statement again, word for word, and enroll with a new consent.';
    return { code: 'consent-refused', detail, providerReason: reason };
  }
  const detail = `Azure did not verify the consent recording, or could not read it. ${UNREACHABLE_STORAGE} Then enroll again.`;
  return { code: 'audio-unreachable', detail, providerReason: reason };
}

const MODEL_DETAILS: Readonly<Record<string, string>> = {
  DataNotEnough:
    'Azure found too few usable recordings. Add recordings that say exactly their script, and enroll again.',
  DataNotReady: 'Azure could not process the recordings. Enroll again.',
  SpeakerVerificationFailed:
    'The recordings and the consent are not spoken by the same person. Record both with the same speaker and enroll again.',
};

export function modelRefused(reason: string | undefined): Failure {
  const detail =
    MODEL_DETAILS[reason ?? ''] ?? 'Azure could not train the voice. Enroll again; contact support if this repeats.';
  return { code: 'voice-training-failed', detail, providerReason: reason };
}
