import type { Steps } from '#loop';
import type { SpeechPart } from './split-speech.ts';
import { type SpeechScript, scriptText } from './speech-script.ts';
import { writeSsml } from './ssml-writer.ts';

const CHINESE = /\p{Script=Han}/gu;

/**
 * The characters that Azure bills for SSML: every code point, of markup too except for the tags `speak` and `voice`, and each Chinese
 * character, also as kanji or hanja, as two ("Pricing note" of the text to speech overview).
 */
export function billedCharacters(ssml: string): number {
  // A character that has to be escaped is one character.
  const counted = ssml.replaceAll(/<\/?(?:speak|voice)(?:\s[^>]*)?>/g, '').replaceAll(/&#?\w+;/g, '&');
  return codePoints(counted) + (counted.match(CHINESE)?.length ?? 0);
}

/** Of what billed characters are made up; the three together are all of them. */
export interface BilledParts {
  /** The characters that are spoken. */
  readonly text: number;
  /** Chinese characters among them, which are billed a second time. */
  readonly chinese: number;
  /**
   * Markup around the text of each request to Azure: the element that names the speaker profile, and elements for language, rate, pauses and
   * the lexicon.
   */
  readonly markup: number;
}

export const NOTHING_BILLED: BilledParts = { text: 0, chinese: 0, markup: 0 };

/** What Azure bills for a script that is spoken in one request. */
export function billedPartsOf(script: SpeechScript): BilledParts {
  const spoken = scriptText(script);
  const text = codePoints(spoken);
  const chinese = spoken.match(CHINESE)?.length ?? 0;
  return { text, chinese, markup: billedCharacters(writeSsml(script)) - text - chinese };
}

export function billedTotal({ text, chinese, markup }: BilledParts): number {
  return text + chinese + markup;
}

/** What Azure bills for a text that is spoken in these parts; one without words is not sent. */
export function* billedPartsInSteps(parts: readonly SpeechPart[]): Steps<BilledParts> {
  let sum = NOTHING_BILLED;
  for (const { script } of parts) {
    if (script.length > 0) sum = addBilled(sum, billedPartsOf(script));
    yield;
  }
  return sum;
}

export function addBilled(one: BilledParts, other: BilledParts): BilledParts {
  return {
    text: one.text + other.text,
    chinese: one.chinese + other.chinese,
    markup: one.markup + other.markup,
  };
}

/** The characters that Azure bills for a text that is spoken in these parts. */
export function* billedCharactersInSteps(parts: readonly SpeechPart[]): Steps<number> {
  return billedTotal(yield* billedPartsInSteps(parts));
}

export function codePoints(text: string): number {
  let points = text.length;
  for (let at = 0; at < text.length; at++) {
    // Astral characters are two UTF-16 code units; a lone surrogate is a code point too.
    if ((text.charCodeAt(at) & 0xfc_00) === 0xd8_00 && (text.charCodeAt(at + 1) & 0xfc_00) === 0xdc_00) points--;
  }
  return points;
}
