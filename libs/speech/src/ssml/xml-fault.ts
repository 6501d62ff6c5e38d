/** What makes a document no XML, at the place where the writer has to change something. */
export interface XmlFault {
  /** Offset into the source, in UTF-16 code units. */
  readonly at: number;
  readonly kind: 'reference' | 'markup';
  /** What is wrong and how it is right. It quotes none of the text. */
  readonly hint: string;
}

const REFERENCE = /&(?:#\d+|#x[\da-f]+|[\p{L}_:][\p{L}\p{N}_:.-]*);/iuy;
const TAG_NAME = /[\p{L}_:][\p{L}\p{M}\p{N}_:.\-·]*/uy;

const RAW_AMPERSAND = 'write "&" as "&amp;"';
const RAW_LESS_THAN = 'write "<" as "&lt;" where no tag begins';

/**
 * The first fault of a source that a parser has refused. A parser reads the name of an entity up to the next ";" and the value of an attribute up to
 * the next quote, and complains there, or at the end of the document; this looks at where they began.
 */
export function firstXmlFault(source: string): XmlFault | undefined {
  const open: { readonly name: string; readonly at: number }[] = [];
  const marks = /[<&]/g;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    const at = mark.index;
    if (mark[0] === '&') {
      if (!matchesAt(REFERENCE, source, at)) return { at, kind: 'reference', hint: RAW_AMPERSAND };
      continue;
    }
    const block = BLOCKS.find(({ opening }) => source.startsWith(opening, at));
    if (block !== undefined) {
      const end = source.indexOf(block.closing, at + block.opening.length);
      if (end === -1) return { at, kind: 'markup', hint: `${block.name} has no "${block.closing}"` };
      marks.lastIndex = end + block.closing.length;
      continue;
    }
    if (source.startsWith('<!', at)) return undefined;
    const tag = readTag(source, at);
    if ('hint' in tag) return tag;
    if (tag.kind === 'closing' && open.pop()?.name !== tag.name) {
      return { at, kind: 'markup', hint: 'this closing tag is not the one of the element that is open' };
    }
    if (tag.kind === 'opening') open.push({ name: tag.name, at });
    marks.lastIndex = tag.end;
  }
  const last = open.at(-1);
  return last && { at: last.at, kind: 'markup', hint: 'this element has no closing tag' };
}

const BLOCKS = [
  { opening: '<!--', closing: '-->', name: 'the comment' },
  { opening: '<![CDATA[', closing: ']]>', name: 'the CDATA section' },
  { opening: '<?', closing: '?>', name: 'the processing instruction' },
] as const;

interface Tag {
  readonly kind: 'opening' | 'closing' | 'empty';
  readonly name: string;
  /** After its ">". */
  readonly end: number;
}

function readTag(source: string, at: number): Tag | XmlFault {
  const isClosing = source[at + 1] === '/';
  const nameAt = at + (isClosing ? 2 : 1);
  const name = matchesAt(TAG_NAME, source, nameAt);
  if (name === undefined) return { at, kind: 'markup', hint: RAW_LESS_THAN };
  const marks = /[<>"']/g;
  marks.lastIndex = nameAt + name.length;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    const [character] = mark;
    if (character === '<') break;
    if (character === '>') {
      const kind = source[mark.index - 1] === '/' ? 'empty' : 'opening';
      return { kind: isClosing ? 'closing' : kind, name, end: marks.lastIndex };
    }
    const end = source.indexOf(character, marks.lastIndex);
    const value = source.slice(marks.lastIndex, end === -1 ? undefined : end);
    const fault = faultInValue(value, mark.index);
    if (fault !== undefined) return fault;
    if (end === -1) break;
    marks.lastIndex = end + 1;
  }
  return { at, kind: 'markup', hint: 'this tag has no ">"' };
}

function faultInValue(value: string, quoteAt: number): XmlFault | undefined {
  const marks = /[<&]/g;
  for (let mark = marks.exec(value); mark !== null; mark = marks.exec(value)) {
    const at = quoteAt + 1 + mark.index;
    if (mark[0] === '<') {
      return {
        at: quoteAt,
        kind: 'markup',
        hint: 'the value of the attribute has no closing quote, or a "<" that is not written as "&lt;"',
      };
    }
    if (!matchesAt(REFERENCE, value, mark.index)) return { at, kind: 'reference', hint: RAW_AMPERSAND };
  }
  return undefined;
}

/** @param pattern with the flag y */
function matchesAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}
