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
});
