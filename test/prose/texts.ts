import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import ts from 'typescript';
import type { Kind } from './phrases.ts';

/** A paragraph, a cell, a string or a comment. Code in it is replaced by `Code`. */
export interface Text {
  readonly kind: Kind;
  readonly value: string;
  /** Where it begins in its file, from 1. */
  readonly line: number;
}

interface MarkdownNode {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly MarkdownNode[];
  readonly position?: { readonly start: { readonly line: number } };
}

const BLOCKS = new Set(['paragraph', 'heading', 'tableCell']);

/** Paragraphs, headings and cells of a page, without its blocks of code. */
export function markdownTexts(source: string, kind: Kind = 'page'): Text[] {
  return blocksIn(remark().use(remarkGfm).parse(source) as MarkdownNode).map((node) => ({
    kind,
    value: plain(node),
    line: node.position?.start.line ?? 1,
  }));
}

function blocksIn(node: MarkdownNode): MarkdownNode[] {
  return BLOCKS.has(node.type) ? [node] : (node.children ?? []).flatMap(blocksIn);
}

function plain(node: MarkdownNode): string {
  if (node.type === 'inlineCode') return 'Code';
  if (node.type === 'break') return '\n';
  return node.value ?? (node.children ?? []).map(plain).join('');
}

const DESCRIBED = new Set(['summary', 'description', 'title']);

/** What a JSON document says to people: its summaries, descriptions and titles, by the lines on which they stand. */
export function jsonTexts(source: string): Text[] {
  return source.split('\n').flatMap((text, index) => {
    const found = /^\s*"(\w+)": (".*"),?$/.exec(text);
    if (found === null || !DESCRIBED.has(found[1] ?? '')) return [];
    return markdownTexts(JSON.parse(found[2] ?? '""') as string, 'contract').map((one) => ({
      ...one,
      line: index + 1,
    }));
  });
}

/** Descriptions of parameters, types and outputs of a Bicep file. */
export function bicepTexts(source: string): Text[] {
  const found = source.matchAll(/@(?:sys[.])?description\((?:'''([\s\S]*?)'''|'((?:[^'\\]|\\.)*)')\)/g);
  return [...found].map(({ 1: long, 2: short = '', index }) => ({
    kind: 'contract',
    value: withoutCode(long ?? short),
    line: lineAt(source, index),
  }));
}

const TITLED = /^(?:describe|it|test)\b/;
/** Names, paths, media types, queries and fixtures are no prose: that has three words of letters in a row. */
const PROSE = /[A-Za-z’']{2,}[,;:]? [A-Za-z’']+[,;:]? [A-Za-z’']{2,}/;

/**
 * Strings and comments of a program; of a test the titles and comments alone, since its strings are what it plays with.
 * @param file its path, by which a test is told from a program
 */
export function programTexts(file: string, source: string): Text[] {
  const test = /[.](?:spec|bench)[.]ts$|^test\/|\/testing\//.test(file);
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const add = (kind: Kind, node: ts.Node, value: string): void => {
    if (PROSE.test(value)) texts.push({ kind, value: withoutCode(value), line: lineAt(source, node.getStart()) });
  };
  const visit = (node: ts.Node): void => {
    const value = stringOf(node);
    if (value === undefined) {
      ts.forEachChild(node, visit);
      return;
    }
    const titled = ts.isCallExpression(node.parent) && TITLED.test(node.parent.expression.getText());
    if (titled) add('title', node, value);
    else if (!test && !/^SELECT |<\w+/.test(value)) add('string', node, value);
  };
  visit(tree);
  return [...texts, ...commentsOf(source)];
}

/** The text of a literal, a template or a sum of them; `N` stands for what is put in. */
function stringOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `N${literal.text}`).join('');
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [stringOf(node.left), stringOf(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

function commentsOf(source: string): Text[] {
  const found = source.matchAll(/\/\*\*?([\s\S]*?)\*\/|(?:^|[\s;{,])\/\/ (.*)/gm);
  return [...found].map(({ 1: block, 2: line, index }) => ({
    kind: 'comment',
    value: withoutCode((block ?? line ?? '').replaceAll(/\n\s*\*?/g, '\n')),
    line: lineAt(source, index),
  }));
}

function withoutCode(text: string): string {
  return text.replaceAll(/`[^`\n]*`/g, 'Code');
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}
