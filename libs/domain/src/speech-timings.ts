/** A stretch of speech: a word, or a sentence. */
export interface TimedSpan {
  readonly text: string;
  /** From the beginning of the audio, in whole milliseconds. */
  readonly offsetMs: number;
  readonly durationMs: number;
  /** Where it stands in the text that was spoken, in UTF-16 code units; absent when it does not stand there like this. */
  readonly textOffset?: number | undefined;
}

/**
 * Where times come from: `provider`: the voice reported them; `measured`: a part of the audio that was spoken on its own, so that only its
 * edges are exact and what lies between was matched to its pauses; `estimated`: shared out by the lengths of the sentences.
 */
export const TIMING_SOURCES = ['provider', 'measured', 'estimated'] as const;
export type TimingSource = (typeof TIMING_SOURCES)[number];

/** What is said when, in the audio of a synthesis. Neither words nor sentences go back in time or overlap. */
export interface SpeechTimings {
  readonly durationMs: number;
  /** The least exact source that was needed for a sentence. */
  readonly sentenceSource: TimingSource;
  /** Where parts that were spoken apart from each other were joined: the beginning of each part but the first. */
  readonly joinsMs: readonly number[];
  /** Empty when the base model of the voice reports none (Dragon). */
  readonly words: readonly TimedSpan[];
  readonly sentences: readonly TimedSpan[];
}

/** One part of the audio, as it was spoken. */
export interface TimedPart {
  /** Where the audio of the part lies in the whole, without what was cut off its edges. */
  readonly startMs: number;
  readonly endMs: number;
  /** How much was cut off its beginning. */
  readonly skippedMs: number;
  /** Where its text begins in the whole text. */
  readonly textOffset: number;
  readonly sentenceSource: TimingSource;
  /** In the part's own time and text. */
  readonly words: readonly TimedSpan[];
  readonly sentences: readonly TimedSpan[];
}

/** The times of all parts in the time of the whole: in order, without overlaps, within its duration. */
export function joinTimings(parts: readonly TimedPart[], durationMs: number): SpeechTimings {
  const whole = Math.round(durationMs);
  const source = Math.max(0, ...parts.map(({ sentenceSource }) => TIMING_SOURCES.indexOf(sentenceSource)));
  return {
    durationMs: whole,
    sentenceSource: TIMING_SOURCES[source] ?? 'estimated',
    // To the sample, at any rate: a whole millisecond holds 24 of them.
    joinsMs: parts.slice(1).map(({ startMs }) => Math.round(startMs * 1_000) / 1_000),
    words: inOrder(
      parts.flatMap((part) => part.words.map((word) => shifted(word, part))),
      whole,
    ),
    sentences: inOrder(
      parts.flatMap((part) => part.sentences.map((sentence) => shifted(sentence, part))),
      whole,
    ),
  };
}

/**
 * Timings in which offsets count in the text behind what was said first. That has its times, and no place in the text.
 * @param characters UTF-16 code units of what was said first
 */
export function placedBehind(timings: SpeechTimings, characters: number): SpeechTimings {
  if (characters === 0) return timings;
  const placed = ({ textOffset = -1, ...span }: TimedSpan): TimedSpan =>
    textOffset < characters ? span : { ...span, textOffset: textOffset - characters };
  return { ...timings, words: timings.words.map(placed), sentences: timings.sentences.map(placed) };
}

function shifted(span: TimedSpan, { startMs, endMs, skippedMs, textOffset }: TimedPart): TimedSpan {
  const within = (ms: number): number => Math.min(endMs, Math.max(startMs, ms));
  const from = within(startMs - skippedMs + span.offsetMs);
  const to = within(startMs - skippedMs + span.offsetMs + span.durationMs);
  return {
    text: span.text,
    offsetMs: from,
    durationMs: to - from,
    ...(span.textOffset !== undefined && { textOffset: textOffset + span.textOffset }),
  };
}

