import { createHash } from 'node:crypto';

/** How well the ear hears. */
export interface Hearing {
  /** Of a hundred words so many are heard as another one, not heard, or heard beside, divided by a hundred: 0 to 1. */
  readonly wordErrorRate: number;
  /** For each word so many sounds of hesitation: 0 to 1. */
  readonly fillerRate: number;
  /** Another seed mishears other words; the same one always the same. */
  readonly seed: number;
  /** The locales that fast transcription knows in this region; undefined: every one. */
  readonly locales?: readonly string[] | undefined;
}

/** Good recognizers have about 3 % word errors on read speech. */
export const DEFAULT_HEARING: Hearing = { wordErrorRate: 0.03, fillerRate: 0, seed: 1 };

/** Where no spaces are written a character is what a word is elsewhere. */
const WORDLESS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}`;
const PIECES = new RegExp(String.raw`\s+|[${WORDLESS}]\p{M}*|[^\s${WORDLESS}]+`, 'gu');
const IS_WORDLESS = new RegExp(`[${WORDLESS}]`, 'u');

const FILLERS: Readonly<Record<string, string>> = {
  de: 'äh',
  en: 'um',
  fr: 'euh',
  ja: 'えーと',
  ko: '음',
  th: 'อืม',
  zh: '嗯',
};
const OTHER_FILLER = 'hmm';

/** A share of the errors that a word takes the place of another one, and that one is left out. The rest are added. */
const SUBSTITUTED = 0.7;
const LEFT_OUT = 0.15;
/** Shorter words are taken for another word of the text, longer ones for one that differs in a letter. */
const SHORT_WORD = 4;

/**
 * The text as it is misheard: of the words exactly the share that the rate says, rounded up or down, by the seed and the text. Words that the listener
 * was told to expect (`phraseList`) are heard right.
 */
export function mishear(text: string, locale: string, hearing: Hearing, expected: readonly string[]): string {
  const random = randomOf(`${hearing.seed}\n${text}`);
  const pieces = text.match(PIECES) ?? [];
  const known = new Set(expected.flatMap((phrase) => phrase.match(PIECES) ?? []).map(lettersOf));
  const words = [...pieces.keys()].filter((at) => lettersOf(pieces[at] ?? '') !== '');
  const open = words.filter((at) => !known.has(lettersOf(pieces[at] ?? '')));
  const countOf = (rate: number): number => Math.floor(words.length * rate + random());
  const heard: string[] = [...pieces];
  const errors = Math.min(countOf(hearing.wordErrorRate), open.length);
  for (const at of shuffled(open, random).slice(0, errors)) {
    const word = pieces[at] ?? '';
    const others = open.map((index) => pieces[index] ?? '').filter((other) => lettersOf(other) !== lettersOf(word));
    const other = lettersOf(others[Math.floor(random() * others.length)] ?? '');
    const kind = random();
    if (kind < SUBSTITUTED) heard[at] = anotherWord(word, other, random);
    else if (kind < SUBSTITUTED + LEFT_OUT || other === '') heard[at] = word.replaceAll(/[\p{L}\p{N}\p{M}]/gu, '');
    else heard[at] = joined(word, other);
  }
  const filler = FILLERS[locale.split('-', 1)[0] ?? ''] ?? OTHER_FILLER;
  for (const at of shuffled(words, random).slice(0, countOf(hearing.fillerRate))) {
    heard[at] = joined(filler, heard[at] ?? '');
  }
  return heard.join('').replaceAll(/\s+/g, ' ').trim();
}

function anotherWord(word: string, other: string, random: () => number): string {
  const letters = Array.from(lettersOf(word));
  if (letters.length < SHORT_WORD) return other === '' ? '' : other;
  const at = 1 + Math.floor(random() * (letters.length - 2));
  const candidates = letters.filter((letter) => letter !== letters[at]);
  letters[at] = candidates[Math.floor(random() * candidates.length)] ?? '';
  return letters.join('');
}

/** Side by side, with a space where the script writes one. */
function joined(first: string, second: string): string {
  return IS_WORDLESS.test(first + second) ? first + second : `${first} ${second}`;
}

function lettersOf(word: string): string {
  return word.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');
}

/** Numbers from 0 to 1 that the text decides (mulberry32). */
function randomOf(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
