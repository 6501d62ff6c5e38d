import { ServiceError } from '#domain';
import { Pace, type Steps } from '#loop';
import {
  finePointsInSteps,
  type FineLevel,
  isParagraphEnd,
  type Sentence,
  sentencesInSteps,
} from '../sentences/sentences.ts';
import { layOutInSteps, type ScriptLayout } from './script-layout.ts';
import { ScriptSlicer } from './slice-script.ts';
import { isSpeakable, type SpeechScript } from './speech-script.ts';
import { openSpeak, SSML_MAX_BYTES, SSML_MAX_VOICES } from './ssml-writer.ts';

/** Azure ends the audio of one request at 10 minutes, without an error (speech-services-quotas-and-limits): 9, to be safe. */
export const PART_MAX_MS = 540_000;

/** Between what a part was cut from the next; `end` after the last one. */
export type SpeechCut = 'paragraph' | 'sentence' | FineLevel | 'end';

/** What is spoken in one request. */
export interface SpeechPart {
  /** From 0. */
  readonly index: number;
  /** Empty when there is nothing to say in it, as in a long row of dots: it is not spoken. */
  readonly script: SpeechScript;
  readonly text: string;
  /** Where `text` begins in the text of the whole, in UTF-16 code units. */
  readonly textOffset: number;
  readonly cut: SpeechCut;
  /** Pause that was asked for between this part and the next. */
  readonly pauseAfterMs: number;
  /** By a cautious guess. */
  readonly estimatedMs: number;
}

export interface SplitLimits {
  /** The longest part, by a cautious guess, in milliseconds. */
  readonly partMs?: number;
  /** Of SSML, in UTF-8. */
  readonly partBytes?: number;
  /** All parts together, by a cautious guess, in milliseconds: what is longer is not split at all. */
  readonly totalMs?: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly cut: SpeechCut;
}

const FINER: Readonly<Record<'sentence' | FineLevel, FineLevel | undefined>> = {
  sentence: 'clause',
  clause: 'word',
  word: 'grapheme',
  grapheme: undefined,
};
/** Parts of about the same length: the last of them is no remnant of a few words. */
const BALANCE = 1.15;
/** What looking at a place for a cut costs, as `Pace` counts. */
const POINT_UNITS = 4;

/**
 * Splits a script into parts that fit into one request each, at the ends of sentences where these fit, else of clauses, words or, in the
 * last resort, characters as a reader sees them. The parts' texts, joined, are the text.
 * @throws ServiceError `text-too-long` for a script beyond `totalMs`, and for a single character that fits nowhere.
 */
export function* splitSpeechInSteps(script: SpeechScript, limits: SplitLimits = {}): Steps<readonly SpeechPart[]> {
  const layout = yield* layOutInSteps(script);
  const { text } = layout;
  const locale = script[0]?.locale ?? 'en';
  const maxMs = Math.min(limits.partMs ?? PART_MAX_MS, PART_MAX_MS);
  const totalMs = layout.msUpTo[text.length] ?? 0;
  if (totalMs > (limits.totalMs ?? Number.POSITIVE_INFINITY)) throw tooLong(totalMs, limits.totalMs);
  const evenMs = Math.min(maxMs, (totalMs / Math.ceil(totalMs / maxMs)) * BALANCE);
  const overhead = Buffer.byteLength(openSpeak(locale)) + 500 + layout.reopenBytes;
  const maxBytes = Math.min(limits.partBytes ?? SSML_MAX_BYTES, SSML_MAX_BYTES) - overhead;
  const holds = (limitMs: number) => (start: number, end: number) =>
    sumOf(layout.bytesUpTo, start, end) <= maxBytes &&
    sumOf(layout.msUpTo, start, end) - (layout.pauseBefore[end] ?? 0) <= limitMs &&
    voicesBetween(layout, start, end) <= SSML_MAX_VOICES;
  const packing = { layout, locale, fits: holds(evenMs), isPossible: holds(PART_MAX_MS), pace: new Pace() };
  const packed = yield* pack({ start: 0, end: text.length, cut: 'end' }, 'sentence', packing);
  const slicer = new ScriptSlicer(script);
  const parts: SpeechPart[] = [];
  for (const [index, span] of joinSilent(packed, packing).entries()) {
    parts.push(partOf(slicer, layout, span, index));
    if (packing.pace.isDue(span.end - span.start)) yield;
  }
  return parts;
}

/** How long a script takes to say, pauses included, by a cautious guess, in milliseconds. */
export function* estimateScriptMsInSteps(script: SpeechScript): Steps<number> {
  const { text, msUpTo } = yield* layOutInSteps(script);
  return msUpTo[text.length] ?? 0;
}

const HOUR_MS = 3_600_000;

function tooLong(ms: number, limitMs = 0): ServiceError {
  return new ServiceError(
    'text-too-long',
    `The text may take about ${Math.ceil(ms / HOUR_MS)} hours to speak; the limit is ${limitMs / HOUR_MS}. Split it.`,
  );
}

