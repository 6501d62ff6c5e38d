import { ServiceError } from '#domain';

/** One request to Azure gives at most 10 minutes of audio and cuts off the rest without an error. */
const LONGEST_SPEECH_S = 540;
/** A voice says about this much in a second: letters of alphabets, characters of Chinese, Japanese or Korean. */
const ORDINARY_PACE = { letters: 15, ideographs: 4.5 };
const SLOW_PACE = { letters: 12, ideographs: 3.5 };

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const CHINESE = /\p{Script=Han}/gu;

/** How long the text takes to speak at an ordinary pace, in milliseconds. */
export function estimatedDurationMs(text: string, rate: number): number {
  return Math.round(secondsAt(ORDINARY_PACE, text, rate) * 1000);
}

/** @throws ServiceError `text-too-long` when a slow speaker might need longer than one request to Azure allows. */
export function assertSpeakableLength(text: string, rate: number): void {
  const longestS = secondsAt(SLOW_PACE, text, rate);
  if (longestS <= LONGEST_SPEECH_S) return;
  throw new ServiceError(
    'text-too-long',
    `The text may take about ${Math.ceil(longestS / 60)} minutes to speak, and ${LONGEST_SPEECH_S / 60} are possible. Split it.`,
  );
}

/**
 * The characters that Azure bills for SSML: every code point, of markup too except for the tags `speak` and `voice`, and each Chinese
 * character, also as kanji or hanja, as two ("Pricing note" of the text to speech overview).
 */
export function billedCharacters(ssml: string): number {
  // A character that has to be escaped is one character.
  const counted = ssml.replaceAll(/<\/?(?:speak|voice)(?:\s[^>]*)?>/g, '').replaceAll(/&#?\w+;/g, '&');
  return codePoints(counted) + (counted.match(CHINESE)?.length ?? 0);
}

export function codePoints(text: string): number {
  // Astral characters are two UTF-16 code units; a lone surrogate is a code point too.
  return text.length - (text.match(/[\u{10000}-\u{10FFFF}]/gu)?.length ?? 0);
}

function secondsAt(pace: typeof ORDINARY_PACE, text: string, rate: number): number {
  const ideographs = text.match(IDEOGRAPH)?.length ?? 0;
  return (ideographs / pace.ideographs + (text.length - ideographs) / pace.letters) / rate;
}
