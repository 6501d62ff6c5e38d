import { Pace, runToEnd, type Steps } from '#loop';
import { continuesAt, FURTHER_END, trueEnd } from './sentence-ends.ts';

/** A stretch of a text, in UTF-16 code units, `end` exclusive. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
}

/**
 * The sentences of a text, one after the other without a gap: their ends are where a speaker takes breath. White space belongs to the
 * sentence before it.
 */
export function* sentencesInSteps(text: string, locale: string): Steps<readonly Sentence[]> {
  const sentences: Sentence[] = [];
  const pace = new Pace();
  let start = 0;
  const cut = (seen: number): void => {
    if (seen <= start) return;
    const end = trueEnd(text, start, seen);
    if (end <= start || (end < text.length && continuesAt(text, start, end, locale))) return;
    sentences.push({ start, end });
    start = end;
  };
  for (const { index, segment } of segmenter(locale, 'sentence').segment(text)) {
    if (pace.isDue(segment.length + SEGMENT_UNITS)) yield;
    if (segment.trim() === '') {
      // Each line end is a segment. What is white space alone is no sentence, and asks for no look at the words around it.
      const before = sentences.at(-1);
      if (before?.end === start)
        sentences[sentences.length - 1] = { start: before.start, end: (start = index + segment.length) };
      continue;
    }
    for (const { 0: mark, index: at } of segment.matchAll(FURTHER_END)) {
      cut(index + at + mark.length);
      if (pace.isDue(SEGMENT_UNITS)) yield;
    }
    cut(index + segment.length);
  }
  if (start < text.length) sentences.push({ start, end: text.length });
  return sentences;
}

/** As `sentencesInSteps`, for a text that is known to be short. */
export function sentencesOf(text: string, locale: string): readonly Sentence[] {
  return runToEnd(sentencesInSteps(text, locale));
}

/** What a segment costs beside its characters, as `Pace` counts. */
const SEGMENT_UNITS = 8;

/** How a long sentence may be cut, best first. */
export type FineLevel = 'clause' | 'word' | 'grapheme';

const CLAUSE_END = /[,;:][\s]+|\s[—–\-]\s+|[、，；：،；]\s*|\n+/gv;

/** Where a stretch of a text can be cut, as offsets into the text strictly between `start` and `end`, ascending. */
export function* finePointsInSteps(
  text: string,
  locale: string,
  { start, end }: Sentence,
  level: FineLevel,
): Steps<number[]> {
  const stretch = text.slice(start, end);
  const points: number[] = [];
  const pace = new Pace();
  if (level === 'clause') {
    for (const { 0: mark, index } of stretch.matchAll(CLAUSE_END)) {
      const at = start + index + mark.length;
      if (at > start && at < end) points.push(at);
      if (pace.isDue(SEGMENT_UNITS)) yield;
    }
    return points;
  }
  for (const { index, segment } of segmenter(locale, level).segment(stretch)) {
    // A mark goes with the word before it, and so does the space.
    if (index > 0 && (level === 'grapheme' || !/^[\s\p{P}]+$/v.test(segment))) points.push(start + index);
    if (pace.isDue(segment.length + SEGMENT_UNITS)) yield;
  }
  return points;
}

/** Whether a cut at this offset falls between two paragraphs of plain text. */
export function isParagraphEnd(text: string, at: number): boolean {
  return /\n[^\S\n]*\n\s*$/v.test(text.slice(Math.max(0, at - 20), at));
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(locale: string, granularity: 'sentence' | 'word' | 'grapheme'): Intl.Segmenter {
  const key = `${granularity} ${locale}`;
  let found = segmenters.get(key);
  if (found === undefined) {
    // A language that ICU does not know gets the rules of the root.
    found = new Intl.Segmenter(locale, { granularity });
    segmenters.set(key, found);
  }
  return found;
}
