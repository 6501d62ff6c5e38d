import type { SpeechTimings, TimedSpan } from './speech-timings.ts';

/** Characters in a line, and lines in a cue: what television uses (BBC Subtitle Guidelines: 37 to 42; EBU: two lines). */
const LINE_CHARACTERS = 42;
const CUE_CHARACTERS = LINE_CHARACTERS * 2;
/** A cue is on the screen for at most this long, and at least this long where the next one leaves the time. */
const LONGEST_CUE_MS = 7_000;
const SHORTEST_CUE_MS = 800;
/** After such a silence a new cue begins. */
const SILENCE_MS = 700;

export interface SubtitleCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/**
 * The cues of a text: one for each sentence, several for a long one, cut at words. Where the voice reports words, their times are used;
 * else a sentence is shared out by its letters.
 */
export function subtitleCues({ words, sentences, durationMs }: SpeechTimings): readonly SubtitleCue[] {
  const cues = sentences.flatMap((sentence) => cuesOf(sentence, wordsOf(sentence, words)));
  let earliest = 0;
  const starts = cues.map(({ startMs }) => (earliest = Math.min(durationMs, Math.max(earliest, Math.round(startMs)))));
  return cues.map(({ endMs, lines }, index) => {
    const startMs = starts[index] ?? 0;
    // Long enough to be read, but never into the next.
    const latest = starts[index + 1] ?? durationMs;
    return { startMs, endMs: Math.min(latest, Math.max(Math.round(endMs), startMs + SHORTEST_CUE_MS)), lines };
  });
}

interface Chunk {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The written words of a sentence, with their marks, each with a time. */
function wordsOf(sentence: TimedSpan, words: readonly TimedSpan[]): readonly Chunk[] {
  const written = [...sentence.text.matchAll(/\S+/gv)].flatMap(({ 0: word, index }) => pieces(word, index));
  const { offsetMs, durationMs, textOffset } = sentence;
  const length = sentence.text.trimEnd().length || 1;
  const own =
    textOffset === undefined
      ? []
      : words.filter(
          (word) =>
            (word.textOffset ?? -1) >= textOffset && (word.textOffset ?? -1) < textOffset + sentence.text.length,
        );
  return written.map(({ word, index }) => {
    const share = (at: number): number => offsetMs + (durationMs * Math.min(at, length)) / length;
    const spoken = own.filter(
      ({ textOffset: at = 0 }) => at - (textOffset ?? 0) >= index && at - (textOffset ?? 0) < index + word.length,
    );
    const [first] = spoken;
    const last = spoken.at(-1);
    return {
      text: word,
      startMs: first?.offsetMs ?? share(index),
      endMs: last === undefined ? share(index + word.length) : last.offsetMs + last.durationMs,
    };
  });
}

/** A word that fits into no line, and any text of a script without spaces, in pieces of a line, never inside a character. */
function pieces(word: string, index: number): { word: string; index: number }[] {
  if (word.length <= LINE_CHARACTERS / 2) return [{ word, index }];
  const found: { word: string; index: number }[] = [];
  let piece = '';
  let at = index;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(word)) {
    const graphemes =
      segment.length > LINE_CHARACTERS
        ? [...new Intl.Segmenter().segment(segment)].map((part) => part.segment)
        : [segment];
    for (const grapheme of graphemes) {
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

function cuesOf({ text }: TimedSpan, chunks: readonly Chunk[]): SubtitleCue[] {
  const cues: Chunk[][] = [];
  const parts = Math.ceil(text.trim().length / CUE_CHARACTERS);
  // Cues of about the same length: no last word stands alone.
  const wanted = Math.min(CUE_CHARACTERS, Math.ceil((text.trim().length / parts) * 1.2));
  for (const chunk of chunks) {
    const cue = cues.at(-1);
    const first = cue?.[0];
    const last = cue?.at(-1);
    const fits =
      cue !== undefined &&
      linesOf([...cue, chunk]).length <= 2 &&
      lengthOf([...cue, chunk]) <= wanted &&
      chunk.endMs - (first?.startMs ?? 0) <= LONGEST_CUE_MS &&
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
export function webVtt(cues: readonly SubtitleCue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }, index) => {
    const text = lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
    return `${index + 1}\n${clock(startMs, '.')} --> ${clock(endMs, '.')}\n${text.join('\n')}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** SubRip. It has no escapes: what players take for a tag is broken by a zero-width space, an arrow by another arrow. */
export function subRip(cues: readonly SubtitleCue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }, index) => {
    const text = lines.map((line) => line.replaceAll('-->', '→').replaceAll(/([<\{])(?=\S)/gv, '$1\u{200B}'));
    return `${index + 1}\r\n${clock(startMs, ',')} --> ${clock(endMs, ',')}\r\n${text.join('\r\n')}\r\n`;
  });
  return blocks.join('\r\n');
}

function clock(ms: number, point: '.' | ','): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}${point}${String(ms % 1_000).padStart(3, '0')}`;
}
