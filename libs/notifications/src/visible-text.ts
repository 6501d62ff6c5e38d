const MAX_NAME = 100;
/** Control characters, and those that reorder, hide or break lines of what is shown. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/**
 * A name that somebody has chosen, fit to be shown to somebody else: on one line, without what reorders text, and so that no program makes a link or
 * a date of it.
 */
export function visibleName(name: string): string {
  const line = name.replaceAll(INVISIBLE, ' ').replaceAll(/\s+/g, ' ').trim();
  // Mail programs make links of addresses and of bare domains in plain text, Teams replaces {{DATE(…)}}.
  const inert = line
    .replaceAll('://', ': //')
    .replaceAll(/\bwww\./gi, 'www .')
    .replaceAll(/@(?=\w)/g, '@ ')
    .replaceAll(/\.(?=[\p{L}\d])/gu, '. ')
    .replaceAll('{{', '{ {');
  return inert.length > MAX_NAME ? `${inert.slice(0, MAX_NAME)}…` : inert;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For the text of elements and for values in double quotes. */
export function escapedHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
