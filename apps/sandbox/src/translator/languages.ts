/**
 * Codes that Azure Translator lists for text translation (learn.microsoft.com, translator/language-support, 2026-11). Some languages are there with
 * their script only.
 */
const CODES =
  'af am ar as az ba be bg bho bn bo brx bs ca cs cy da de doi dsb dv el en es et eu fa fi fil fj fo fr fr-CA ga gl gom gu ha he hi hne hr hsb ht hu hy id ig ikt is it iu iu-Latn ja ka kk km kmr kn ko ks ku ky ln lo lt lug lv lzh mai mg mi mk ml mn-Cyrl mn-Mong mni mr ms mt mww my nb ne nl nso nya or otq pa pl prs ps pt pt-PT ro ru run rw sd si sk sl sm sn so sq sr-Cyrl sr-Latn st sv sw ta te th ti tk tlh-Latn tlh-Piqd tn to tr tt ty ug uk ur uz vi xh yo yua yue zh-Hans zh-Hant zu'.split(
    ' ',
  );
const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ks', 'ku', 'prs', 'ps', 'sd', 'ug', 'ur']);

/** `translation` of `GET /languages`. */
export function translationLanguages(): Record<string, object> {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });
  return Object.fromEntries(
    CODES.map((code) => {
      const name = names.of(code) ?? code;
      return [code, { name, nativeName: name, dir: RIGHT_TO_LEFT.has(code) ? 'rtl' : 'ltr' }];
    }),
  );
}

export function isTranslatorLanguage(code: string): boolean {
  return CODES.some((known) => known.toLowerCase() === code.toLowerCase());
}
