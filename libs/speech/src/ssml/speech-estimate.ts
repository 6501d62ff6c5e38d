import { Pace, runToEnd, type Steps } from '#loop';

/**
 * Letters a second of slow readers, by language: most European languages are read at 14 to 17. Scripts that leave vowels out, or write
 * syllables with signs around a letter, hold more speech in each letter.
 */
const LETTERS_PER_SECOND: Readonly<Record<string, number>> = {
  am: 6,
  ar: 8,
  bn: 8,
  fa: 8,
  he: 8,
  hi: 8,
  km: 7,
  lo: 8,
  my: 7,
  ps: 8,
  si: 8,
  ta: 8,
  te: 8,
  th: 8,
  ur: 8,
};
const DEFAULT_LETTERS_PER_SECOND = 12;

/**
 * What a character is to a speaker: `word` is said each time, `emoji` and `sign` are named or left out, `pause` is a rest. `joint` belongs
 * to the character before it: combining marks, variation selectors, skin tones, joiners.
 */
type Role = 'word' | 'emoji' | 'sign' | 'pause' | 'space' | 'joint';

interface Kind {
  readonly role: Role;
  /** Undefined for a letter, whose time depends on the language. */
  readonly ms: number | undefined;
}

/** Milliseconds of one character of each kind; the first that fits counts. All are on the long side. */
const KINDS: readonly (readonly [RegExp, Role, number])[] = [
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/v, 'word', 286],
  [/\p{Nd}/v, 'word', 400],
  [/[\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}]/v, 'joint', 0],
  [/\p{M}/v, 'joint', 40],
  [/[.!?…。！？؟।]/v, 'pause', 500],
  [/[,;:—–、，；：،]/v, 'pause', 250],
  [/\p{Regional_Indicator}/v, 'emoji', 750],
  [/\p{Emoji_Presentation}/v, 'emoji', 1500],
  [/[\p{Sk}\|\u{2500}-\u{259F}]/v, 'pause', 60],
  [/[\p{S}%\u{26}@#‰§]/v, 'sign', 800],
  [/\n/v, 'pause', 250],
  [/\s/v, 'space', 0],
  [/\p{P}/v, 'pause', 60],
];
const LETTER: Kind = { role: 'word', ms: undefined };
const SPACE: Kind = { role: 'space', ms: undefined };

/** No engine is known to take longer between two words, whatever marks and signs stand there: dot leaders, rules, frames, empty lines. */
const MAX_REST_MS = 2_000;
/**
 * Ten emoji between two words count in full: an engine may name each of them. Longer rows are ornaments, and counted in full, 360 emoji
 * would fill a part. If an engine does name them all and reaches 10 minutes, `assertNotCutOff` refuses the audio.
 */
const MAX_EMOJI_MS = 15_000;

/** Of characters that were met before. */
const knownKinds = new Map<string, Kind>();
const MAX_KNOWN = 10_000;

function kindOf(character: string): Kind {
  const known = knownKinds.get(character);
  if (known !== undefined) return known;
  const [, role, ms] = KINDS.find(([kind]) => kind.test(character)) ?? [];
  const found = role === undefined ? LETTER : role === 'space' ? SPACE : { role, ms };
  if (knownKinds.size < MAX_KNOWN) knownKinds.set(character, found);
  return found;
}

/** What was counted since the last word. */
class Gap {
  private restMs = 0;
  private emojiMs = 0;
  private hasSpace = false;
  private mark = '';

  /** What one more character adds, in milliseconds. */
  add(character: string, role: Exclude<Role, 'word' | 'joint'>, ms: number): number {
    if (role === 'space') {
      const added = this.hasSpace ? 0 : ms;
      this.hasSpace = true;
      return added;
    }
    if (role === 'emoji') {
      const added = Math.min(ms, MAX_EMOJI_MS - this.emojiMs);
      this.emojiMs += added;
      return added;
    }
    // Each line end may be an empty line; other marks and signs count once in a row.
    const added = character === this.mark && character !== '\n' ? 0 : Math.min(ms, MAX_REST_MS - this.restMs);
    this.mark = character;
    this.restMs += added;
    return added;
  }
}

/**
 * How long each UTF-16 code unit of a text takes to say, in milliseconds at most likely, at the voice's own rate. Between two words a mark
 * or sign counts once in a row, all of them together count up to `MAX_REST_MS`, emoji up to `MAX_EMOJI_MS`, and white space is one space.
 */
export function* characterDurationsInSteps(text: string, locale: string): Steps<Float64Array> {
  const language = locale.split('-', 1)[0]?.toLowerCase() ?? '';
  const letterMs = 1000 / (LETTERS_PER_SECOND[language] ?? DEFAULT_LETTERS_PER_SECOND);
  const durations = new Float64Array(text.length);
  const pace = new Pace();
  let at = 0;
  let gap: Gap | undefined;
  for (const character of text) {
    const { role, ms = letterMs } = kindOf(character);
    if (role === 'word') {
      durations[at] = ms;
      gap = undefined;
    } else if (role !== 'joint') {
      gap ??= new Gap();
      durations[at] = gap.add(character, role, ms);
    } else if (gap === undefined) {
      // After a sign it is part of what that is named.
      durations[at] = ms;
    }
    at += character.length;
    if (pace.isDue(1)) yield;
  }
  return durations;
}

/** How long a text takes to say at most, by a cautious guess, in milliseconds. @param rate 1 is the voice's own */
export function* estimateSpeechMsInSteps(text: string, locale: string, rate = 1): Steps<number> {
  return (yield* characterDurationsInSteps(text, locale)).reduce((sum, ms) => sum + ms, 0) / rate;
}

/** As `estimateSpeechMsInSteps`, for a text that is known to be short. */
export function estimateSpeechMs(text: string, locale: string, rate = 1): number {
  return runToEnd(estimateSpeechMsInSteps(text, locale, rate));
}

/** An ordinary speaker takes this part of what the cautious guess says: 15 letters a second rather than 12. */
const ORDINARY_SHARE = 0.8;

/** How long it takes to say what takes `cautiousMs` by the cautious guess, at an ordinary pace, in milliseconds. */
export function ordinarySpeechMs(cautiousMs: number): number {
  return Math.round(cautiousMs * ORDINARY_SHARE);
}