interface Packing {
  readonly layout: ScriptLayout;
  readonly locale: string;
  /** Into a part of the wanted length. */
  readonly fits: (start: number, end: number) => boolean;
  /** In one request. */
  readonly isPossible: (start: number, end: number) => boolean;
  readonly pace: Pace;
}

function* pack(whole: Span, level: 'sentence' | FineLevel, packing: Packing): Steps<readonly Span[]> {
  const { start, end } = whole;
  if (packing.fits(start, end)) return [whole];
  const points = [...(yield* pointsOf(start, end, level, packing)), end];
  const spans: Span[] = [];
  let from = start;
  let until = start;
  const flush = (): void => {
    if (until === from) return;
    spans.push({ start: from, end: until, cut: until === end ? whole.cut : cutAt(until, level, packing.layout) });
    from = until;
  };
  for (const point of points) {
    if (packing.pace.isDue(POINT_UNITS)) yield;
    if (packing.fits(from, point)) {
      until = point;
      continue;
    }
    flush();
    const finer = FINER[level];
    if (!packing.fits(from, point) && finer !== undefined) {
      const cut = point === end ? whole.cut : cutAt(point, level, packing.layout);
      const pieces = yield* pack({ start: from, end: point, cut }, finer, packing);
      spans.push(...pieces.slice(0, -1));
      // The last piece may take in what follows.
      from = pieces.at(-1)?.start ?? from;
    } else if (!packing.isPossible(from, point)) {
      throw new ServiceError('text-too-long', 'The text contains an element that is too long and cannot be split.');
    }
    until = point;
  }
  flush();
  return spans;
}

/** Nothing is said in white space or a row of dots: it goes with the words before it. */
function joinSilent(spans: readonly Span[], { layout, isPossible }: Packing): readonly Span[] {
  const kept: Span[] = [];
  for (const span of spans) {
    const last = kept.at(-1);
    const isSilent = !isSpeakable(layout.text.slice(span.start, span.end));
    if (last !== undefined && isSilent && isPossible(last.start, span.end)) {
      kept[kept.length - 1] = { start: last.start, end: span.end, cut: span.cut };
    } else kept.push(span);
  }
  return kept;
}

function* pointsOf(
  start: number,
  end: number,
  level: 'sentence' | FineLevel,
  { layout, locale, pace }: Packing,
): Steps<number[]> {
  const { text, edges, whole } = layout;
  const found =
    level === 'sentence'
      ? merged(yield* sentencesInSteps(text, locale), edges)
      : yield* finePointsInSteps(text, locale, { start, end }, level);
  const points: number[] = [];
  for (const at of found) {
    if (at > start && at < end && !isInside(whole, at)) points.push(at);
    if (pace.isDue(POINT_UNITS)) yield;
  }
  return points;
}

/** Where sentences end, because of their words or of an element; both are in order. */
function* merged(sentences: readonly Sentence[], edges: Iterable<number>): Generator<number, void, void> {
  let index = 0;
  for (const edge of edges) {
    for (; (sentences[index]?.end ?? Number.POSITIVE_INFINITY) <= edge; index++) {
      const { end = edge } = sentences[index] ?? {};
      if (end < edge) yield end;
    }
    yield edge;
  }
  for (; index < sentences.length; index++) yield sentences[index]?.end ?? 0;
}

/** Whether an offset lies inside one of the stretches, which are in order. */
function isInside(stretches: ScriptLayout['whole'], at: number): boolean {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return (stretches[low]?.start ?? Number.POSITIVE_INFINITY) < at;
}

function cutAt(at: number, level: 'sentence' | FineLevel, { text, paragraphEdges }: ScriptLayout): SpeechCut {
  if (level !== 'sentence') return level;
  return paragraphEdges.has(at) || isParagraphEnd(text, at) ? 'paragraph' : 'sentence';
}

function voicesBetween({ segmentOffsets }: ScriptLayout, start: number, end: number): number {
  return 1 + Math.max(0, countBefore(segmentOffsets, end) - countBefore(segmentOffsets, start + 1));
}

/** How many of the numbers, which are in order, are less than a limit. */
function countBefore(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sumOf(sums: Float64Array, start: number, end: number): number {
  return (sums[end] ?? 0) - (sums[start] ?? 0);
}

function partOf(slicer: ScriptSlicer, layout: ScriptLayout, { start, end, cut }: Span, index: number): SpeechPart {
  const text = layout.text.slice(start, end);
  const { script: own, pauseAfterMs } = slicer.slice(start, end, cut === 'end');
  return {
    index,
    script: isSpeakable(text) ? own : [],
    text,
    textOffset: start,
    cut,
    pauseAfterMs: pauseAfterMs + (cut === 'end' ? 0 : (layout.silenceBefore.get(end) ?? 0)),
    estimatedMs: sumOf(layout.msUpTo, start, end),
  };
}
