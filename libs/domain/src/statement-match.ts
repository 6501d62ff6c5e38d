import { CONSENT_STATEMENTS, type ConsentLocale } from './consent-statements.ts';

/** How a transcript compares with the consent statement. Similarities go from 0 to 1. */
export interface StatementMatch {
  readonly matches: boolean;
  /** Whether all of the statement but the two names was said, word for word. */
  readonly sentenceMatches: boolean;
  readonly talentNameSimilarity: number;
  readonly companyNameSimilarity: number;
}

/**
 * A recogniser spells names as it hears them ("Jon Smyth"), so they are compared loosely; 0.6 lets about two of five letters
 * differ. The words of the statement itself must all be there.
 */
const NAME_SIMILARITY_REQUIRED = 0.6;

/** Longest name, in normalised characters, that is looked for between the words of the statement. */
const LONGEST_NAME = 200;

/** Compares what was heard with the statement of this locale, ignoring case, punctuation, spaces and accents. */
export function matchStatement(
  transcript: string,
  locale: ConsentLocale,
  voiceTalentName: string,
  companyName: string,
): StatementMatch {
  const heard = normalise(transcript);
  const pattern = CONSENT_STATEMENTS[locale]
    .split(/(\{talent\}|\{company\})/)
    .map((part) => {
      if (part === '{talent}') return `(?<talent>.{1,${LONGEST_NAME}}?)`;
      if (part === '{company}') return `(?<company>.{1,${LONGEST_NAME}}?)`;
      return part
        .split(/([\p{L}]+\/[\p{L}]+)/u)
        .map(spoken)
        .join('');
    })
    .join('');
  const names = new RegExp(`^${pattern}$`, 'u').exec(heard)?.groups;
  if (!names) return { matches: false, sentenceMatches: false, talentNameSimilarity: 0, companyNameSimilarity: 0 };
  const talentNameSimilarity = similarity(names['talent'] ?? '', normalise(voiceTalentName));
  const companyNameSimilarity = similarity(names['company'] ?? '', normalise(companyName));
  return {
    matches: Math.min(talentNameSimilarity, companyNameSimilarity) >= NAME_SIMILARITY_REQUIRED,
    sentenceMatches: true,
    talentNameSimilarity,
    companyNameSimilarity,
  };
}

/**
 * Words of the statements that a man and a woman say differently, as they are written there. They may also read both.
 */
const GENDERED: Readonly<Record<string, readonly string[]>> = {
  'запознат/а': ['запознат', 'запозната'],
  'svjestan/na': ['svjestan', 'svjesna'],
};

/** A piece of the sentence as a pattern; normalised text holds nothing that has a meaning in one. */
function spoken(piece: string): string {
  const forms = GENDERED[piece];
  if (!forms) return normalise(piece);
  return `(?:${[...forms, piece, forms.join(' ')].map(normalise).join('|')})`;
}

/** Letters that recognisers, or the rules for capitals, write in two ways. */
const SAME_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', ς: 'σ', ı: 'i' };

/** Accents of Latin, Greek and Cyrillic, and the vowel points of Hebrew and Arabic: recognisers write them or not. */
const OPTIONAL_MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652]/gu;

/** Letters, digits and vowel signs only. Spaces go too: recognisers split compounds and CJK text as they like. */
function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(OPTIONAL_MARKS, '')
    .replaceAll(/[ßςı]/gu, (letter) => SAME_LETTERS[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '')
    .normalize('NFKC');
}

/** 1 minus the Levenshtein distance over the longer length. */
function similarity(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 1 : 0;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, character] of a.entries()) {
    const current = [i + 1];
    for (const [j, other] of b.entries()) {
      const substituted = (previous[j] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(substituted, (previous[j + 1] ?? 0) + 1, (current[j] ?? 0) + 1));
    }
    previous = current;
  }
  return 1 - (previous[b.length] ?? 0) / Math.max(a.length, b.length);
}
