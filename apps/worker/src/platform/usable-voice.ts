import { isVoiceUnauthorized, type SpeakableVoices } from '#documents';
import { assertSpeakable, type Failure, type SpeakableVoice, type Synthesis } from '#domain';

/** The voice if it may speak at this moment, or why it may not: waiting would not help work that was accepted. */
export async function usableVoice(
  voices: SpeakableVoices,
  { tenantId, voiceId }: { readonly tenantId: string; readonly voiceId: string },
): Promise<SpeakableVoice | Failure> {
  try {
    return (await voices.find(tenantId, voiceId)) ?? assertSpeakable(undefined, undefined);
  } catch (error) {
    // All else that goes wrong while it is looked up may pass.
    if (!isVoiceUnauthorized(error)) throw error;
    return failureOf(error);
  }
}

/** The voice of a synthesis, and those that its SSML lets speak beside it. */
export interface Speakers {
  readonly voice: SpeakableVoice;
  readonly others: readonly SpeakableVoice[];
}

/** All voices of a synthesis if each of them may speak at this moment, or why one of them may not. */
export async function usableSpeakers(voices: SpeakableVoices, synthesis: Synthesis): Promise<Speakers | Failure> {
  const { tenantId, voiceId, otherVoiceIds = [] } = synthesis;
  const voice = await usableVoice(voices, { tenantId, voiceId });
  if ('code' in voice) return voice;
  const others: SpeakableVoice[] = [];
  for (const otherId of otherVoiceIds) {
    const other = await usableVoice(voices, { tenantId, voiceId: otherId });
    if ('code' in other) return { ...other, detail: `Of ${otherId}: ${other.detail}` };
    others.push(other);
  }
  return { voice, others };
}

/** Why a voice may not, or may no longer, be used: what the check or the watch found. */
export function failureOf(reason: unknown): Failure {
  if (isVoiceUnauthorized(reason)) return { code: reason.code, detail: reason.detail };
  return { code: 'consent-not-active', detail: 'The permission to use the voice could not be checked.' };
}

/** Whether work with this failure was canceled, by the person whose voice it is, rather than having failed. */
export function isRevoked({ code }: Failure): boolean {
  return code === 'consent-revoked';
}
