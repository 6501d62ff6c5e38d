import type { Steps } from '#loop';
import type { SpeechPart } from './split-speech.ts';
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

/** The characters that Azure bills for a text that is spoken in these parts; one without words is not sent. */
export function* billedCharactersInSteps(parts: readonly SpeechPart[]): Steps<number> {
  let sum = 0;
  for (const { script } of parts) {
    if (script.length > 0) sum += billedCharacters(writeSsml(script));
    yield;
  }
  return sum;
}

export function codePoints(text: string): number {
  let points = text.length;
  for (let at = 0; at < text.length; at++) {
    // Astral characters are two UTF-16 code units; a lone surrogate is a code point too.
    if ((text.charCodeAt(at) & 0xfc_00) === 0xd8_00 && (text.charCodeAt(at + 1) & 0xfc_00) === 0xdc_00) points--;
  }
  return points;
}
