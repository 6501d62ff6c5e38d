import { bindingOf, type Consent, hasConsentEnded, isSameBinding } from './consent.ts';
import { ServiceError } from './errors.ts';
import { isGone, isUnsuccessful } from './lifecycles.ts';
import { endpointIdOf, type ProfessionalTraining } from './professional-voice.ts';
import type { Voice } from './voice.ts';

/** A voice that may speak now. A professional voice does so when its endpoint is deployed. */
export type SpeakableVoice = Voice & (PersonalSpeaker | ProfessionalSpeaker);

interface PersonalSpeaker {
  readonly speakerProfileId: string;
}

interface ProfessionalSpeaker {
  readonly professional: ProfessionalTraining & { readonly voiceName: string };
}

/** What is known of a voice that SSML is to name. */
export type SpeakerIdentity = Pick<Voice, 'id' | 'baseModel' | 'speakerProfileId' | 'professional'>;

/** A voice as SSML names it, which may be by our id of it too. */
export interface NamedSpeaker {
  /** Of a professional voice, the name of its model. */
  readonly baseModel: string;
  readonly speakerProfileId: string | undefined;
  /** The endpoint of a professional voice. */
  readonly deploymentId: string | undefined;
  readonly aliases: readonly string[];
}

export function speakerOf({ id, baseModel, speakerProfileId, professional }: SpeakerIdentity): NamedSpeaker {
  const aliases = [id];
  const voiceName = professional?.voiceName;
  if (voiceName === undefined) return { baseModel, speakerProfileId, deploymentId: undefined, aliases };
  return { baseModel: voiceName, speakerProfileId: undefined, deploymentId: endpointIdOf(id), aliases };
}

/**
 * The rule by which every synthesis, live, queued or in bulk, may use a voice: it is ready, and the person's consent is active at
 * this moment, and the one that the voice was enrolled with. `undefined` stands for a document that is gone.
 * @param now epoch milliseconds
 * @throws ServiceError `voice-not-ready`, `state-conflict` (the voice will never speak again), `consent-not-active`, `consent-revoked`,
 *   `consent-mismatch`
 */
export function assertSpeakable(
  voice: Voice | undefined,
  consent: Consent | undefined,
  now = Date.now(),
): SpeakableVoice {
  if (voice === undefined) throw new ServiceError('voice-not-ready', 'The voice was deleted.');
  const { status, operationId, speakerProfileId, professional } = voice;
  if (isUnsuccessful(voice) || isGone(voice)) {
    throw new ServiceError('state-conflict', `The voice is ${status} and cannot speak. Enroll a new one.`);
  }
  // A voice is suspended because its consent was lost: that is what the caller has to know.
  if (status === 'ready' || status === 'suspended') assertConsented(voice, consent, now);
  if (status === 'ready') {
    if (professional?.voiceName !== undefined) {
      return { ...voice, professional: { ...professional, voiceName: professional.voiceName } };
    }
    if (speakerProfileId !== undefined) return { ...voice, speakerProfileId };
  }
  throw new ServiceError('voice-not-ready', `The voice is ${status}. Watch its operation ${operationId}.`);
}

/**
 * The person whose voice it is agrees to it at this moment.
 * @throws ServiceError `consent-not-active`, `consent-revoked`, `consent-mismatch`
 */
export function assertConsented(
  { consented }: Pick<Voice, 'consented'>,
  consent: Consent | undefined,
  now: number,
): asserts consent is Consent {
  if (consent && hasConsentEnded(consent, now)) {
    throw new ServiceError('consent-revoked', 'The consent for this voice was revoked or has expired.');
  }
  if (consent?.status !== 'active') {
    throw new ServiceError('consent-not-active', `The consent for this voice is ${consent?.status ?? 'gone'}.`);
  }
  if (!consented || !isSameBinding(consented, bindingOf(consent))) {
    throw new ServiceError('consent-mismatch', 'The consent differs from the one that this voice was enrolled with.');
  }
}
