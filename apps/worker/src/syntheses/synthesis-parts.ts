import { speakerOf, type Synthesis } from '#domain';
import { inTurns, type Steps } from '#loop';
import { composeSpeechInSteps, disclosed, type SpeechPart, splitSpeechInSteps } from '#speech';
import type { Speakers } from '../platform/usable-voice.ts';

/** The requests to Azure in which a synthesis is spoken: the same in each run of it. @param partMs how long one may take */
export function partsOf(
  synthesis: Synthesis,
  speakers: Speakers,
  partMs: number,
  signal?: AbortSignal,
): Promise<readonly SpeechPart[]> {
  return inTurns(partsInSteps(synthesis, speakers, partMs), signal);
}

function* partsInSteps(
  synthesis: Synthesis,
  { voice, others }: Speakers,
  partMs: number,
): Steps<readonly SpeechPart[]> {
  const { ssml, rate, lexicon } = synthesis;
  const { text, locale } = synthesis.spoken ?? synthesis;
  const order = { voice: { ...speakerOf(voice), others: others.map(speakerOf) }, locale, rate, lexicon };
  const script = yield* composeSpeechInSteps(ssml === undefined ? { ...order, text } : { ...order, ssml });
  return yield* splitSpeechInSteps(disclosed(script, synthesis.disclosure), { partMs });
}
