import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toEnd } from '../testing/to-end.ts';
import { alignSentences, joinTimings, placedBehind, type TimedPart, type TimedSpan } from './speech-timings.ts';
import { subRipInSteps, captionCuesInSteps, webVttInSteps } from './captions.ts';

const span = fc.record({
  text: fc.string({ unit: 'binary', maxLength: 120 }),
  offsetMs: fc.double({ min: -50, max: 5_000, noNaN: true }),
  durationMs: fc.double({ min: 0, max: 2_000, noNaN: true }),
  textOffset: fc.option(fc.nat(1_000), { nil: undefined }),
});
const parts = fc
  .array(
    fc.record({
      lengthMs: fc.integer({ min: 1, max: 5_000 }),
      skippedMs: fc.integer({ min: 0, max: 300 }),
      words: fc.array(span, { maxLength: 8 }),
      sentences: fc.array(span, { maxLength: 4 }),
    }),
    { maxLength: 6 },
  )
  .map((shapes) => {
    let startMs = 0;
    return shapes.map(({ lengthMs, skippedMs, words, sentences }, index): TimedPart => {
      const part = { startMs, endMs: startMs + lengthMs, skippedMs, textOffset: index * 100, words, sentences };
      startMs += lengthMs + 200;
      return { ...part, sentenceSource: index === 1 ? 'measured' : 'provider' };
    });
  });

function expectInOrder(spans: readonly TimedSpan[], durationMs: number): void {
  let end = 0;
  for (const { offsetMs, durationMs: length } of spans) {
    expect(Number.isInteger(offsetMs) && Number.isInteger(length)).toBe(true);
    expect(length).toBeGreaterThanOrEqual(0);
    expect(offsetMs).toBeGreaterThanOrEqual(end);
    end = offsetMs + length;
  }
  expect(end).toBeLessThanOrEqual(durationMs);
}

describe(joinTimings.name, () => {
  it('never goes back in time, overlaps or ends after the audio', () => {
    fc.assert(
      fc.property(parts, (timed) => {
        const durationMs = timed.at(-1)?.endMs ?? 0;
        const timings = joinTimings(timed, durationMs);
        expectInOrder(timings.words, durationMs);
        expectInOrder(timings.sentences, durationMs);
        expect(timings.words).toHaveLength(timed.flatMap(({ words }) => words).length);
        const cues = toEnd(captionCuesInSteps(timings));
        expectInOrder(
          cues.map(({ startMs, endMs }) => ({ text: '', offsetMs: startMs, durationMs: endMs - startMs })),
          durationMs,
        );
        for (const { lines } of cues) {
          expect(lines.length).toBeLessThanOrEqual(2);
          expect(lines.join('')).toMatch(/\S/v);
        }
      }),
    );
  });

  it('moves times by where a part lies and what was cut off it, and offsets by its text', () => {
    const word = { text: 'two', offsetMs: 150, durationMs: 300, textOffset: 0 };
    const timed = { startMs: 1_000, endMs: 2_000, skippedMs: 100, textOffset: 5, words: [word], sentences: [] };
    const { words, sentenceSource } = joinTimings([{ ...timed, sentenceSource: 'provider' }], 2_000);
    expect(words).toEqual([{ text: 'two', offsetMs: 1_050, durationMs: 300, textOffset: 5 }]);
    expect(sentenceSource).toBe('provider');
  });
});

describe(alignSentences.name, () => {
  const sentence = (text: string, textOffset: number, estimatedMs: number) => ({ text, textOffset, estimatedMs });

  it('ends sentences at the pauses that fit their lengths', () => {
    const sentences = [sentence('a', 0, 2_000), sentence('b', 1, 1_000), sentence('c', 2, 3_000)];
    const pauses = [
      { startMs: 900, endMs: 1_050 },
      { startMs: 2_300, endMs: 2_900 },
      { startMs: 3_800, endMs: 4_300 },
      { startMs: 5_000, endMs: 5_130 },
    ];
    const aligned = alignSentences(sentences, { startMs: 100, endMs: 7_000 }, pauses);
    expect(aligned.map(({ offsetMs, durationMs }) => [offsetMs, offsetMs + durationMs])).toEqual([
      [100, 2_300],
      [2_900, 3_800],
      [4_300, 7_000],
    ]);
  });

  it('shares the time out where there are no pauses', () => {
    const aligned = alignSentences([sentence('a', 0, 1), sentence('b', 1, 3)], { startMs: 0, endMs: 4_000 }, []);
    expect(aligned).toMatchObject([
      { offsetMs: 0, durationMs: 1_000 },
      { offsetMs: 1_000, durationMs: 3_000 },
    ]);
  });
});

