import { Pace, runToEnd, type Steps } from '#loop';

/** A text in the form in which words are compared. */
export interface FoldedText {
  readonly text: string;
  /** Where what stands at an offset of the folded text begins in the source; both in UTF-16 code units. */
  readonly offsetOf: (at: number) => number;
}

/**
 * Combining marks that are composed at a time, as many as the Stream-Safe Text Format of UAX 15 allows: to order a run of 100,000 marks takes
 * half a minute.
 */
const MAX_MARKS = 30;
const JAMO = String.raw`\u{1100}-\u{11FF}\u{A960}-\u{A97F}\u{AC00}-\u{D7FF}`;
/** A run of white space, Hangul that may compose, or a character with its marks. */
const STRETCH = new RegExp(String.raw`\s+|[${JAMO}]{1,64}|\P{M}\p{M}{0,${MAX_MARKS}}|\p{M}{1,${MAX_MARKS}}`, 'gv');
/** No character before U+0300 composes with the one before it, or is equivalent to another. */
const FOLDABLE = /[\u{300}-\u{10FFFF}]|[^\S ]|\s{2}/v;
/** No character grows more by NFC (UAX 15). */
const MAX_GROWTH = 3;

/**
 * Composes characters (NFC), makes one space of any white space, and a straight apostrophe of the typographic ones: what looks the same on a
 * screen is the same.
 */
export function* foldInSteps(source: string): Steps<FoldedText> {
  if (!FOLDABLE.test(source)) return { text: source, offsetOf: (at) => at };
  const pace = new Pace();
  const pieces: string[] = [];
  const offsets = new Uint32Array(source.length * MAX_GROWTH + 1);
  let length = 0;
  for (const { 0: stretch, index } of source.matchAll(STRETCH)) {
    const folded = foldStretch(stretch);
    pieces.push(folded);
    for (let unit = 0; unit < folded.length; unit++) offsets[length + unit] = folded === stretch ? index + unit : index;
    length += folded.length;
    if (pace.isDue(stretch.length * 2)) yield;
  }
  offsets[length] = source.length;
  return { text: pieces.join(''), offsetOf: (at) => offsets[at] ?? source.length };
}

/** As `foldInSteps`, for a text that is known to be short. */
export function fold(source: string): string {
  return runToEnd(foldInSteps(source)).text;
}

function foldStretch(stretch: string): string {
  if (/^\s/v.test(stretch)) return ' ';
  if (/^[’ʼ＇]/v.test(stretch)) return `'${stretch.slice(1)}`;
  return stretch.length === 1 && stretch < '\u{340}' ? stretch : stretch.normalize('NFC');
}
