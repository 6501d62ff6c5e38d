import type { Failure, Synthesis, Voice } from '#domain';
import type { DocumentStore } from '#storage';

export type ReadyVoice = Voice & { readonly speakerProfileId: string };

/** The voice, if it may be used now: it is ready and the person's consent is active at this moment. */
export async function usableVoice(
  documents: DocumentStore,
  { tenantId, voiceId }: Pick<Synthesis, 'tenantId' | 'voiceId'>,
): Promise<ReadyVoice | Failure> {
  const voice = await documents.find('voice', tenantId, voiceId);
  if (voice?.status !== 'ready' || voice.speakerProfileId === undefined) {
    return { code: 'voice-not-ready', detail: `The voice is ${voice?.status ?? 'gone'}.` };
  }
  const consent = await documents.find('consent', tenantId, voice.consentId);
  if (consent?.status !== 'active') {
    return { code: 'consent-not-active', detail: `The consent for this voice is ${consent?.status ?? 'gone'}.` };
  }
  return { ...voice, speakerProfileId: voice.speakerProfileId };
}
