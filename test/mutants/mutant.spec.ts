import { describe, expect, it } from 'vitest';
import { type Mutant, verdictOf, withFault } from './mutant.ts';
import { MUTANTS } from './mutants/index.ts';

const mutant: Mutant = { rule: 'r', file: 'a.ts', anchor: 'n < 3', replacement: 'n <= 3 /* $& */', spec: 'a.spec.ts' };

describe(withFault.name, () => {
  it('puts the replacement where the anchor is, letter by letter', () => {
    expect(withFault('if (n < 3) stop();', mutant)).toBe('if (n <= 3 /* $& */) stop();');
  });

  it.each([
    ['is not there', 'if (n > 3) stop();', mutant, /0 times/],
    ['is there twice', 'n < 3 && n < 3', mutant, /2 times/],
    ['is empty', 'n < 3', { ...mutant, anchor: '' }, /0 times/],
    ['is what replaces it', 'n < 3', { ...mutant, replacement: 'n < 3' }, /changes nothing/],
  ])('refuses an anchor that %s', (_, source, given, message) => {
    expect(() => withFault(source, given)).toThrow(message);
  });
});

describe(verdictOf.name, () => {
  it.each([
    ['noticed', { passed: 3, failed: 1, brokenFiles: 0, timedOut: false }],
    ['survived', { passed: 3, failed: 0, brokenFiles: 0, timedOut: false }],
    ['broken', { passed: 0, failed: 0, brokenFiles: 1, timedOut: false }],
    ['broken', { passed: 0, failed: 0, brokenFiles: 0, timedOut: false }],
    ['broken', { passed: 0, failed: 1, brokenFiles: 0, timedOut: true }],
  ] as const)('says %s of %o', (verdict, run) => {
    expect(verdictOf(run)).toBe(verdict);
  });
});

describe('the list of mutants', () => {
  it('names each rule once', () => {
    expect(new Set(MUTANTS.map(({ rule }) => rule)).size).toBe(MUTANTS.length);
  });

  it('names specs of the unit project only', () => {
    const outside = MUTANTS.filter(
      ({ spec }) => !/^(apps|libs|scripts|test)\/.+\.spec\.ts$/.test(spec) || /e2e|tools/.test(spec),
    );
    expect(outside).toEqual([]);
  });
});
