import type { ConsentLocale } from './consent-statements.ts';
import type { Alignment } from './text-alignment.ts';

/** What is counted when texts are compared: where a language writes no spaces, or writes them freely, characters. */
export type SpokenUnit = 'word' | 'character';

/** Written without spaces between words, or, in Korean, with spaces that recognizers set as they like. */
const CHARACTER_LANGUAGES = new Set(['ja', 'ko', 'th', 'zh']);

export function spokenUnitOf(locale: ConsentLocale): SpokenUnit {
  return CHARACTER_LANGUAGES.has(languageOf(locale)) ? 'character' : 'word';
}

/**
 * The words, or characters, of a text as they are compared: without punctuation, accents and the difference between capital and small,
 * full and half width, Hiragana and Katakana, traditional and simplified characters of the statements.
 */
export function unitsOf(text: string, unit: SpokenUnit): string[] {
  const words = normalise(text).split(' ').filter(Boolean);
  return unit === 'word' ? words : Array.from(words.join(''));
}

/** The units of a transcript, without what speakers say while they think, unless the sentence to compare with has the same word. */
export function heardUnitsOf(transcript: string, unit: SpokenUnit, expected: readonly string[]): string[] {
  const isFiller = (word: string): boolean =>
    (FILLERS.has(word) && !expected.includes(word)) || (unit === 'character' && CHARACTER_FILLERS.includes(word));
  const words = unitsOf(transcript, 'word').filter((word) => !isFiller(word));
  if (unit === 'word') return words;
  const sentence = expected.join('');
  const inside = CHARACTER_FILLERS.filter((filler) => !sentence.includes(filler));
  return Array.from(inside.reduce((text, filler) => text.replaceAll(filler, ''), words.join('')));
}

/** Whether what was heard beside the statement turns it into its opposite. */
export function isDenied(added: Alignment['added'], locale: ConsentLocale): boolean {
  const denials = DENIALS[languageOf(locale)] ?? [];
  if (spokenUnitOf(locale) === 'word') return added.some(({ text }) => denials.includes(text));
  // A character that denies may be one of a name.
  const beside = added.map(({ text, name }) => (name === undefined ? text : ' ')).join('');
  return denials.some((denial) => beside.includes(denial));
}

/** Whether two units are the same one, said in the same way. */
export function isSameUnit(expected: string, heard: string): boolean {
  return expected === heard || (heard === '1' && ONE.has(expected));
}

/** Letters that recognizers, or the rules for capitals, write in two ways; the statements' characters in traditional form. */
const SAME_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ς: 'σ',
  ı: 'i',
  確: '确',
  認: '认',
  聲: '声',
  將: '将',
  會: '会',
  創: '创',
  語: '语',
  於: '于',
};
const SAME_LETTER_PATTERN = new RegExp(`[${Object.keys(SAME_LETTERS).join('')}]`, 'gu');

/** Accents of Latin, Greek and Cyrillic, and the vowel points of Hebrew and Arabic: recognizers write them or not. */
const OPTIONAL_MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652]/gu;
/** Not the end of a word: "l'usage". */
const INSIDE_WORDS = /['’ʼ`´]/gu;
const KATAKANA = /[\u30a1-\u30f6]/gu;
/** From Katakana to Hiragana in Unicode. */
const KANA_DISTANCE = 0x60;

function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(OPTIONAL_MARKS, '')
    .replaceAll(INSIDE_WORDS, '')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .normalize('NFKC')
    .replaceAll(SAME_LETTER_PATTERN, (letter) => SAME_LETTERS[letter] ?? letter)
    .replaceAll(KATAKANA, (kana) => String.fromCodePoint((kana.codePointAt(0) ?? 0) - KANA_DISTANCE));
}

function languageOf(locale: ConsentLocale): string {
  return locale.split('-', 1)[0] ?? locale;
}

/** "one", and the articles that are the same word: recognizers write numbers as digits. Normalized. */
const ONE = new Set(
  'one un una uno une um uma ein eine einer eines einem einen en et egy een jeden jedna jednu o unei bir mot satu ena eno'.split(
    ' ',
  ),
);

/** Sounds of hesitation as recognizers write them, normalized. */
const FILLERS = new Set(
  'um umm uh uhm uhh er err erm ah ahh eh ehm hm hmm mm mhm mmm oh ah ahm aeh aehm ehh euh heu eeh em emm oe oeh ohm yyy eee hum э ээ эм ммм хм ааа εμ ααα χμ אה אמ אממ اه امم ام अ हम्म उम உம் అమ్మ'.split(
    ' ',
  ),
);
/** Longest first: a longer one may hold a shorter one. */
const CHARACTER_FILLERS = [
  'ええと',
  'えーと',
  'えっと',
  'あのー',
  'うーん',
  'えー',
  'あー',
  'เอ่อ',
  'อืม',
  '那个',
  '嗯',
  '呃',
  '啊',
  '음',
];

/**
 * Words that deny, by language, normalized. The list is short on purpose: it is for the case in which one more word, far below what is
 * forgiven, makes the sentence say the opposite. Forms inside longer words (Turkish "-me-") are for Azure to judge.
 */
const DENIALS: Readonly<Record<string, readonly string[]>> = {
  ar: ['لا', 'لن', 'لم', 'ليس', 'لست', 'غير'],
  bg: ['не', 'няма'],
  ca: ['no', 'mai'],
  cs: ['ne', 'nejsem', 'nebudou'],
  da: ['ikke', 'aldrig'],
  de: ['nicht', 'kein', 'keine', 'nie', 'niemals'],
  el: ['δεν', 'δε', 'μην'],
  en: ['not', 'never', 'dont', 'wont', 'cannot', 'cant', 'isnt', 'unaware'],
  es: ['no', 'nunca'],
  fi: ['ei', 'en', 'eivat'],
  fr: ['ne', 'pas', 'jamais', 'ni'],
  he: ['לא', 'אינני', 'אינם'],
  hi: ['नही', 'नहीं', 'मत'],
  hr: ['ne', 'nisam', 'nece'],
  hu: ['nem', 'ne', 'sem'],
  id: ['tidak', 'bukan', 'jangan'],
  it: ['non', 'mai'],
  ja: ['せん', 'ない'],
  ko: ['않', '안합', '아니', '못'],
  ms: ['tidak', 'bukan', 'jangan'],
  nb: ['ikke', 'aldri'],
  nl: ['niet', 'geen', 'nooit'],
  pl: ['nie', 'nigdy'],
  pt: ['nao', 'nunca'],
  ro: ['nu', 'niciodata'],
  ru: ['не', 'нет', 'никогда'],
  sk: ['nie', 'nikdy', 'nebudu'],
  sl: ['ne', 'nisem', 'nikoli'],
  sv: ['inte', 'aldrig'],
  ta: ['இல்லை', 'மாட்டேன்'],
  te: ['కాదు', 'లేదు'],
  th: ['ไม่'],
  tr: ['degil', 'hayir'],
  vi: ['khong', 'chua'],
  zh: ['不', '没', '沒', '未', '拒'],
};
