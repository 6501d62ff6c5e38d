import { parse } from '@zeit/cosmosdb-query/lib/parser.js';
import { maskedLiterals } from './masked-literals.ts';

/** Before a parenthesis that only groups; others belong to a call or a list. */
const BEFORE_A_GROUP = /(?:[(,=<>+\-*/%&|^~?:![]|\b(?:AND|OR|NOT|WHERE|VALUE|BETWEEN|BY|SELECT))\s*$/i;
const SUBQUERY = /^\s*SELECT\b/i;

/**
 * Parses a query as the parser does, but in time that grows with its length. The parser tries a parenthesis by a dozen rules and does not
 * remember what they found, so that each level of parentheses takes several times as long: a query of a sweep took more than a second. Here each group is parsed
 * alone, the innermost first, and a parameter stands for it in the text around it.
 * @throws SyntaxError of the parser, with places of the whole text
 */
export function parseInParts(text: string): unknown {
  const groups = new Map<string, unknown>();
  const prefix = unusedParameter(text);
  let rest = text;
  try {
    for (let found = innermostGroup(rest); found; found = innermostGroup(rest)) {
      const name = `${prefix}${groups.size}`;
      groups.set(name, withGroups(expressionOf(rest.slice(found.open + 1, found.close)), groups));
      rest = `${rest.slice(0, found.open)} ${name} ${rest.slice(found.close + 1)}`;
    }
    return withGroups(parse(rest), groups);
  } catch {
    // Its message has to name a place of the text that was sent.
    return parse(text);
  }
}

function unusedParameter(text: string): string {
  let name = '@group';
  while (text.includes(name)) name += '_';
  return name;
}

/** The last group that opens has no other group in it. */
function innermostGroup(text: string): { readonly open: number; readonly close: number } | undefined {
  const masked = maskedLiterals(text);
  for (let open = masked.lastIndexOf('('); open > 0; open = masked.lastIndexOf('(', open - 1)) {
    if (!BEFORE_A_GROUP.test(masked.slice(0, open)) || SUBQUERY.test(masked.slice(open + 1))) continue;
    const close = closingOf(masked, open);
    if (close !== undefined) return { open, close };
  }
  return undefined;
}

function closingOf(masked: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < masked.length; at++) {
    if (masked[at] === '(') depth += 1;
    else if (masked[at] === ')' && --depth === 0) return at;
  }
  return undefined;
}

function expressionOf(text: string): unknown {
  const { body } = parse(`SELECT VALUE (${text}) FROM c`) as { body: { select: { value?: unknown } } };
  return body.select.value;
}

/** The tree with what the parameters stand for. */
function withGroups(tree: unknown, groups: ReadonlyMap<string, unknown>): unknown {
  if (tree === null || typeof tree !== 'object') return tree;
  if (Array.isArray(tree)) return tree.map((part) => withGroups(part, groups));
  const { type, name } = tree as { readonly type?: unknown; readonly name?: unknown };
  if (type === 'parameter_name' && groups.has(String(name))) return groups.get(String(name));
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withGroups(value, groups)]));
}
