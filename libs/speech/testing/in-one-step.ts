import { runToEnd, type Steps } from '#loop';
import { batchItemSsmlInSteps } from '../src/batch/item-ssml.ts';
import { composeSpeechInSteps, type SpeechOrder, wrap } from '../src/ssml/compose-speech.ts';
import { voicesNamedInSteps } from '../src/ssml/named-voices.ts';
import { silencePointsInSteps } from '../src/ssml/silence-settings.ts';
import type { VoiceName, SpeechElement, SpeechScript } from '../src/ssml/speech-script.ts';
import { splitSpeechInSteps } from '../src/ssml/split-speech.ts';
import { writeSsml } from '../src/ssml/ssml-writer.ts';

/** The same without a break, for the short texts of tests. */
const inOneStep =
  <Arguments extends unknown[], Result>(inSteps: (...args: Arguments) => Steps<Result>) =>
  (...args: Arguments): Result =>
    runToEnd(inSteps(...args));

export const batchItemSsml = inOneStep(batchItemSsmlInSteps);
export const composeSpeech = inOneStep(composeSpeechInSteps);
export const silencePoints = inOneStep(silencePointsInSteps);
export const splitSpeech = inOneStep(splitSpeechInSteps);
export const voicesNamedIn = inOneStep(voicesNamedInSteps);

/** Several voices that speak in turn. */
export function composeDialogue(
  turns: readonly (SpeechOrder & { readonly text: string; readonly pauseAfterMs: number })[],
): SpeechScript {
  return turns.flatMap(({ pauseAfterMs, ...turn }) => {
    const silence: SpeechElement = { name: 'break', attributes: { time: `${pauseAfterMs}ms` }, children: [] };
    return composeSpeech(turn).map((segment) => ({ ...segment, content: [...segment.content, silence] }));
  });
}

export interface PersonalVoiceSpeech extends VoiceName {
  readonly locale: string;
  readonly text: string;
  readonly rate?: number;
  readonly forceLocale?: boolean;
}

/** The SSML that speaks any text, also one without a word, with a personal voice. */
export function personalVoiceSsml(speech: PersonalVoiceSpeech): string {
  const { baseModel, speakerProfileId, locale, text, rate = 1, forceLocale } = speech;
  return writeSsml([
    { voice: { baseModel, speakerProfileId }, locale, content: wrap([text], { locale, rate, forceLocale }) },
  ]);
}
