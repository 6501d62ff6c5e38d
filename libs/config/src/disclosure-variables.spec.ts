import { describe, expect, it } from 'vitest';
import { DISCLOSURE_VARIABLES } from './disclosure-variables.ts';

const { DISCLOSURE_DEFAULT, DISCLOSURE_SENTENCES } = DISCLOSURE_VARIABLES;

function problemOf(value: unknown): string {
  const { error } = DISCLOSURE_SENTENCES.safeParse(typeof value === 'string' ? value : JSON.stringify(value));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}

describe('DISCLOSURE_SENTENCES', () => {
  it('takes sentences by language and locale', () => {
    const given = { en: 'A model speaks.', 'pt-BR': 'Voz gerada por IA.' };
    expect(DISCLOSURE_SENTENCES.parse(JSON.stringify(given))).toEqual(given);
  });

  it.each<[string, unknown, string]>([
    ['text', 'A model speaks.', 'must be JSON'],
    ['a list', ['A model speaks.'], 'record'],
    ['a name of no language', { english_us: 'A model speaks.' }, 'english_us'],
    ['a sentence without words', { en: ' ... ' }, 'en: must have words'],
    ['several lines', { en: 'A model\nspeaks.' }, 'en: must be one line'],
    ['a speech', { en: 'word '.repeat(100) }, 'en: '],
  ])('refuses %s', (_, value, problem) => {
    expect(problemOf(value)).toContain(problem);
  });
});

describe('DISCLOSURE_DEFAULT', () => {
  it('is off, unless it is set to one of its two values', () => {
    expect(DISCLOSURE_DEFAULT.parse(undefined)).toBe('none');
    expect(DISCLOSURE_DEFAULT.parse('prefix')).toBe('prefix');
    expect(DISCLOSURE_DEFAULT.safeParse('suffix').success).toBe(false);
  });
});
