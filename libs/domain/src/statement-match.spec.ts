import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONSENT_LOCALES, consentStatement } from './consent-statements.ts';
import { spokenUnitOf, unitsOf } from './spoken-words.ts';
import { matchStatement } from './statement-match.ts';

/** Pieces of statements that speakers choose from. */
const CHOSEN = ['запознат', 'а', 'svjestan', 'na', '은', '는', '이', '가'];

describe(matchStatement.name, () => {
  it.each(CONSENT_LOCALES)('accepts the statement of %s as it is written', (locale) => {
    const match = matchStatement(
      consentStatement(locale, 'Ada Lovelace', 'Contoso'),
      locale,
      'Ada Lovelace',
      'Contoso',
    );
    expect(match).toMatchObject({ matches: true, talentNameSimilarity: 1, companyNameSimilarity: 1 });
    expect(match.distance).toMatchObject({ errors: 0, errorRate: 0, denied: false });
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
    ['a part of it', consentStatement('en-US', 'Ada Lovelace', 'Contoso').replace('recordings of my voice ', '')],
    [
      'a text that holds it',
      consentStatement('en-US', 'Ada Lovelace', 'Contoso').replace('.', `, ${'and so on '.repeat(9)}`),
    ],
    ['a text of two hours', 'my voice '.repeat(10_000)],
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
  });

  it('says how far the text is from the statement', () => {
    const heard = consentStatement('en-US', 'Ada Lovelace', 'Contoso')
      .replace('recordings', 'recording')
      .replace('synthetic ', '')
      .replace('to create', 'and to create');
    expect(matchStatement(heard, 'en-US', 'Ada Lovelace', 'Contoso')).toMatchObject({
      matches: true,
      distance: { unit: 'word', errors: 3, length: 22, errorRate: 0.136, denied: false },
    });
  });

  it.each([
    ['en-US', 'am aware', 'am not aware'],
    ['de-DE', 'verwendet werden', 'nicht verwendet werden'],
    ['fr-FR', 'seront utilisés', 'ne seront pas utilisés'],
    ['ja-JP', '同意します', '同意しません'],
    ['zh-CN', '将会被', '将不会被'],
  ] as const)('refuses the opposite of the statement in %s, although one word makes it', (locale, said, opposite) => {
    const heard = consentStatement(locale, 'Ada Lovelace', 'Contoso').replace(said, opposite);
    expect(matchStatement(heard, locale, 'Ada Lovelace', 'Contoso')).toMatchObject({
      matches: false,
      sentenceMatches: false,
      distance: { denied: true },
    });
  });

  it('takes a digit for the word, and characters in the other form for the same', () => {
    const match = (locale: 'es-ES' | 'zh-CN' | 'ko-KR', said: string, heard: string) =>
      matchStatement(
        consentStatement(locale, 'Ada Lovelace', 'Contoso').replace(said, heard),
        locale,
        'Ada Lovelace',
        'Contoso',
      );
    expect(match('es-ES', 'una versión', '1 versión').distance?.errors).toBe(0);
    expect(match('zh-CN', '确认', '確認').distance?.errors).toBe(0);
    expect(match('ko-KR', '은(는)', '는').distance?.errors).toBe(0);
    expect(match('ko-KR', '은(는)', '은').distance?.errors).toBe(0);
  });

  it('leaves a name in another script to Azure, and says so', () => {
    const heard = consentStatement('ru-RU', 'Ада Лавлейс', 'Contoso');
    expect(matchStatement(heard, 'ru-RU', 'Ada Lovelace', 'Contoso')).toMatchObject({
      matches: true,
      otherScript: ['talent'],
    });
    expect(matchStatement(heard, 'ru-RU', 'Иван Петров', 'Contoso')).toMatchObject({ matches: false });
  });

  it('takes no longer than a message handler may hold the loop, whatever is heard', () => {
    const talent = 'a '.repeat(50);
    const company = 'b'.repeat(150);
    for (const locale of ['en-US', 'ko-KR', 'zh-CN'] as const) {
      for (const heard of ['a '.repeat(500), 'b'.repeat(1200), 'ab '.repeat(400), '我'.repeat(900)]) {
        const took = [1, 2, 3].map(() => {
          const started = process.threadCpuUsage();
          matchStatement(heard, locale, talent, company);
          return process.threadCpuUsage(started).user / 1000;
        });
        expect(Math.min(...took), `${locale} ${heard.slice(0, 5)}`).toBeLessThanOrEqual(50);
      }
    }
  });

  describe.each(CONSENT_LOCALES)('in %s', (locale) => {
    const statement = consentStatement(locale, 'Ada Lovelace', 'Contoso');
    const match = (heard: string) => matchStatement(heard, locale, 'Ada Lovelace', 'Contoso');

    it('does not care how a recognizer writes it', () => {
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

    it('leaves what a recognizer may have misheard to Azure, up to 15 %, and refuses more', () => {
      const units = unitsOf(statement, spokenUnitOf(locale));
      const length = match(statement).distance?.length ?? 0;
      const isWord = spokenUnitOf(locale) === 'word';
      const named = new Set(['Ada Lovelace', 'Contoso'].flatMap((name) => unitsOf(name, spokenUnitOf(locale))));
      // Digits are in no statement. Letters next to a name may be taken for its own, and pieces to choose from may be left out.
      const places = [...units.keys()].filter(
        (at) => ![-1, 0, 1].some((step) => named.has(units[at + step] ?? '')) && !CHOSEN.includes(units[at] ?? ''),
      );
      const mishear = (at: number[]): string =>
        units.map((unit, index) => (at.includes(index) ? '7' : unit)).join(isWord ? ' ' : '');
      fc.assert(
        fc.property(fc.shuffledSubarray(places, { minLength: 1, maxLength: Math.ceil(length / 4) }), (at) => {
          const { distance, sentenceMatches } = match(mishear(at));
          expect(distance?.errors).toBe(at.length);
          expect(sentenceMatches).toBe(at.length / (distance?.length ?? 0) <= 0.15);
        }),
        { numRuns: 25 },
      );
    });

    it('forgives hesitation, and words that are written as one or as two', () => {
      const filler = { ja: 'えーと', ko: '음', th: 'อืม', zh: '嗯' }[locale.slice(0, 2)] ?? 'Hmm';
      expect(match(statement.replaceAll(' ', ` ${filler}, `)).distance?.errors).toBe(0);
      expect(match(`${filler}, ${statement} ${filler}.`)).toMatchObject({ matches: true, distance: { errors: 0 } });
      const [pair = ''] = /\p{L}+ \p{L}+/u.exec(statement.replaceAll(/Ada Lovelace|Contoso/g, '!')) ?? [];
      expect(match(statement.replace(pair, pair.replace(' ', ''))).distance?.errors).toBe(0);
    });
  });
});
