import { ServiceError } from '#domain';
import { runToEnd, type Steps } from '#loop';
import { checkLexicon, Lexicon, type LexiconEntry } from './lexicon.ts';
import { wrap } from './personal-voice-ssml.ts';
import { isPhoenix } from './ssml-elements.ts';
import { parseSsmlInSteps, type SsmlSpeakers } from './ssml-parser.ts';
import {
  checkLocale,
  isSpeakable,
  pause,
  type SpeechNode,
  type SpeechPassage,
  type SpeechScript,
} from './speech-script.ts';
import { speakableText } from './xml-text.ts';

/** What a caller wants to hear, in one of two forms. */
export type SpeechSource = { readonly text: string } | { readonly ssml: string };

export interface SpeechOrder {
  /** Who speaks; of others only what SSML has them say. */
  readonly voice: SsmlSpeakers;
  /** BCP-47; `xml:lang` of SSML goes before it. */
  readonly locale: string;
  /** 0.5 to 2, 1 is the voice's own. */
  readonly rate?: number | undefined;
  /** Speak all of it in `locale`, whatever language is detected. */
  readonly forceLocale?: boolean | undefined;
  readonly lexicon?: readonly LexiconEntry[] | undefined;
}

/** One speaker's turn in a dialogue. */
export type DialogueTurn = SpeechOrder & { readonly text: string; readonly pauseAfterMs?: number | undefined };

/**
 * The script of a text or of a caller's SSML.
 * @throws SsmlError for SSML that is refused, ServiceError `invalid-request` for a lexicon, locale or rate that is not valid and for a text
 *   without a word in it, `text-too-long` when the lexicon says more than it may.
 */
export function* composeSpeechInSteps(order: SpeechOrder & SpeechSource): Steps<SpeechScript> {
  const { voice, rate = 1, forceLocale, lexicon = [] } = order;
  checkLexicon(
    lexicon,
    [voice, ...(voice.others ?? [])].every((speaker) => isPhoenix(speaker.baseModel)),
  );
  const { baseModel, speakerProfileId } = voice;
  const parsed =
    'ssml' in order
      ? yield* parseSsmlInSteps(order.ssml, voice)
      : { passages: [{ voice: { baseModel, speakerProfileId }, content: [wordsOf(order.text)] }] };
  const locale = ('locale' in parsed ? parsed.locale : undefined) ?? order.locale;
  checkLocale(locale);
  const words = yield* Lexicon.of(lexicon);
  const script: SpeechPassage[] = [];
  for (const passage of parsed.passages) {
    script.push({
      voice: passage.voice,
      locale,
      ...('effect' in passage && passage.effect !== undefined && { effect: passage.effect }),
      content: wrap(yield* words.apply(passage.content), { locale, rate, forceLocale }),
    });
  }
  return script;
}

/** As `composeSpeechInSteps`, for a text that is known to be short. */
export function composeSpeech(order: SpeechOrder & SpeechSource): SpeechScript {
  return runToEnd(composeSpeechInSteps(order));
}

/** The script of several voices that speak in turn. See ADR 66. */
export function composeDialogue(turns: readonly DialogueTurn[]): SpeechScript {
  return turns.flatMap((turn) =>
    composeSpeech(turn).map((passage) => {
      const { pauseAfterMs = 0 } = turn;
      const silence: readonly SpeechNode[] = pauseAfterMs === 0 ? [] : [pause(pauseAfterMs)];
      return { ...passage, content: [...passage.content, ...silence] };
    }),
  );
}

function wordsOf(text: string): string {
  const words = speakableText(text);
  if (!isSpeakable(words)) throw new ServiceError('invalid-request', 'The text holds nothing that can be said.');
  return words;
}