describe('subtitles', () => {
  const text =
    'The harbour wakes before the town does, and ropes creak while gulls argue over scraps that the first boats left.';
  const sentences = [
    { text, offsetMs: 250, durationMs: 6_000, textOffset: 0 },
    { text: '<b> 1 < 2 & 3 --> 4', offsetMs: 3_600_000, durationMs: 500, textOffset: text.length },
  ];
  const cues = toEnd(
    captionCuesInSteps({ durationMs: 3_601_000, sentenceSource: 'estimated', joinsMs: [], words: [], sentences }),
  );

  it('are cut into two lines of 42 characters, at words, with no word lost', () => {
    expect(cues).toHaveLength(3);
    for (const { lines } of cues) for (const line of lines) expect(line.length).toBeLessThanOrEqual(42);
    expect(cues.flatMap(({ lines }) => lines).join(' ')).toBe(`${text} ${sentences[1]?.text}`);
  });

  it('are written as WebVTT and SubRip, where text cannot become markup', () => {
    const vtt = toEnd(webVttInSteps(cues));
    expect(vtt).toMatch(/^WEBVTT\n\n1\n00:00:00\.250 --> 00:00:0\d\.\d{3}\nThe harbour wakes before the town does,\n/v);
    expect(vtt).toContain('01:00:00.000 --> 01:00:00.800\n&lt;b&gt; 1 &lt; 2 &amp; 3 --&gt; 4\n');
    const srt = toEnd(subRipInSteps(cues));
    expect(srt).toContain('3\r\n01:00:00,000 --> 01:00:00,800\r\n<\u{200B}b> 1 < 2 & 3 → 4\r\n');
  });

  it('use the times of words where the voice reports them', () => {
    const words = [
      { text: 'One', offsetMs: 100, durationMs: 200, textOffset: 0 },
      { text: 'two', offsetMs: 2_000, durationMs: 200, textOffset: 4 },
    ];
    const timed = { text: 'One two', offsetMs: 0, durationMs: 2_300, textOffset: 0 };
    expect(
      toEnd(
        captionCuesInSteps({ durationMs: 3_000, sentenceSource: 'provider', joinsMs: [], words, sentences: [timed] }),
      ),
    ).toEqual([
      { startMs: 100, endMs: 900, lines: ['One'] },
      { startMs: 2_000, endMs: 2_800, lines: ['two'] },
    ]);
  });
});

describe(placedBehind.name, () => {
  it('keeps all times, and counts offsets in the text behind what was said first', () => {
    const timings = {
      durationMs: 3_000,
      sentenceSource: 'provider',
      joinsMs: [],
      words: [
        { text: 'AI', offsetMs: 0, durationMs: 500, textOffset: 0 },
        { text: 'Hello', offsetMs: 1_000, durationMs: 500, textOffset: 4 },
        { text: 'somewhere', offsetMs: 1_500, durationMs: 500 },
      ],
      sentences: [
        { text: 'AI.', offsetMs: 0, durationMs: 600, textOffset: 0 },
        { text: 'Hello.', offsetMs: 1_000, durationMs: 900, textOffset: 4 },
      ],
    } as const;
    const placed = placedBehind(timings, 'AI.\n'.length);
    expect(placed).toEqual({
      ...timings,
      words: [
        { text: 'AI', offsetMs: 0, durationMs: 500 },
        { text: 'Hello', offsetMs: 1_000, durationMs: 500, textOffset: 0 },
        { text: 'somewhere', offsetMs: 1_500, durationMs: 500 },
      ],
      sentences: [
        { text: 'AI.', offsetMs: 0, durationMs: 600 },
        { text: 'Hello.', offsetMs: 1_000, durationMs: 900, textOffset: 0 },
      ],
    });
    // Captions show what is said first, too.
    expect(toEnd(captionCuesInSteps(placed)).flatMap(({ lines }) => lines)).toEqual(['AI.', 'Hello.']);
  });
});
