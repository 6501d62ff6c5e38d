import { CONSENT_STATEMENTS, type ConsentLocale } from './consent-statements.ts';
import { heardUnitsOf, isDenied, isSameUnit, type SpokenUnit, spokenUnitOf, unitsOf } from './spoken-words.ts';
import { align, type ExpectedUnit, similarity } from './text-alignment.ts';

/** How far what was heard is from the statement, except for the names. Documents of older releases do not have it. */
export interface StatementDistance {
  /** Whether words or, in languages without spaces between them, characters are counted. */
  readonly unit: SpokenUnit;
  /** Units of the statement that are missing or differ, and units that were said beside them. */
  readonly errors: number;
  /** Units of the statement. */
  readonly length: number;
  /** `errors / length`: the word error rate, or character error rate. */
  readonly errorRate: number;
  /** Whether a word was added that turns the statement into its opposite. */
  readonly denied: boolean;
}

export type StatementName = 'talent' | 'company';

/** How a transcript compares with the consent statement. Similarities go from 0 to 1. */
export interface StatementMatch {
  readonly matches: boolean;
  /** Whether the statement, except for the two names, was said, as far as a recognizer can tell. */
  readonly sentenceMatches: boolean;
  readonly talentNameSimilarity: number;
  readonly companyNameSimilarity: number;
  readonly distance?: StatementDistance | undefined;
  /** Names that were heard in another script than they are written in, and so were not compared. */
  readonly otherScript?: readonly StatementName[] | undefined;
}

/**
 * A recognizer spells names as it hears them ("Jon Smyth"), so they are compared loosely; 0.6 lets about two of five letters
 * differ.
 */
const NAME_SIMILARITY_REQUIRED = 0.6;

/**
 * Recognizers mishear: the best have 3 to 5 % word errors on read speech, and more with an accent or a cheap microphone. What is further away than
 * this is another text; what is nearer is for Azure's own verification to judge.
 */
export const MAX_STATEMENT_ERROR_RATE = 0.15;

/** So much longer than the statement is no reading of it, and would take long to compare. */
const MAX_LENGTH_RATIO = 3;

/** Compares what was heard with the statement of this locale: the words with a threshold, the two names loosely. */
export function matchStatement(
  transcript: string,
  locale: ConsentLocale,
  voiceTalentName: string,
  companyName: string,
): StatementMatch {
  const unit = spokenUnitOf(locale);
  const names: Record<StatementName, string> = { talent: voiceTalentName, company: companyName };
  const expected = expectedUnits(locale, unit, names);
  const length = expected.filter(({ name, optional }) => name === undefined && optional !== true).length;
  const texts = expected.map(({ text }) => text);
  const isTooLong = transcript.length > 2 * MAX_LENGTH_RATIO * texts.join(' ').length;
  const heard = isTooLong ? [] : heardUnitsOf(transcript, unit, texts);
  if (heard.length === 0 || heard.length > MAX_LENGTH_RATIO * expected.length) return notTheStatement(unit, length);
  const alignment = align(expected, heard, isSameUnit);
  const errorRate = Math.min(1, alignment.errors / length);
  const denied = isDenied(alignment.added, locale);
  const sentenceMatches = errorRate <= MAX_STATEMENT_ERROR_RATE && !denied;
  const distance = { unit, errors: alignment.errors, length, errorRate: Math.round(errorRate * 1000) / 1000, denied };
  if (!sentenceMatches) {
    return { matches: false, sentenceMatches, talentNameSimilarity: 0, companyNameSimilarity: 0, distance };
  }
  const similarityOf = (name: StatementName): number =>
    similarity(unitsOf(names[name], unit).join(''), alignment.names[name] ?? '');
  const otherScript = (['talent', 'company'] as const).filter((name) =>
    isOtherScript(unitsOf(names[name], unit).join(''), alignment.names[name] ?? ''),
  );
  const fits = (name: StatementName): boolean =>
    otherScript.includes(name) || similarityOf(name) >= NAME_SIMILARITY_REQUIRED;
  return {
    matches: fits('talent') && fits('company'),
    sentenceMatches,
    talentNameSimilarity: similarityOf('talent'),
    companyNameSimilarity: similarityOf('company'),
    distance,
    ...(otherScript.length > 0 && { otherScript }),
  };
}

function notTheStatement(unit: SpokenUnit, length: number): StatementMatch {
  const distance = { unit, errors: length, length, errorRate: 1, denied: false };
  return { matches: false, sentenceMatches: false, talentNameSimilarity: 0, companyNameSimilarity: 0, distance };
}

/**
 * Pieces of the statements as they are written, and what speakers choose from: as a man or a woman, after a consonant or a vowel. They may
 * also read all of it.
 */
const CHOICES: Readonly<Record<string, { readonly first: string; readonly second: string; readonly written: string }>> =
  {
    'запознат/а': { first: 'запознат', second: 'запозната', written: 'а' },
    'svjestan/na': { first: 'svjestan', second: 'svjesna', written: 'na' },
    '은(는)': { first: '은', second: '는', written: '는' },
    '이(가)': { first: '이', second: '가', written: '가' },
  };
const PIECES = /(\{talent\}|\{company\}|запознат\/а|svjestan\/na|은\(는\)|이\(가\))/u;

function expectedUnits(locale: ConsentLocale, unit: SpokenUnit, names: Record<StatementName, string>): ExpectedUnit[] {
  return CONSENT_STATEMENTS[locale].split(PIECES).flatMap((piece): ExpectedUnit[] => {
    if (piece === '{talent}' || piece === '{company}') {
      const name = piece === '{talent}' ? 'talent' : 'company';
      return unitsOf(names[name], unit).map((text) => ({ text, name }));
    }
    const choice = CHOICES[piece];
    if (choice === undefined) return unitsOf(piece, unit).map((text) => ({ text }));
    const { first, second, written } = choice;
    return [
      { text: first, alternatives: [second] },
      { text: second, alternatives: [written], optional: true },
    ];
  });
}

const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Devanagari}/u,
  /\p{Script=Tamil}/u,
  /\p{Script=Telugu}/u,
  /\p{Script=Thai}/u,
  /\p{Script=Hangul}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
];

/** A recognizer of Russian may write "Ada" as "Ада": letters of two scripts cannot be compared one by one. */
function isOtherScript(name: string, heard: string): boolean {
  const scriptsOf = (text: string): RegExp[] => SCRIPTS.filter((script) => script.test(text));
  const written = scriptsOf(name);
  const said = scriptsOf(heard);
  return written.length > 0 && said.length > 0 && !said.some((script) => written.includes(script));
}
