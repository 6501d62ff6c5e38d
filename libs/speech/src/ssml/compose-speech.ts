import { ServiceError } from '#domain';
import type { Steps } from '#loop';
import { checkLexicon, Lexicon, type LexiconEntry } from './lexicon.ts';
import { isPhoenix } from './ssml-elements.ts';
import { parseSsmlInSteps, type SsmlSpeakers } from './ssml-parser.ts';
import {
  atRate,
  checkLocale,
  inLanguage,
  isSpeakable,
  type SpeechNode,
  type SpeechSegment,
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
  const { baseModel, speakerProfileId, deploymentId } = voice;
  assertSpeakTogether(voice);
  const parsed =
    'ssml' in order
      ? yield* parseSsmlInSteps(order.ssml, voice)
      : { segments: [{ voice: { baseModel, speakerProfileId, deploymentId }, content: [wordsOf(order.text)] }] };
  const locale = ('locale' in parsed ? parsed.locale : undefined) ?? order.locale;
  checkLocale(locale);
  const words = yield* Lexicon.of(lexicon);
  const script: SpeechSegment[] = [];
  for (const segment of parsed.segments) {
    script.push({
      voice: segment.voice,
      locale,
      ...('effect' in segment && segment.effect !== undefined && { effect: segment.effect }),
      content: wrap(yield* words.apply(segment.content), { locale, rate, forceLocale }),
    });
  }
  return script;
}

/** The endpoint of a professional voice speaks with no other voice. */
function assertSpeakTogether({ others = [], ...voice }: SsmlSpeakers): void {
  if (others.length === 0 || [voice, ...others].every(({ deploymentId }) => deploymentId === undefined)) return;
  throw new ServiceError('invalid-request', 'A professional voice cannot speak with other voices in one request.', {
    fields: [{ pointer: '/ssml', code: 'voices-not-combinable', detail: 'has a professional voice among its voices' }],
  });
}

function wordsOf(text: string): string {
  const words = speakableText(text);
  if (!isSpeakable(words)) throw nothingToSpeak();
  return words;
}

/** A text of punctuation, white space and invisible characters alone. */
export function nothingToSpeak(): ServiceError {
  const detail =
    'has only punctuation, white space or invisible characters: add a letter, a digit, or a sign with a name such as % or &';
  return new ServiceError('invalid-request', 'The text contains nothing that can be spoken.', {
    fields: [{ pointer: '/text', code: 'nothing-to-speak', detail }],
  });
}

/** The content at a rate and in a language of its own, where they are asked for. */
export function wrap(
  content: readonly SpeechNode[],
  { locale, rate = 1, forceLocale }: Pick<SpeechOrder, 'locale' | 'rate' | 'forceLocale'>,
): readonly SpeechNode[] {
  const paced = rate === 1 ? content : [atRate(rate, content)];
  return forceLocale === true ? [inLanguage(locale, paced)] : paced;
}
