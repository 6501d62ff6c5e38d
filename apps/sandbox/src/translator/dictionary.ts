/** A stand-in's vocabulary: enough for greetings and tests. English first, then German, French, Spanish. */
const WORDS: readonly (readonly [en: string, de: string, fr: string, es: string])[] = [
  ['hello', 'hallo', 'bonjour', 'hola'],
  ['world', 'Welt', 'monde', 'mundo'],
  ['good', 'guten', 'bon', 'buen'],
  ['morning', 'Morgen', 'matin', 'día'],
  ['welcome', 'willkommen', 'bienvenue', 'bienvenido'],
  ['thanks', 'danke', 'merci', 'gracias'],
  ['please', 'bitte', 'veuillez', 'por favor'],
  ['yes', 'ja', 'oui', 'sí'],
  ['no', 'nein', 'non', 'no'],
  ['and', 'und', 'et', 'y'],
  ['or', 'oder', 'ou', 'o'],
  ['the', 'die', 'la', 'la'],
  ['is', 'ist', 'est', 'es'],
  ['are', 'sind', 'sont', 'son'],
  ['we', 'wir', 'nous', 'nosotros'],
  ['you', 'Sie', 'vous', 'usted'],
  ['house', 'Haus', 'maison', 'casa'],
  ['water', 'Wasser', 'eau', 'agua'],
  ['train', 'Zug', 'train', 'tren'],
  ['today', 'heute', "aujourd'hui", 'hoy'],
  ['tomorrow', 'morgen', 'demain', 'mañana'],
  ['kettle', 'Kanne', 'bouilloire', 'tetera'],
  ['voice', 'Stimme', 'voix', 'voz'],
  ['friend', 'Freund', 'ami', 'amigo'],
];
const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;
export type StandInLanguage = (typeof LANGUAGES)[number];

export function standInLanguage(code: string): StandInLanguage | undefined {
  return LANGUAGES.find((language) => language === code.toLowerCase().split('-', 1)[0]);
}

/** Word for word; words that it does not know stay as they are. */
export function translateWords(text: string, from: StandInLanguage, to: StandInLanguage): string {
  const [source, target] = [LANGUAGES.indexOf(from), LANGUAGES.indexOf(to)];
  return text.replaceAll(/[\p{L}']+/gu, (word) => {
    const found = WORDS.find((row) => row[source]?.toLowerCase() === word.toLowerCase())?.[target];
    if (found === undefined) return word;
    const isCapital = word.charAt(0) !== word.charAt(0).toLowerCase();
    return isCapital ? found.charAt(0).toUpperCase() + found.slice(1) : found;
  });
}

/** The language most of whose words are in the text. */
export function detectLanguage(text: string): StandInLanguage {
  const words = new Set(text.toLowerCase().match(/[\p{L}']+/gu));
  const known = LANGUAGES.map((_, index) => WORDS.filter((row) => words.has((row[index] ?? '').toLowerCase())).length);
  return LANGUAGES[known.indexOf(Math.max(...known))] ?? 'en';
}
