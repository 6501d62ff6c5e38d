export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

export interface XmlDocument {
  readonly root: XmlElement;
  /** All character data, in document order. */
  readonly text: string;
}

const name = String.raw`[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?`;
const attribute = String.raw`\s+(${name})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`;
const openTag = new RegExp(`<(${name})((?:${attribute})*)\\s*(/?)>`, 'y');
const closeTag = new RegExp(`</(${name})\\s*>`, 'y');
const characterData = /[^<]+/y;

/**
 * A strict reader of the XML 1.0 that SSML needs: elements, attributes, character data, the five entities and character references.
 * Anything else, comments and CDATA included, is an error: our builder writes none, and what it writes must not need leniency.
 */
export function readXml(source: string): XmlDocument {
  // XML 1.0, 2.2 (characters) and 2.11 (line ends).
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(source))
    throw new Error('a character that XML does not allow');
  const input = source.replaceAll(/\r\n?/gv, '\n');
  const stack: { name: string; attributes: Record<string, string>; children: XmlElement[] }[] = [
    { name: '', attributes: {}, children: [] },
  ];
  let text = '';
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(input);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  while (at < input.length) {
    const parent = stack.at(-1);
    let match = take(openTag);
    if (match !== null) {
      const element = { name: match[1] ?? '', attributes: attributesOf(match[2] ?? ''), children: [] };
      parent?.children.push(element);
      if (match.at(-1) !== '/') stack.push(element);
      continue;
    }
    match = take(closeTag);
    if (match !== null) {
      if (stack.length === 1 || stack.pop()?.name !== match[1]) throw new Error(`</${match[1]}> closes nothing`);
      continue;
    }
    match = take(characterData);
    if (match === null) throw new Error(`not well-formed at ${at}`);
    if (stack.length === 1) throw new Error('text outside the root');
    text += unescape(match[0]);
  }
  const [root, more] = stack[0]?.children ?? [];
  if (stack.length !== 1 || root === undefined || more !== undefined) throw new Error('not one whole element');
  return { root, text };
}

/** The names of an element and all below it, in document order. */
export function elementNames(element: XmlElement): string[] {
  return [element.name, ...element.children.flatMap(elementNames)];
}

function attributesOf(source: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, key = '', double, single] of source.matchAll(new RegExp(attribute, 'g'))) {
    if (key in found) throw new Error(`two attributes ${key}`);
    found[key] = unescape(double ?? single ?? '');
  }
  return found;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(source: string): string {
  if (source.includes(']]>')) throw new Error(']]> in character data');
  return source.replaceAll(/&([^&;]*);?/gu, (all, reference: string) => {
    const digits = /^#(?:x([\da-f]+)|(\d+))$/iv.exec(reference);
    const value = digits
      ? String.fromCodePoint(digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16))
      : entities[reference];
    if (value === undefined || !all.endsWith(';')) throw new Error(`unknown entity ${all}`);
    return value;
  });
}
