/** Language tags whose espeak-ng voice is not found by their primary language subtag. */
const SPECIAL: Readonly<Record<string, string>> = {
  en: 'en-us',
  'en-au': 'en',
  'en-gb': 'en',
  'en-ie': 'en',
  'en-in': 'en',
  'en-nz': 'en',
  'en-za': 'en',
  'fr-be': 'fr-be',
  'fr-ch': 'fr-ch',
  'pt-br': 'pt-br',
  'es-mx': 'es-419',
  'es-us': 'es-419',
  fil: 'en-us',
  no: 'nb',
  zh: 'cmn',
  'zh-hk': 'yue',
  yue: 'yue',
  wuu: 'cmn',
};

/** espeak-ng voices by language, for the languages of the consent statements and a few more (its `espeak-ng-data/lang`). */
const LANGUAGES = new Set(
  'af am ar az be bg bn bs ca cs cy da de el es et eu fa fi fr ga gu he hi hr hu hy id is it ja ka kk kn ko ky lt lv mk ml mr ms mt my nb ne nl pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur uz vi'.split(
    ' ',
  ),
);

/** The espeak-ng voice for a BCP 47 tag; English for a language it does not have. */
export function espeakVoiceFor(locale: string): string {
  const tag = locale.toLowerCase();
  const language = tag.split('-')[0] ?? '';
  return SPECIAL[tag] ?? SPECIAL[language] ?? (LANGUAGES.has(language) ? language : 'en-us');
}

/** Whether `Intl` takes it: any text may stand in an `xml:lang`. */
export function isLanguageTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
