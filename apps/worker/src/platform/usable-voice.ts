import { isVoiceUnauthorized, type SpeakableVoices, type VoiceEndpoints } from '#documents';
import { assertSpeakable, type Failure, ServiceError, type SpeakableVoice, type Synthesis } from '#domain';

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
async function usableSpeakers(voices: SpeakableVoices, synthesis: Synthesis): Promise<Speakers | Failure> {
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

/** Work looks this often whether the endpoint of its voice is deployed: shorter than any time after which it is suspended again. */
const MAX_WAIT_MS = 5_000;

/**
 * Has the endpoint of a voice resumed where it is suspended.
 * @returns how long work has to wait for it, or why it will not speak; undefined when the voice can speak
 * @throws ProviderError `provider-unavailable`
 */
export async function untilAwake(
  endpoints: Pick<VoiceEndpoints, 'wake'>,
  voice: SpeakableVoice,
): Promise<{ readonly retryAfterMs: number } | Failure | undefined> {
  if (voice.endpoint === undefined) return undefined;
  try {
    await endpoints.wake(voice);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code, detail, retryAfterMs } = error;
    if (code === 'endpoint-resuming') return { retryAfterMs: Math.min(retryAfterMs ?? MAX_WAIT_MS, MAX_WAIT_MS) };
    if (code === 'endpoint-hours-exhausted') return { code, detail };
    throw error;
  }
}

/** All voices of a synthesis if they can speak at this moment; else how long it has to wait, or why one of them may not. */
export async function awakeSpeakers(
  voices: SpeakableVoices,
  endpoints: Pick<VoiceEndpoints, 'wake'>,
  synthesis: Synthesis,
): Promise<Speakers | Failure | { readonly retryAfterMs: number }> {
  const speakers = await usableSpeakers(voices, synthesis);
  return 'code' in speakers ? speakers : ((await untilAwake(endpoints, speakers.voice)) ?? speakers);
}
