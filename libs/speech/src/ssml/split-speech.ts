import { ServiceError } from '#domain';
import { finePoints, type FineLevel, isParagraphEnd, sentencesOf } from './sentences.ts';
import { layOut, type ScriptLayout } from './script-layout.ts';
import { sliceScript } from './slice-script.ts';
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

/**
 * Splits a script into parts that fit into one request each, at the ends of sentences where these fit, else of clauses, words or, in the
 * last resort, characters as a reader sees them. The parts' texts, joined, are the text.
 * @throws ServiceError `text-too-long` for a single character that fits nowhere.
 */
export function splitSpeech(script: SpeechScript, limits: SplitLimits = {}): readonly SpeechPart[] {
  const layout = layOut(script);
  const { text } = layout;
  const locale = script[0]?.locale ?? 'en';
  const maxMs = Math.min(limits.partMs ?? PART_MAX_MS, PART_MAX_MS);
  const totalMs = layout.msUpTo[text.length] ?? 0;
  const evenMs = Math.min(maxMs, (totalMs / Math.ceil(totalMs / maxMs)) * BALANCE);
  const overhead = Buffer.byteLength(openSpeak(locale)) + 500 + layout.reopenBytes;
  const maxBytes = Math.min(limits.partBytes ?? SSML_MAX_BYTES, SSML_MAX_BYTES) - overhead;
  const holds = (limitMs: number) => (start: number, end: number) =>
    sumOf(layout.bytesUpTo, start, end) <= maxBytes &&
    sumOf(layout.msUpTo, start, end) - (layout.pauseBefore[end] ?? 0) <= limitMs &&
    voicesBetween(layout, start, end) <= SSML_MAX_VOICES;
  const packing = { layout, locale, fits: holds(evenMs), isPossible: holds(PART_MAX_MS) };
  const spans = joinSilent(pack({ start: 0, end: text.length, cut: 'end' }, 'sentence', packing), packing);
  return spans.map((span, index) => partOf(script, layout, span, index));
}

/** How long a script takes to say, pauses included, by a cautious guess, in milliseconds. */
export function estimateScriptMs(script: SpeechScript): number {
  const { text, msUpTo } = layOut(script);
  return msUpTo[text.length] ?? 0;
}

interface Packing {
  readonly layout: ScriptLayout;
  readonly locale: string;
  /** Into a part of the wanted length. */
  readonly fits: (start: number, end: number) => boolean;
  /** In one request. */
  readonly isPossible: (start: number, end: number) => boolean;
}

function pack(whole: Span, level: 'sentence' | FineLevel, packing: Packing): readonly Span[] {
  const { start, end } = whole;
  if (packing.fits(start, end)) return [whole];
  const points = [...pointsOf(start, end, level, packing), end];
  const spans: Span[] = [];
  let from = start;
  let until = start;
  const flush = (): void => {
    if (until === from) return;
    spans.push({ start: from, end: until, cut: until === end ? whole.cut : cutAt(until, level, packing.layout) });
    from = until;
  };
  for (const point of points) {
    if (packing.fits(from, point)) {
      until = point;
      continue;
    }
    flush();
    const finer = FINER[level];
    if (!packing.fits(from, point) && finer !== undefined) {
      const cut = point === end ? whole.cut : cutAt(point, level, packing.layout);
      const pieces = pack({ start: from, end: point, cut }, finer, packing);
      spans.push(...pieces.slice(0, -1));
      // The last piece may take in what follows.
      from = pieces.at(-1)?.start ?? from;
    } else if (!packing.isPossible(from, point)) {
      throw new ServiceError('text-too-long', 'The text holds something that is too long and cannot be cut.');
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

function pointsOf(start: number, end: number, level: 'sentence' | FineLevel, { layout, locale }: Packing): number[] {
  const { text, edges, whole } = layout;
  const found =
    level === 'sentence'
      ? [...new Set([...sentencesOf(text, locale).map((sentence) => sentence.end), ...edges])].toSorted((a, b) => a - b)
      : finePoints(text, locale, { start, end }, level);
  return found.filter((at) => at > start && at < end && !isInside(whole, at));
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

function voicesBetween({ passageOffsets }: ScriptLayout, start: number, end: number): number {
  let voices = 1;
  for (const at of passageOffsets) if (at > start && at < end) voices++;
  return voices;
}

function sumOf(sums: Float64Array, start: number, end: number): number {
  return (sums[end] ?? 0) - (sums[start] ?? 0);
}

function partOf(script: SpeechScript, layout: ScriptLayout, { start, end, cut }: Span, index: number): SpeechPart {
  const text = layout.text.slice(start, end);
  const { script: own, pauseAfterMs } = sliceScript(script, start, end, cut === 'end');
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
