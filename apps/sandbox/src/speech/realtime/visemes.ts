import type { SpokenMark } from '../voice/espeak.ts';

/** Nothing is said. */
export const SILENT_VISEME = 0;
/** Of a letter that the table does not have: the mouth of an open vowel. */
const OTHER_VISEME = 1;

/** Azure's viseme ids (learn.microsoft.com, how-to-speech-synthesis-viseme) by the Latin letter that most often stands for them. */
const VISEMES: Readonly<Record<string, number>> = {
  a: 1,
  b: 21,
  c: 20,
  d: 19,
  e: 4,
  f: 18,
  g: 20,
  h: 12,
  i: 6,
  j: 16,
  k: 20,
  l: 14,
  m: 21,
  n: 19,
  o: 8,
  p: 21,
  q: 20,
  r: 13,
  s: 15,
  t: 19,
  u: 7,
  v: 18,
  w: 7,
  x: 15,
  y: 6,
  z: 15,
};

export interface Viseme {
  readonly id: number;
  readonly atMs: number;
}

/** A stand-in: one mouth for each letter of a word, at equal distances, and a closed one after the word. */
export function visemesOf({ text, startMs, endMs }: SpokenMark): Viseme[] {
  const letters = text.normalize('NFKD').toLowerCase().match(/\p{L}/gu) ?? [];
  const step = (endMs - startMs) / Math.max(1, letters.length);
  const spoken = letters.map((letter, index) => ({
    id: VISEMES[letter] ?? OTHER_VISEME,
    atMs: startMs + index * step,
  }));
  return [...spoken, { id: SILENT_VISEME, atMs: endMs }];
}
