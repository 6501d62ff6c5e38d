import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONSENT_LOCALES, consentStatement } from './consent-statements.ts';
import { matchStatement } from './statement-match.ts';

describe(matchStatement.name, () => {
  it.each(CONSENT_LOCALES)('accepts the statement of %s as it is written', (locale) => {
    const match = matchStatement(
      consentStatement(locale, 'Ada Lovelace', 'Contoso'),
      locale,
      'Ada Lovelace',
      'Contoso',
    );
    expect(match).toEqual({ matches: true, sentenceMatches: true, talentNameSimilarity: 1, companyNameSimilarity: 1 });
  });

  it('ignores case, punctuation and accents, and forgives a misheard name', () => {
    const heard =
      'i ada lavlace AM aware; that recordings of my voice will be used by Con Toso to create and use a synthetic version of my voice';
    expect(matchStatement(heard, 'en-US', 'Áda Lovelace', 'Contoso').matches).toBe(true);
  });

  it.each([
    ['another name', consentStatement('en-US', 'Grace Hopper', 'Contoso')],
    ['another company', consentStatement('en-US', 'Ada Lovelace', 'Fabrikam Industries')],
  ])('refuses %s', (_, heard) => {
    expect(matchStatement(heard, 'en-US', 'Ada Lovelace', 'Contoso')).toMatchObject({
      matches: false,
      sentenceMatches: true,
    });
  });

  it.each([
    ['a missing word', consentStatement('en-US', 'Ada Lovelace', 'Contoso').replace('synthetic ', '')],
    ['a negation', consentStatement('en-US', 'Ada Lovelace', 'Contoso').replace('will be', 'will not be')],
    ['a different sentence', 'Ask not what your country can do for you.'],
    ['nothing', ''],
  ])('refuses %s', (_, heard) => {
    expect(matchStatement(heard, 'en-US', 'Ada Lovelace', 'Contoso')).toMatchObject({
      matches: false,
      sentenceMatches: false,
    });
  });

  it('takes names literally, whatever characters they hold', () => {
    const statement = consentStatement('en-US', 'A. (Ann) $& Lee', 'R&D [Labs] *');
    expect(statement).toContain('A. (Ann) $& Lee');
    expect(matchStatement(statement, 'en-US', 'A. (Ann) $& Lee', 'R&D [Labs] *').matches).toBe(true);
  });

  it.each([
    ['bg-BG', 'запознат/а', ['запознат', 'запозната']],
    ['hr-HR', 'svjestan/na', ['svjestan', 'svjesna']],
  ] as const)('takes the word that fits the speaker in %s', (locale, written, forms) => {
    const statement = consentStatement(locale, 'Ada Lovelace', 'Contoso');
    expect(statement).toContain(written);
    for (const form of forms) {
      expect(matchStatement(statement.replace(written, form), locale, 'Ada Lovelace', 'Contoso').matches).toBe(true);
    }
    expect(matchStatement(statement.replace(written, ''), locale, 'Ada Lovelace', 'Contoso').matches).toBe(false);
  });

  describe.each(CONSENT_LOCALES)('in %s', (locale) => {
    const statement = consentStatement(locale, 'Ada Lovelace', 'Contoso');
    const match = (heard: string) => matchStatement(heard, locale, 'Ada Lovelace', 'Contoso');

    it('does not care how a recogniser writes it', () => {
      // Capital I is another letter in Turkish; how languages write capitals is not what this is about.
      const capitals = statement.toLocaleUpperCase(locale);
      for (const heard of [capitals, statement.normalize('NFD'), statement.normalize('NFKC'), `… ${statement}\n`]) {
        expect(match(heard)).toMatchObject({ matches: true, sentenceMatches: true });
      }
      fc.assert(
        fc.property(fc.array(fc.constantFrom('', ' ', ',', '.', '  ', '-', '؟', '。'), { minLength: 40 }), (marks) => {
          const words = statement.replaceAll(/[.,;:，。]/gu, '').split(' ');
          const heard = words.map((word, index) => `${word}${marks[index % marks.length]} `).join('');
          expect(match(heard).matches).toBe(true);
        }),
        { numRuns: 20 },
      );
    });

    it('forgives a misheard name, not another one', () => {
      expect(match(consentStatement(locale, 'Ada Lavlace', 'Con Toso')).matches).toBe(true);
      expect(match(consentStatement(locale, 'Grace Hopper', 'Contoso'))).toMatchObject({ matches: false });
      expect(match(consentStatement(locale, 'Ada Lovelace', 'Fabrikam Industries'))).toMatchObject({ matches: false });
    });

    it('refuses the sentence when anything of it is missing or another word', () => {
      // What surrounds the names: dropping any letter of it, or putting another in its place, is another sentence.
      const letters = Array.from(statement.matchAll(/\p{L}/gu)).flatMap(({ index: at, 0: letter }) => {
        const isName = ['Ada Lovelace', 'Contoso'].some((name) => {
          const start = statement.indexOf(name);
          // A letter next to a name may be taken for one of the name.
          return at >= start - 6 && at <= start + name.length + 6;
        });
        return isName || '/ßςıаna'.includes(letter) ? [] : [at];
      });
      fc.assert(
        fc.property(fc.constantFrom(...letters), fc.boolean(), (at, dropped) => {
          const letter = String.fromCodePoint(statement.codePointAt(at) ?? 0);
          const heard = `${statement.slice(0, at)}${dropped ? '' : '7'}${statement.slice(at + letter.length)}`;
          expect(match(heard).sentenceMatches, heard).toBe(false);
        }),
        { numRuns: 25 },
      );
    });
  });
});
