import { CONSENT_LOCALES, consentStatement, matchStatement } from '#domain';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HEARING, mishear } from './mishear.ts';

const NAMES = ['Ada Lovelace', 'Contoso'];

function heardIn(locale: (typeof CONSENT_LOCALES)[number], rates: Partial<typeof DEFAULT_HEARING>): string {
  const statement = consentStatement(locale, 'Ada Lovelace', 'Contoso');
  return mishear(statement, locale, { ...DEFAULT_HEARING, ...rates }, NAMES);
}

describe(mishear.name, () => {
  it('hears everything right at a rate of 0, and the same again with the same seed', () => {
    expect(heardIn('en-US', { wordErrorRate: 0 })).toBe(consentStatement('en-US', 'Ada Lovelace', 'Contoso'));
    expect(heardIn('en-US', { wordErrorRate: 0.2 })).toBe(heardIn('en-US', { wordErrorRate: 0.2 }));
    const seeds = Array.from({ length: 20 }, (_, seed) => heardIn('en-US', { wordErrorRate: 0.2, seed }));
    expect(new Set(seeds).size).toBeGreaterThan(10);
  });

  it('mishears the share of the words that the rate says', () => {
    const text = Array.from({ length: 1000 }, (_, index) => `word${index}`).join(' ');
    const heard = mishear(text, 'en-US', { ...DEFAULT_HEARING, wordErrorRate: 0.1 }, []).split(' ');
    const right = heard.filter((word, index, all) => /^word\d+$/.test(word) && all.indexOf(word) === index);
    expect(right.length).toBeGreaterThan(880);
    expect(right.length).toBeLessThan(990);
  });

  it('hesitates when told to', () => {
    const heard = heardIn('en-US', { wordErrorRate: 0, fillerRate: 0.2 });
    expect(heard.match(/\bum\b/g)?.length).toBeGreaterThanOrEqual(5);
    expect(matchStatement(heard, 'en-US', 'Ada Lovelace', 'Contoso')).toMatchObject({ distance: { errors: 0 } });
  });

  it.each(CONSENT_LOCALES)('leaves the names alone, and in %s 3 % is a consent and 30 % is none', (locale) => {
    for (let seed = 0; seed < 20; seed++) {
      const good = heardIn(locale, { seed });
      expect(good).toContain('Contoso');
      expect(matchStatement(good, locale, 'Ada Lovelace', 'Contoso').matches, good).toBe(true);
      const bad = heardIn(locale, { seed, wordErrorRate: 0.3 });
      const { distance, matches } = matchStatement(bad, locale, 'Ada Lovelace', 'Contoso');
      expect(matches, bad).toBe(false);
      expect(distance?.errorRate, bad).toBeGreaterThan(0.15);
    }
  });
});
