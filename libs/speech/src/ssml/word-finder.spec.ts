import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { runToEnd } from '#loop';
import { type FoundWord, wordFinder } from './word-finder.ts';

function find(words: readonly string[], text: string): readonly FoundWord[] {
  return runToEnd(
    (function* () {
      return yield* (yield* wordFinder(words)).find(text);
    })(),
  );
}

const UNSPACED = String.raw`\p{Script=Han}\p{Script=Thai}`;
const WORD = String.raw`[[\p{L}\p{N}\p{M}]--[${UNSPACED}]]`;

/** What a regular expression finds, which tries word after word at each place. */
function slowlyFound(words: readonly string[], text: string): FoundWord[] {
  const alternatives = words
    .map((word, index) => ({ word, index }))
    .toSorted((a, b) => b.word.length - a.word.length)
    .map(({ word, index }) => {
      const before = new RegExp(`^${WORD}`, 'v').test(word) ? `(?<!${WORD})` : '';
      const after = new RegExp(`${WORD}$`, 'v').test(word) ? `(?!${WORD})` : '';
      return `(?<w${index}>${before}${word.replaceAll('.', String.raw`\.`)}${after})`;
    });
  return [...text.matchAll(new RegExp(alternatives.join('|'), 'gv'))].map(({ index, groups = {} }) => ({
    at: index,
    word: words.findIndex((_, word) => groups[`w${word}`] !== undefined),
  }));
}

describe(wordFinder.name, () => {
  it('finds what a regular expression with all words finds', () => {
    const unit = fc.constantFrom('a', 'b', ' ', '字', '.', 'é', '\u{301}', '👩', '1');
    const words = fc.uniqueArray(fc.string({ unit, minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(words, fc.string({ unit, maxLength: 60 }), (list, text) => {
        expect(find(list, text)).toEqual(slowlyFound(list, text));
      }),
      { numRuns: 300 },
    );
  });

  it('finds no half of a character', () => {
    expect(find(['\u{D83D}', '\u{DC69}'], '👩')).toEqual([]);
  });

  it.each([
    ['words that are all alike', Array.from({ length: 200 }, (_, index) => 'a'.repeat(index + 1)), 'a'.repeat(20_000)],
    ['signs that are all alike', Array.from({ length: 200 }, (_, index) => '.'.repeat(index + 1)), '.'.repeat(20_000)],
    ['beginnings that never go on', [`${'字'.repeat(199)}!`], '字'.repeat(20_000)],
  ])('looks at each character a few times only: %s', (_, words, text) => {
    const get = vi.spyOn(Map.prototype, 'get');
    find(words, text);
    const lookups = get.mock.calls.length;
    get.mockRestore();
    const letters = words.reduce((sum, word) => sum + word.length, 0);
    expect(lookups).toBeLessThan(8 * (text.length + letters));
  });
});
