import { assertSpeakable, type Failure, ServiceError, type SpeakableVoice, type Synthesis } from '#domain';
import type { SpeakableVoices } from '#storage';

/** What work fails with when its voice may not speak; all else that goes wrong while it is looked up may pass. */
const VOICE_FAULTS: ReadonlySet<string> = new Set(['voice-not-ready', 'state-conflict', 'consent-not-active']);

/** The voice if it may speak at this moment, or why it may not: waiting would not help work that was accepted. */
export async function usableVoice(
  voices: SpeakableVoices,
  { tenantId, voiceId }: { readonly tenantId: string; readonly voiceId: string },
): Promise<SpeakableVoice | Failure> {
  try {
    return (await voices.find(tenantId, voiceId)) ?? assertSpeakable(undefined, undefined);
  } catch (error) {
    if (!(error instanceof ServiceError) || !VOICE_FAULTS.has(error.code)) throw error;
    return { code: error.code, detail: error.detail };
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
