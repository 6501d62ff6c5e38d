/**
 * The text as it can stand in XML 1.0: control characters other than tab and line ends, lone surrogates, U+FFFE and U+FFFF become
 * spaces. Positions stay the same, so offsets into the result are offsets into the text.
 */
export function speakableText(text: string): string {
  return text.replaceAll(/[[\p{Cc}\p{Cs}\u{FFFE}\u{FFFF}]--[\t\n\r]]/gv, ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser turns CR LF and CR into LF, and CR LF CR LF ends the header block of a message on the wire.
  '\r': '&#13;',
};

/** Escapes a text for XML content and attribute values. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"'\r]/gv, (character) => ENTITIES[character] ?? character);
}

/** How long one character is in escaped UTF-8. */
export function escapedBytes(character: string): number {
  const escaped = ENTITIES[character];
  if (escaped !== undefined) return escaped.length;
  return character < '\u{80}' ? 1 : Buffer.byteLength(character);
}

/** Escapes an attribute's value: a parser would turn tabs and line ends in it into spaces. */
export function escapeAttribute(value: string): string {
  return escapeXml(value).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
