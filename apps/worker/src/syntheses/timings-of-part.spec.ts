import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TimedSpan } from '#domain';
import { stub } from '#domain/testing';
import { sentencesOf, type SpeechPart, type SpeechSummary } from '#speech';
import { timingsOf } from './speak-part.ts';

const SPEECH = { startMs: 0, endMs: 60_000 };

/** A text of sentences, and words at some of its places, in the order of the text. */
const spoken = fc
  .record({
    sentences: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
    places: fc.uniqueArray(fc.nat(300), { maxLength: 200 }),
  })
  .map(({ sentences, places }) => ({
    text: sentences.map((count) => `${'Word word '.repeat(count).trimEnd()}. `).join(''),
    words: places
      .toSorted((one, other) => one - other)
      .map((textOffset) => ({
        kind: 'word' as const,
        text: 'w',
        offsetMs: textOffset * 70,
        durationMs: 60,
        textOffset,
      })),
  }));

it('times sentences by their words as if each looked at all of them', () => {
  let provided = 0;
  fc.assert(
    fc.property(spoken, ({ text, words }) => {
      const part = stub<SpeechPart>({ text, script: [{ locale: 'en-US' }] });
      const timings = timingsOf(part, stub<SpeechSummary>({ wordBoundaries: words }), SPEECH, []);
      const expected = sentencesOf(text, 'en-US').map(({ start, end }): TimedSpan | undefined => {
        const sentence = text.slice(start, end).trim();
        const own = words.filter(({ textOffset }) => textOffset >= start && textOffset < start + sentence.length);
        const [first, last] = [own[0], own.at(-1)];
        if (first === undefined || last === undefined) return undefined;
        const durationMs = last.offsetMs + last.durationMs - first.offsetMs;
        return { text: sentence, textOffset: start, offsetMs: first.offsetMs, durationMs };
      });
      if (expected.includes(undefined)) {
        expect(timings.sentenceSource).toBe('measured');
        return;
      }
      provided++;
      expect(timings).toMatchObject({ sentenceSource: 'provider', sentences: expected });
    }),
    { numRuns: 1_000 },
  );
  expect(provided).toBeGreaterThan(100);
});
