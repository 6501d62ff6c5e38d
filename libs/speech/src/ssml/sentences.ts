import { Pace, runToEnd, type Steps } from '#loop';

/** A stretch of a text, in UTF-16 code units, `end` exclusive. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
}

/** Short forms after which a sentence goes on, in the languages where they end in a full stop. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof st sr jr vs etc approx no fig vol dept est inc ltd co corp gen col capt lt sgt rev hon mt ' +
    'bzw ca bspw evtl ggf inkl nr str tel usw vgl zzgl hr fr abs art aufl bd ' +
    'mme mlle av env p pp ex réf éd art ' +
    'sra srta dra ud uds pág núm avda tel sig sigg dott prof ing avv'
  ).split(' '),
);

/**
 * The sentences of a text, one after the other without a gap: their ends are where a speaker takes breath. White space belongs to the
 * sentence before it.
 */
export function* sentencesInSteps(text: string, locale: string): Steps<readonly Sentence[]> {
  const sentences: Sentence[] = [];
  const pace = new Pace();
  let start = 0;
  for (const { index, segment } of segmenter(locale, 'sentence').segment(text)) {
    if (pace.isDue(segment.length + SEGMENT_UNITS)) yield;
    const end = index + segment.length;
    if (end < text.length && continues(text, index, end)) continue;
    sentences.push({ start, end });
    start = end;
  }
  return sentences;
}

/** As `sentencesInSteps`, for a text that is known to be short. */
export function sentencesOf(text: string, locale: string): readonly Sentence[] {
  return runToEnd(sentencesInSteps(text, locale));
}

/** What a segment costs beside its characters, as `Pace` counts. */
const SEGMENT_UNITS = 8;

/** Whether the sentence goes on although the rules of Unicode see an end: after "Dr." and "J.", before a small letter. */
function continues(text: string, start: number, end: number): boolean {
  const sentence = text.slice(Math.max(start, end - 40), end);
  // A single line end is layout; an empty line is a new paragraph.
  if (/\n\s*\n\s*$/v.test(sentence)) return false;
  if (/^\p{Ll}/v.test(text.slice(end, end + 2))) return true;
  const word = /(?:^|[^\p{L}\p{N}.])(\p{L}[\p{L}.]*)\.\s+$/v.exec(sentence)?.[1];
  return word !== undefined && (/^\p{L}$/v.test(word) || ABBREVIATIONS.has(word.toLowerCase()));
}

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