/** A span ends where the next one begins, at the latest. */
function inOrder(spans: readonly TimedSpan[], wholeMs: number): readonly TimedSpan[] {
  let earliest = 0;
  const starts = spans.map(({ offsetMs }) => (earliest = Math.min(wholeMs, Math.max(earliest, Math.round(offsetMs)))));
  return spans.map((span, index) => {
    const start = starts[index] ?? 0;
    const latest = starts[index + 1] ?? wholeMs;
    const end = Math.min(latest, Math.max(start, Math.round(span.offsetMs + span.durationMs)));
    return { ...span, offsetMs: start, durationMs: end - start };
  });
}

/** A silence in the audio of a part, in milliseconds. */
export interface Pause {
  readonly startMs: number;
  readonly endMs: number;
}

/** A sentence, with how long it takes by a guess. */
export interface GuessedSentence {
  readonly text: string;
  readonly textOffset: number;
  readonly estimatedMs: number;
}

/** How far a pause may lie from where a sentence should end by its length, as a share of that length. */
const SEARCH_SHARE = 0.6;

/**
 * When the sentences of a part are said, where the voice does not report it: each ends at one of the pauses, the one that fits its length
 * best, long pauses before short ones.
 * @param speech from the first sound to the last
 */
export function alignSentences(
  sentences: readonly GuessedSentence[],
  speech: { readonly startMs: number; readonly endMs: number },
  pauses: readonly Pause[],
): readonly TimedSpan[] {
  let remaining = sentences.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0) || 1;
  let from = speech.startMs;
  let nextPause = 0;
  return sentences.map(({ text, textOffset, estimatedMs }, index) => {
    // Anchored again at each pause: one wrong guess does not spoil the rest.
    const guessMs = ((speech.endMs - from) * estimatedMs) / remaining;
    remaining = Math.max(1e-9, remaining - estimatedMs);
    const left = sentences.length - 1 - index;
    let end = speech.endMs;
    let next = speech.endMs;
    if (left > 0) {
      const expected = from + guessMs;
      // Each sentence that follows needs a pause of its own.
      const candidates = { from: nextPause, to: Math.max(nextPause, pauses.length - left + 1) };
      const reach = Math.max(400, guessMs * SEARCH_SHARE);
      const best = bestPause(pauses, candidates, expected, reach);
      const pause = best === undefined ? undefined : pauses[best];
      end = pause === undefined ? Math.max(from, expected) : pause.startMs;
      next = pause === undefined ? end : pause.endMs;
      if (best !== undefined) nextPause = best + 1;
    }
    const span = { text, textOffset, offsetMs: from, durationMs: Math.max(0, end - from) };
    from = Math.max(from, next);
    return span;
  });
}

/** @returns the place of the pause, of those `from` one `to` another, none of which is looked at that lies out of reach */
function bestPause(
  pauses: readonly Pause[],
  { from, to }: { readonly from: number; readonly to: number },
  expectedMs: number,
  reachMs: number,
): number | undefined {
  let best: number | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = firstWithin(pauses, from, expectedMs - reachMs); index < to; index++) {
    const pause = pauses[index];
    if (pause === undefined || middleOf(pause) - expectedMs > reachMs) break;
    const distance = Math.abs(middleOf(pause) - expectedMs);
    if (distance > reachMs) continue;
    // A pause of a second outweighs half the reach.
    const cost = distance / reachMs - Math.min(1_000, pause.endMs - pause.startMs) / 2_000;
    if (cost < lowest) {
      lowest = cost;
      best = index;
    }
  }
  return best;
}

/** The first pause from a place on whose middle is not before this time: pauses are in order. */
function firstWithin(pauses: readonly Pause[], from: number, ms: number): number {
  let low = from;
  let high = pauses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const pause = pauses[middle];
    if (pause !== undefined && middleOf(pause) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function middleOf({ startMs, endMs }: Pause): number {
  return (startMs + endMs) / 2;
}
