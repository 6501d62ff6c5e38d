import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toEnd } from '../testing/to-end.ts';
import {
  alignSentences,
  type GuessedSentence,
  type Pause,
  type SpeechTimings,
  type TimedSpan,
} from './speech-timings.ts';
import { type CaptionCue, captionCuesInSteps } from './captions.ts';

// What the product computes by looking at each word and pause once, computed here by looking at all of them each time.

interface Chunk {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

function piecesOf(word: string, index: number): { word: string; index: number }[] {
  if (word.length <= 21) return [{ word, index }];
  const units = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(word)].flatMap(({ segment }) =>
    segment.length > 42 ? [...new Intl.Segmenter().segment(segment)].map((part) => part.segment) : [segment],
  );
  const pieces = [''];
  for (const unit of units) {
    const piece = pieces.at(-1) ?? '';
    if (piece !== '' && piece.length + unit.length > 21) pieces.push(unit);
    else pieces[pieces.length - 1] = piece + unit;
  }
  return pieces.map((piece, place) => ({ word: piece, index: index + pieces.slice(0, place).join('').length }));
}

function chunksOf({ text, offsetMs, durationMs, textOffset }: TimedSpan, words: readonly TimedSpan[]): Chunk[] {
  const length = text.trimEnd().length || 1;
  const share = (at: number): number => offsetMs + (durationMs * Math.min(at, length)) / length;
  return [...text.matchAll(/\S+/gv)]
    .flatMap(({ 0: word, index }) => piecesOf(word, index))
    .map(({ word, index }) => {
      const spoken = words.filter(({ textOffset: at }) => {
        if (at === undefined || textOffset === undefined) return false;
        return at >= textOffset + index && at < textOffset + Math.min(text.length, index + word.length);
      });
      const [first, last] = [spoken[0], spoken.at(-1)];
      return {
        text: word,
        startMs: first?.offsetMs ?? share(index),
        endMs: last === undefined ? share(index + word.length) : last.offsetMs + last.durationMs,
      };
    });
}

function linesOf(chunks: readonly Chunk[]): string[] {
  return chunks.reduce<string[]>((lines, { text }) => {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + text.length > 42) return [...lines, text];
    return [...lines.slice(0, -1), `${line} ${text}`];
  }, []);
}

function cuesOf(text: string, chunks: readonly Chunk[]): CaptionCue[] {
  const { length } = text.trim();
  const wanted = Math.min(84, Math.ceil((length / Math.ceil(length / 84)) * 1.2));
  const cues: Chunk[][] = [];
  for (const chunk of chunks) {
    const cue = cues.at(-1) ?? [];
    const longer = [...cue, chunk];
    const fits =
      cue.length > 0 &&
      linesOf(longer).length <= 2 &&
      longer.map((each) => each.text).join(' ').length <= wanted &&
      chunk.endMs - (cue[0]?.startMs ?? 0) <= 7_000 &&
      chunk.startMs - (cue.at(-1)?.endMs ?? 0) < 700;
    if (fits) cue.push(chunk);
    else cues.push([chunk]);
  }
  return cues.map((cue) => ({ startMs: cue[0]?.startMs ?? 0, endMs: cue.at(-1)?.endMs ?? 0, lines: linesOf(cue) }));
}

function allCues({ sentences, words, durationMs }: SpeechTimings): CaptionCue[] {
  const cues = sentences.flatMap((sentence) => cuesOf(sentence.text, chunksOf(sentence, words)));
  const starts = cues.map((_, index) =>
    Math.min(durationMs, Math.max(0, ...cues.slice(0, index + 1).map(({ startMs }) => Math.round(startMs)))),
  );
  return cues.map(({ endMs, lines }, index) => {
    const startMs = starts[index] ?? 0;
    const latest = starts[index + 1] ?? durationMs;
    return { startMs, endMs: Math.min(latest, Math.max(Math.round(endMs), startMs + 800)), lines };
  });
}

