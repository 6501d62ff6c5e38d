import type { SpeechTimings, TimedSpan } from './speech-timings.ts';

/** Characters in a line, and lines in a cue: what television uses (BBC Subtitle Guidelines: 37 to 42; EBU: two lines). */
const LINE_CHARACTERS = 42;
const CUE_CHARACTERS = LINE_CHARACTERS * 2;
/** A cue is on the screen for at most this long, and at least this long where the next one leaves the time. */
const MAX_CUE_MS = 7_000;
const MIN_CUE_MS = 800;
/** After such a silence a new cue begins. */
const SILENCE_MS = 700;

export interface CaptionCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/**
 * The cues of a text: one for each sentence, several for a long one, cut at words. Where the voice reports words, their times are used;
 * else a sentence is shared out by its letters.
 */
export function* captionCuesInSteps({
  words,
  sentences,
  durationMs,
}: SpeechTimings): Generator<void, readonly CaptionCue[], void> {
  const placed = words.filter(({ textOffset }) => textOffset !== undefined).toSorted((a, b) => placeOf(a) - placeOf(b));
  const cues: CaptionCue[] = [];
  for (const sentence of sentences) {
    for (const cue of yield* cuesOf(sentence, yield* wordsOf(sentence, placed))) cues.push(cue);
    yield;
  }
  let earliest = 0;
  const starts = cues.map(({ startMs }) => (earliest = Math.min(durationMs, Math.max(earliest, Math.round(startMs)))));
  return cues.map(({ endMs, lines }, index) => {
    const startMs = starts[index] ?? 0;
    // Long enough to be read, but never into the next.
    const latest = starts[index + 1] ?? durationMs;
    return { startMs, endMs: Math.min(latest, Math.max(Math.round(endMs), startMs + MIN_CUE_MS)), lines };
  });
}

/** Words, pieces of one, or cues, whatever they are: each takes a few microseconds. */
const ITEMS_OF_A_STEP = 250;

const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });
const CHARACTERS = new Intl.Segmenter();

