import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runToEnd } from '#loop';
import { anyText } from '../../testing/any-text.ts';
import { fold, foldInSteps } from './folded-text.ts';

describe(fold.name, () => {
  it.each([
    ['Mu\u0308ller', 'Müller'],
    ['\u1112\u1161\u11AB\u1100\u116E\u11A8', '한국'],
    ['か\u3099', 'が'],
    ['\u212Bngstro\u0308m', 'Ångström'],
    ['\uFB2C', '\u05E9\u05BC\u05C1'],
    ['New\r\n \u00A0York', 'New York'],
    ['it’s, itʼs', "it's, it's"],
    ['e\u0301 e\u0301e', 'é ée'],
  ])('makes of %j what looks the same: %j', (source, folded) => {
    expect(fold(source)).toBe(folded);
  });

  it('is NFC, and knows where each character stands in the source', () => {
    fc.assert(
      fc.property(anyText, (source) => {
        const { text, offsetOf } = runToEnd(foldInSteps(source));
        expect(text).toBe(
          source
            .normalize('NFC')
            .replaceAll(/[’ʼ＇]/gv, "'")
            .replaceAll(/\s+/gv, ' '),
        );
        expect(offsetOf(text.length)).toBe(source.length);
        const offsets = Array.from({ length: text.length }, (_, at) => offsetOf(at));
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      }),
    );
  });

  it('folds any number of marks in steps: to order them all at once takes minutes', () => {
    const steps = foldInSteps(`a${'\u0301\u0316'.repeat(100_000)}`);
    let yields = 0;
    for (; steps.next().done !== true;) yields++;
    expect(yields).toBeGreaterThan(50);
  });
});