function allAligned(
  sentences: readonly GuessedSentence[],
  speech: { startMs: number; endMs: number },
  pauses: readonly Pause[],
): TimedSpan[] {
  const total = sentences.reduce((sum, { estimatedMs }) => sum + estimatedMs, 0) || 1;
  let [remaining, from, taken] = [total, speech.startMs, 0];
  return sentences.map(({ text, textOffset, estimatedMs }, index) => {
    const guessMs = ((speech.endMs - from) * estimatedMs) / remaining;
    remaining = Math.max(1e-9, remaining - estimatedMs);
    const left = sentences.length - 1 - index;
    const reach = Math.max(400, guessMs * 0.6);
    const costs = pauses.map(({ startMs, endMs }, place) => {
      const distance = Math.abs((startMs + endMs) / 2 - from - guessMs);
      const allowed = place >= taken && place <= pauses.length - left && distance <= reach;
      return allowed ? distance / reach - Math.min(1_000, endMs - startMs) / 2_000 : Number.POSITIVE_INFINITY;
    });
    const lowest = Math.min(Number.POSITIVE_INFINITY, ...costs);
    const best = left > 0 && lowest < Number.POSITIVE_INFINITY ? costs.indexOf(lowest) : undefined;
    const pause = best === undefined ? undefined : pauses[best];
    const end = left === 0 ? speech.endMs : (pause?.startMs ?? Math.max(from, from + guessMs));
    const span = { text, textOffset, offsetMs: from, durationMs: Math.max(0, end - from) };
    from = Math.max(from, pause?.endMs ?? end);
    if (best !== undefined) taken = best + 1;
    return span;
  });
}

const word = fc.oneof(
  { weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 9 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }) },
  { weight: 1, arbitrary: fc.nat(120).map((length) => 'a'.repeat(length)) },
  { weight: 1, arbitrary: fc.nat(90).map((length) => 'あ'.repeat(length)) },
);

/** Sentences one behind the other, with words anywhere in them, or between them, in the order of the text. */
const timings = fc
  .record({
    texts: fc.array(fc.array(word, { minLength: 1, maxLength: 30 }), { maxLength: 6 }),
    gaps: fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
    places: fc.uniqueArray(fc.nat(800), { maxLength: 120 }),
    placeless: fc.nat(4),
    stepMs: fc.integer({ min: 1, max: 400 }),
    sentencesStand: fc.boolean(),
  })
  .map(({ texts, gaps, places, placeless, stepMs, sentencesStand }): SpeechTimings => {
    let at = 0;
    const sentences = texts.map((words, index): TimedSpan => {
      const text = words.join(' ');
      const start = at + (gaps[index] ?? 0);
      at = start + text.length;
      const span = { text, offsetMs: start * stepMs, durationMs: text.length * stepMs };
      return sentencesStand ? { ...span, textOffset: start } : span;
    });
    const words = places
      .toSorted((one, other) => one - other)
      .map((place): TimedSpan => ({
        text: 'w',
        offsetMs: place * stepMs + (place % 7),
        durationMs: 90,
        textOffset: place,
      }));
    const without = Array.from({ length: placeless }, (): TimedSpan => ({ text: 'w', offsetMs: 1, durationMs: 1 }));
    return {
      durationMs: at * stepMs,
      sentenceSource: 'provider',
      joinsMs: [],
      sentences,
      words: [...without, ...words],
    };
  });

it('cuts subtitles as if each sentence looked at all words', () => {
  fc.assert(
    fc.property(timings, (timed) => {
      expect(toEnd(captionCuesInSteps(timed))).toEqual(allCues(timed));
    }),
    { numRuns: 1_000 },
  );
});

it('ends sentences at pauses as if each looked at all of them', () => {
  const sentences = fc
    .array(fc.nat(4_000), { maxLength: 25 })
    .map((lengths) =>
      lengths.map((estimatedMs, index): GuessedSentence => ({ text: `s${index}`, textOffset: index * 5, estimatedMs })),
    );
  const pauses = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 2_500 }), fc.integer({ min: 20, max: 1_400 })), { maxLength: 40 })
    .map((steps) => {
      let at = 0;
      return steps.map(([speechMs, pauseMs]): Pause => {
        const startMs = at + speechMs;
        at = startMs + pauseMs;
        return { startMs, endMs: at };
      });
    });
  fc.assert(
    fc.property(
      sentences,
      pauses,
      fc.nat(500),
      fc.integer({ min: 500, max: 60_000 }),
      (guessed, found, startMs, endMs) => {
        expect(alignSentences(guessed, { startMs, endMs }, found)).toEqual(
          allAligned(guessed, { startMs, endMs }, found),
        );
      },
    ),
    { numRuns: 2_000 },
  );
});