interface Chunk {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

function placeOf({ textOffset = -1 }: TimedSpan): number {
  return textOffset;
}

/** The first of the words, in the order of their places, that is not before one of them. */
function firstAt(words: readonly TimedSpan[], place: number): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const word = words[middle];
    if (word !== undefined && placeOf(word) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The written words of a sentence, with their marks, each with a time. @param words in the order of their places */
function* wordsOf(sentence: TimedSpan, words: readonly TimedSpan[]): Generator<void, readonly Chunk[], void> {
  const { offsetMs, durationMs, textOffset } = sentence;
  const length = sentence.text.trimEnd().length || 1;
  const start = textOffset ?? Number.POSITIVE_INFINITY;
  let next = firstAt(words, start);
  const end = firstAt(words, start + sentence.text.length);
  const share = (at: number): number => offsetMs + (durationMs * Math.min(at, length)) / length;
  const timed = ({ word, index }: Piece): Chunk => {
    const spoken: TimedSpan[] = [];
    for (; next < end; next++) {
      const own = words[next];
      if (own === undefined || placeOf(own) - start >= index + word.length) break;
      if (placeOf(own) - start >= index) spoken.push(own);
    }
    const [first] = spoken;
    const last = spoken.at(-1);
    return {
      text: word,
      startMs: first?.offsetMs ?? share(index),
      endMs: last === undefined ? share(index + word.length) : last.offsetMs + last.durationMs,
    };
  };
  const chunks: Chunk[] = [];
  for (const { 0: word, index } of sentence.text.matchAll(/\S+/gv)) {
    for (const piece of yield* pieces(word, index)) {
      if (chunks.push(timed(piece)) % ITEMS_OF_A_STEP === 0) yield;
    }
  }
  return chunks;
}

interface Piece {
  readonly word: string;
  readonly index: number;
}

/** A word that fits into no line, and any text of a script without spaces, in pieces of a line, never inside a character. */
function* pieces(word: string, index: number): Generator<void, Piece[], void> {
  if (word.length <= LINE_CHARACTERS / 2) return [{ word, index }];
  const found: Piece[] = [];
  let piece = '';
  let at = index;
  let seen = 0;
  for (const { segment } of WORDS.segment(word)) {
    for (const { segment: grapheme } of segment.length > LINE_CHARACTERS
      ? CHARACTERS.segment(segment)
      : [{ segment }]) {
      if (++seen % ITEMS_OF_A_STEP === 0) yield;
      if (piece !== '' && piece.length + grapheme.length > LINE_CHARACTERS / 2) {
        found.push({ word: piece, index: at });
        at += piece.length;
        piece = '';
      }
      piece += grapheme;
    }
  }
  return [...found, { word: piece, index: at }];
}

function* cuesOf({ text }: TimedSpan, chunks: readonly Chunk[]): Generator<void, CaptionCue[], void> {
  const cues: Chunk[][] = [];
  const parts = Math.ceil(text.trim().length / CUE_CHARACTERS);
  // Cues of about the same length: no last word stands alone.
  const wanted = Math.min(CUE_CHARACTERS, Math.ceil((text.trim().length / parts) * 1.2));
  for (const [index, chunk] of chunks.entries()) {
    if (index % ITEMS_OF_A_STEP === ITEMS_OF_A_STEP - 1) yield;
    const cue = cues.at(-1);
    const first = cue?.[0];
    const last = cue?.at(-1);
    const fits =
      cue !== undefined &&
      linesOf([...cue, chunk]).length <= 2 &&
      lengthOf([...cue, chunk]) <= wanted &&
      chunk.endMs - (first?.startMs ?? 0) <= MAX_CUE_MS &&
      chunk.startMs - (last?.endMs ?? 0) < SILENCE_MS;
    if (fits) cue.push(chunk);
    else cues.push([chunk]);
  }
  return cues.map((cue) => ({ startMs: cue[0]?.startMs ?? 0, endMs: cue.at(-1)?.endMs ?? 0, lines: linesOf(cue) }));
}

function lengthOf(cue: readonly Chunk[]): number {
  return cue.reduce((sum, { text }) => sum + text.length + 1, -1);
}

function linesOf(cue: readonly Chunk[]): string[] {
  const lines: string[] = [];
  for (const { text } of cue) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + text.length <= LINE_CHARACTERS)
      lines[lines.length - 1] = `${line} ${text}`;
    else lines.push(text);
  }
  return lines;
}

/** WebVTT (W3C): `&`, `<` and `>` are escaped, so that no text is a tag, a setting or the end of a cue. */
export function* webVttInSteps(cues: readonly CaptionCue[]): Generator<void, string, void> {
  const blocks = yield* blocksOf(cues, ({ startMs, endMs, lines }, number) => {
    const text = lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
    return `${number}\n${clock(startMs, '.')} --> ${clock(endMs, '.')}\n${text.join('\n')}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** SubRip. It has no escapes: what players take for a tag is broken by a zero-width space, an arrow by another arrow. */
export function* subRipInSteps(cues: readonly CaptionCue[]): Generator<void, string, void> {
  const blocks = yield* blocksOf(cues, ({ startMs, endMs, lines }, number) => {
    const text = lines.map((line) => line.replaceAll('-->', '→').replaceAll(/([<\{])(?=\S)/gv, '$1\u{200B}'));
    return `${number}\r\n${clock(startMs, ',')} --> ${clock(endMs, ',')}\r\n${text.join('\r\n')}\r\n`;
  });
  return blocks.join('\r\n');
}

function* blocksOf(
  cues: readonly CaptionCue[],
  blockOf: (cue: CaptionCue, number: number) => string,
): Generator<void, readonly string[], void> {
  const blocks: string[] = [];
  for (const cue of cues) {
    if (blocks.push(blockOf(cue, blocks.length + 1)) % ITEMS_OF_A_STEP === 0) yield;
  }
  return blocks;
}

function clock(ms: number, point: '.' | ','): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}${point}${String(ms % 1_000).padStart(3, '0')}`;
}
