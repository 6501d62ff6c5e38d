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

/** What a character is to a speaker: `word` is said each time, `sign` is named or left out, `pause` is a rest. */
type Role = 'word' | 'sign' | 'pause' | 'space';

interface Kind {
  readonly role: Role;
  /** Undefined for a letter, whose time depends on the language. */
  readonly ms: number | undefined;
}

/** Milliseconds of one character of each kind; the first that fits counts. All are on the long side. */
const KINDS: readonly (readonly [RegExp, Role, number])[] = [
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/v, 'word', 286],
  [/\p{Nd}/v, 'word', 400],
  [/[.!?…。！？؟।]/v, 'pause', 500],
  [/[,;:—–、，；：،]/v, 'pause', 250],
  [/\p{Emoji_Presentation}/v, 'word', 1500],
  [/[\p{Sk}\|\u{2500}-\u{259F}]/v, 'pause', 60],
  [/[\p{S}%\u{26}@#‰§]/v, 'sign', 800],
  [/\n/v, 'pause', 250],
  [/\s/v, 'space', 0],
  [/\p{P}/v, 'pause', 60],
  [/\p{M}/v, 'word', 40],
];
const LETTER: Kind = { role: 'word', ms: undefined };
const SPACE: Kind = { role: 'space', ms: undefined };

/** No engine is known to rest longer between two words, however many marks stand there: rows of dots, rules, empty lines. */
const MAX_REST_MS = 2_000;

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

/**
 * How long each UTF-16 code unit of a text takes to say, in milliseconds at most likely, at the voice's own rate. Between two words a mark
 * counts once however often it is repeated, all pauses together count up to `MAX_REST_MS`, and white space is one space.
 */
export function* characterDurationsInSteps(text: string, locale: string): Steps<Float64Array> {
  const language = locale.split('-', 1)[0]?.toLowerCase() ?? '';
  const letterMs = 1000 / (LETTERS_PER_SECOND[language] ?? DEFAULT_LETTERS_PER_SECOND);
  const durations = new Float64Array(text.length);
  const pace = new Pace();
  let at = 0;
  /** Since the last word: what was paused, whether there was a space, the last mark and the last sign. */
  let restMs = 0;
  let hasSpace = false;
  let mark = '';
  let sign = '';
  for (const character of text) {
    const { role, ms = letterMs } = kindOf(character);
    if (role === 'word') {
      durations[at] = ms;
      restMs = 0;
      hasSpace = false;
      mark = '';
      sign = '';
    } else if (role === 'space') {
      durations[at] = hasSpace ? 0 : ms;
      hasSpace = true;
    } else if (role === 'sign') {
      durations[at] = character === sign ? 0 : ms;
      sign = character;
    } else {
      // Each line end may be an empty line; other marks rest once.
      const added = character === mark && character !== '\n' ? 0 : Math.min(ms, MAX_REST_MS - restMs);
      durations[at] = added;
      restMs += added;
      mark = character;
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
