import type { Consent } from './consent.ts';
import { ServiceError } from './errors.ts';
import type { Voice } from './voice.ts';

/** A voice that may speak now. */
export type SpeakableVoice = Voice & { readonly speakerProfileId: string };

/**
 * The rule by which every synthesis, live, queued or in bulk, may use a voice: it is ready, and the person's consent is active at
 * this moment. `undefined` stands for a document that is gone.
 * @throws ServiceError `voice-not-ready`, `state-conflict` (the voice will never speak again), `consent-not-active`
 */
export function assertSpeakable(voice: Voice | undefined, consent: Consent | undefined): SpeakableVoice {
  if (voice === undefined) throw new ServiceError('voice-not-ready', 'The voice is gone.');
  const { status, operationId, speakerProfileId } = voice;
  if (status === 'failed' || status === 'canceled' || status === 'deleting' || status === 'deleted') {
    throw new ServiceError('state-conflict', `The voice is ${status} and will not speak. Enrol another.`);
  }
  // A voice is suspended because its consent was lost: that is what the caller has to know.
  if ((status === 'ready' || status === 'suspended') && consent?.status !== 'active') {
    throw new ServiceError('consent-not-active', `The consent for this voice is ${consent?.status ?? 'gone'}.`);
  }
  if (status !== 'ready' || speakerProfileId === undefined) {
    throw new ServiceError('voice-not-ready', `The voice is ${status}. Watch its operation ${operationId}.`);
  }
  return { ...voice, speakerProfileId };
}
