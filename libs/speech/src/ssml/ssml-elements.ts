import { PHONEME_ALPHABETS } from './lexicon.ts';
import { isLocale, MAX_PAUSE_MS, MAX_RATE, MIN_RATE, type SpeechElement } from './speech-script.ts';

export interface ElementRule {
  readonly attributes: Readonly<Record<string, (value: string) => boolean>>;
  /** Each of these groups must have one attribute at least. */
  readonly required?: readonly (readonly string[])[];
  /** `flow`: text and elements; `text`: text only; `empty`: nothing. */
  readonly content: 'flow' | 'text' | 'empty';
  /** Only base models of the Phoenix family take it (personal-voice-how-to-use, table of SSML elements). */
  readonly phoenixOnly?: true;
  readonly notInside?: readonly string[];
  /** How the value of each attribute is right; completes "is not valid: ". */
  readonly hints: Readonly<Record<string, string>>;
  /** The attributes as Azure's tables write them. */
  readonly canonical?: (attributes: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

/** Longest value of an attribute, and longest text of an element whose text cannot be split. */
export const ATTRIBUTE_MAX_CHARACTERS = 500;

/** Longest name of a bookmark, format or detail. */
const LABEL_MAX_CHARACTERS = 100;

/** What the docs list under say-as (speech-synthesis-markup-pronunciation). */
const INTERPRETATIONS = new Set([
  'address',
  'cardinal',
  'characters',
  'currency',
  'date',
  'digits',
  'duration',
  'fraction',
  'name',
  'number',
  'number_digit',
  'ordinal',
  'spell-out',
  'telephone',
  'time',
  'unit',
]);
const STRENGTH_MS: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 250,
  weak: 500,
  medium: 750,
  strong: 1000,
  'x-strong': 1250,
};
const RATES: Readonly<Record<string, number>> = {
  'x-slow': 0.5,
  slow: 0.64,
  medium: 1,
  default: 1,
  fast: 1.55,
  'x-fast': 2,
};
/** Leading and trailing silence would come back with each part of a long text: there is `break` for it. */
const SILENCES = new Map(
  ['Sentenceboundary', 'Sentenceboundary-exact', 'Comma-exact', 'Semicolon-exact', 'Enumerationcomma-exact'].map(
    // Azure's own example writes them in small letters.
    (type) => [type.toLowerCase(), type],
  ),
);
export const VOICE_EFFECTS: readonly string[] = ['eq_car', 'eq_telecomhp8k'];

const shortText = (value: string): boolean => value.trim() !== '' && value.length <= ATTRIBUTE_MAX_CHARACTERS;
const label = (value: string): boolean => value.trim() !== '' && value.length <= LABEL_MAX_CHARACTERS;
const isPause = (value: string): boolean => timeMs(value) !== undefined;

export const LOCALE_HINT = 'it is a locale such as de-DE';
const TIME_HINT = 'a time needs a unit, such as "5s" or "500ms", and is at most "20s"';
const SHORT_TEXT_HINT = `it has 1 to ${ATTRIBUTE_MAX_CHARACTERS} characters`;
const LABEL_HINT = `it has 1 to ${LABEL_MAX_CHARACTERS} characters`;

/** The elements that a caller's SSML may hold, beside `speak`, `voice` and `mstts:ttsembedding`. */
export const ELEMENT_RULES: ReadonlyMap<string, ElementRule> = new Map<string, ElementRule>([
  [
    'p',
    {
      attributes: { 'xml:lang': isLocale },
      hints: { 'xml:lang': LOCALE_HINT },
      content: 'flow',
      notInside: ['p', 's'],
    },
  ],
  [
    's',
    { attributes: { 'xml:lang': isLocale }, hints: { 'xml:lang': LOCALE_HINT }, content: 'flow', notInside: ['s'] },
  ],
  [
    'lang',
    {
      attributes: { 'xml:lang': isLocale },
      hints: { 'xml:lang': LOCALE_HINT },
      required: [['xml:lang']],
      content: 'flow',
    },
  ],
  [
    'prosody',
    {
      attributes: { rate: (value) => rateFactor(value) !== undefined },
      required: [['rate']],
      content: 'flow',
      // "80%" is 0.8 in W3C's SSML 1.1 and 1.8 at Azure.
      hints: { rate: 'it is a factor ("0.8"), a change with its sign ("-20%") or a word ("slow"), from 0.5 to 2' },
    },
  ],
  [
    'break',
    {
      attributes: { time: isPause, strength: (value) => Object.hasOwn(STRENGTH_MS, value) },
      hints: {
        time: TIME_HINT,
        strength: `it is one of ${Object.keys(STRENGTH_MS).join(', ')}`,
      },
      content: 'empty',
    },
  ],
  [
    'sub',
    { attributes: { alias: shortText }, hints: { alias: SHORT_TEXT_HINT }, required: [['alias']], content: 'text' },
  ],
  [
    'say-as',
    {
      attributes: { 'interpret-as': (value) => INTERPRETATIONS.has(value), format: label, detail: label },
      hints: {
        'interpret-as': `it is one of ${[...INTERPRETATIONS].join(', ')}`,
        format: LABEL_HINT,
        detail: LABEL_HINT,
      },
      required: [['interpret-as']],
      content: 'text',
    },
  ],
  [
    'phoneme',
    {
      attributes: { alphabet: (value) => (PHONEME_ALPHABETS as readonly string[]).includes(value), ph: shortText },
      hints: { alphabet: `it is one of ${PHONEME_ALPHABETS.join(', ')}`, ph: SHORT_TEXT_HINT },
      required: [['ph']],
      content: 'text',
      phoenixOnly: true,
    },
  ],
  [
    'bookmark',
    {
      attributes: { mark: label },
      hints: { mark: LABEL_HINT },
      required: [['mark']],
      content: 'empty',
      phoenixOnly: true,
    },
  ],
  [
    'mstts:silence',
    {
      attributes: { type: (value) => SILENCES.has(value.toLowerCase()), value: isPause },
      hints: { type: `it is one of ${[...SILENCES.values()].join(', ')}`, value: TIME_HINT },
      required: [['type'], ['value']],
      canonical: ({ type = '', value = '' }) => ({ type: SILENCES.get(type.toLowerCase()) ?? type, value }),
      content: 'empty',
      phoenixOnly: true,
    },
  ],
]);

/**
 * Elements and attributes that SSML of other Azure voices may hold and that no personal voice supports: worth another word than one that
 * is refused for what it does.
 */
export const NEVER_SUPPORTED: ReadonlySet<string> = new Set([
  'emphasis',
  'mstts:audioduration',
  'mstts:express-as',
  'mstts:viseme',
  'prosody@contour',
  'prosody@pitch',
  'prosody@range',
  'prosody@volume',
]);

/** Whether the base model speaks phonemes, bookmarks and silences. What Azure's table does not list counts as Dragon. */
export function isPhoenix(baseModel: string): boolean {
  return baseModel.startsWith('Phoenix');
}

/** Milliseconds of `500ms`, `1.5s`; undefined for anything else and for more than 20 s. */
export function timeMs(value: string): number | undefined {
  const [, number, unit] = /^\+?(\d{1,6}(?:\.\d{1,6})?)(ms|s)$/v.exec(value) ?? [];
  if (number === undefined) return undefined;
  const ms = Number(number) * (unit === 's' ? 1000 : 1);
  return ms <= MAX_PAUSE_MS ? ms : undefined;
}

/** The factor of a `rate`: a word, `+10%`, `1.25`; undefined for anything else and beyond 0.5 to 2. */
export function rateFactor(value: string): number | undefined {
  if (Object.hasOwn(RATES, value)) return RATES[value];
  const percent = /^([+\-]\d{1,3}(?:\.\d{1,6})?)%$/v.exec(value)?.[1];
  const factor =
    percent === undefined ? (/^\d(?:\.\d{1,6})?$/v.test(value) ? Number(value) : undefined) : 1 + Number(percent) / 100;
  return factor !== undefined && factor >= MIN_RATE && factor <= MAX_RATE ? factor : undefined;
}

/** How long a `break` lasts, in milliseconds; 0 for other elements. */
export function breakMs({ name, attributes: { time, strength } }: SpeechElement): number {
  if (name !== 'break') return 0;
  return (time === undefined ? undefined : timeMs(time)) ?? STRENGTH_MS[strength ?? 'medium'] ?? 0;
}
