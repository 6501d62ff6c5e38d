import { describe, expect, it } from 'vitest';
import { LINE_PATTERN } from './line-pattern.ts';

describe('the pattern of a line', () => {
  it.each(['', 'Ada Lovelace', 'עדה לאבלייס', 'آدا لوفلايس', '李小龍', 'Anne\u200dMarie 👩‍🔬'])('takes %j', (text) => {
    expect(LINE_PATTERN.test(text)).toBe(true);
  });

  it.each(['\n', '\u0000', '\u0085', '\ud800', '\u2028', '\u2029', '\u061c', '\u200e', '\u200f', '\u202e', '\u2066'])(
    'refuses %j',
    (character) => {
      expect(LINE_PATTERN.test(`Ada${character}ecalevoL`)).toBe(false);
    },
  );
});
