import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Mutant, misfitOf, verdictOf, withFault } from './mutant.ts';
import { MUTANTS } from './mutants/index.ts';

const home = join(import.meta.dirname, '../..');

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

describe(misfitOf.name, () => {
  it.each([
    ['a spec that does not exist', { spec: 'test/mutants/none.spec.ts' }, /no spec/],
    ['a file that does not exist', { file: 'test/mutants/none.ts' }, /no file/],
    ['an anchor that is not in its file', { anchor: 'as no line of the file says' }, /0 times/],
  ])('names %s', (_, changes, message) => {
    const own = { file: 'test/mutants/run.ts', spec: 'test/mutants/mutant.spec.ts', anchor: 'async function judgeAll' };
    expect(misfitOf(home, { ...mutant, ...own })).toEqual([]);
    expect(misfitOf(home, { ...mutant, ...own, ...changes })).toEqual([expect.stringMatching(message)]);
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
  // A rule whose lines were changed has no mutant until its anchor is changed too: this says so in every run of the unit specs.
  it('fits the sources: each anchor is there once, and each spec exists', () => {
    expect(MUTANTS.flatMap((each) => misfitOf(home, each))).toEqual([]);
  });

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
