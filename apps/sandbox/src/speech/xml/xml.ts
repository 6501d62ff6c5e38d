/** A small strict XML reader for the documents that the sandbox is sent (SSML, Blob Storage answers). See ADR 134. */
export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const NAME = /[\p{L}_][\p{L}\p{N}_.:-]*/uy;
const SPACE = /[ \t\r\n]+/y;
const TEXT = /[^<]+/y;
const ATTRIBUTE_VALUE = /"[^"<]*"|'[^'<]*'/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** Deeper documents are refused: the reader recurses. */
const DEEPEST = 64;

/**
 * The root element. Document type declarations are refused, so there are no entities but the five predefined ones and character
 * references. A prefix must be declared where it is used.
 *
 * @throws XmlError
 */
export function parseXml(source: string): XmlElement {
  const reader = new Reader(source.replace(/^\uFEFF/, ''));
  reader.skipMisc();
  const root = reader.element(new Set(['xml']), 0);
  reader.skipMisc();
  if (!reader.atEnd()) throw new XmlError('content after the root element');
  return root;
}

/** The part of a name after its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** All text inside an element. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== 'string' && child.name === name);
}

class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  skipMisc(): void {
    for (;;) {
      this.match(SPACE);
      if (this.source.startsWith('<!--', this.at)) this.until('-->');
      else if (this.source.startsWith('<?', this.at)) this.until('?>');
      else if (this.source.startsWith('<!', this.at)) throw new XmlError('declarations are not allowed');
      else return;
    }
  }

  element(prefixes: ReadonlySet<string>, depth: number): XmlElement {
    if (depth > DEEPEST) throw new XmlError('nested too deeply');
    this.expect('<');
    const name = this.name();
    const attributes = this.attributes();
    const known = new Set(prefixes);
    for (const attribute of attributes.keys()) if (attribute.startsWith('xmlns:')) known.add(attribute.slice(6));
    for (const used of [name, ...attributes.keys()]) checkPrefix(used, known);
    if (this.take('/>')) return { name, attributes, children: [] };
    this.expect('>');
    const children = this.content(known, depth);
    this.expect('</');
    if (this.name() !== name) throw new XmlError(`the end tag of ${name} is missing`);
    this.match(SPACE);
    this.expect('>');
    return { name, attributes, children };
  }

  private content(prefixes: ReadonlySet<string>, depth: number): (XmlElement | string)[] {
    const children: (XmlElement | string)[] = [];
    for (;;) {
      if (this.atEnd()) throw new XmlError('the document ends inside an element');
      if (this.source.startsWith('</', this.at)) return children;
      if (this.source.startsWith('<!--', this.at)) this.until('-->');
      else if (this.source.startsWith('<?', this.at)) this.until('?>');
      else if (this.take('<![CDATA[')) children.push(this.until(']]>'));
      else if (this.source.startsWith('<!', this.at)) throw new XmlError('declarations are not allowed');
      else if (this.source[this.at] === '<') children.push(this.element(prefixes, depth + 1));
      else children.push(decode(this.match(TEXT) ?? ''));
    }
  }

  private attributes(): Map<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      const spaced = this.match(SPACE) !== undefined;
      const next = this.source[this.at];
      if (next === '>' || next === '/') return attributes;
      if (!spaced) throw new XmlError('malformed tag');
      const name = this.name();
      this.match(SPACE);
      this.expect('=');
      this.match(SPACE);
      const quoted = this.match(ATTRIBUTE_VALUE);
      if (quoted === undefined) throw new XmlError(`attribute ${name} has no quoted value`);
      if (attributes.has(name)) throw new XmlError(`attribute ${name} is given twice`);
      attributes.set(name, decode(quoted.slice(1, -1)));
    }
  }

  private name(): string {
    const name = this.match(NAME);
    if (name === undefined) throw new XmlError(`a name was expected at character ${this.at}`);
    return name;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new XmlError(`"${text}" was expected at character ${this.at}`);
  }

  private until(end: string): string {
    const found = this.source.indexOf(end, this.at);
    if (found < 0) throw new XmlError(`"${end}" is missing`);
    const inside = this.source.slice(this.at, found);
    this.at = found + end.length;
    return inside;
  }
}

function checkPrefix(name: string, known: ReadonlySet<string>): void {
  const colon = name.indexOf(':');
  if (colon < 0) return;
  const prefix = name.slice(0, colon);
  if (prefix !== 'xmlns' && !known.has(prefix)) throw new XmlError(`the prefix ${prefix} is not declared`);
}

function decode(raw: string): string {
  return raw.replace(/&([^;&]*);?/g, (whole, name: string) => {
    if (whole.endsWith(';')) {
      const code = name.startsWith('#x')
        ? parseInt(name.slice(2), 16)
        : name.startsWith('#')
          ? parseInt(name.slice(1), 10)
          : NaN;
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
      if (known !== undefined) return known;
      if (code >= 0x20 && code <= 0x10ffff) return String.fromCodePoint(code);
      if (code === 9 || code === 10 || code === 13) return String.fromCodePoint(code);
    }
    throw new XmlError(`unknown entity ${whole}`);
  });
}
