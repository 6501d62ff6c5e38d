import type { SpeakableVoice, Synthesis } from '#domain';
import { composeSpeech, type SpeechPart, splitSpeech, type SsmlVoice } from '#speech';
import type { Speakers } from './usable-voice.ts';

/** The requests to Azure in which a synthesis is spoken: the same in each run of it. @param partMs how long one may take */
export function partsOf(synthesis: Synthesis, { voice, others }: Speakers, partMs: number): readonly SpeechPart[] {
  const { ssml, rate, lexicon } = synthesis;
  const { text, locale } = synthesis.spoken ?? synthesis;
  const order = { voice: { ...speakerOf(voice), others: others.map(speakerOf) }, locale, rate, lexicon };
  return splitSpeech(composeSpeech(ssml === undefined ? { ...order, text } : { ...order, ssml }), { partMs });
}

function speakerOf({ id, baseModel, speakerProfileId }: SpeakableVoice): SsmlVoice {
  return { baseModel, speakerProfileId, aliases: [id] };
}
