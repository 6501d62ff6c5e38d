import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toString } from 'nlcst-to-string';
import retextEnglish from 'retext-english';
import retextRepeatedWords from 'retext-repeated-words';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { VFile } from 'vfile';
import { LIMITED, MAX_WORDS, PHRASES } from './phrases.ts';
import { bicepTexts, jsonTexts, markdownTexts, programTexts, type Text } from './texts.ts';

export interface ProseProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

const FILES = [
  '*.md',
  '{docs,docker,infra,test,.github}/**/*.md',
  'docs/{openapi,asyncapi}.json',
  'infra/{alerts,workbook}.json',
  'infra/**/*.bicep',
  '{apps,libs,scripts,test}/**/*.{ts,mjs}',
];
/** The pages that list the words themselves, and the types whose comments are made of docs/openapi.json. */
const LISTS = new Set([
  'docs/glossary.md',
  'libs/client/src/generated/contract.ts',
  'test/prose/phrases.ts',
  'test/prose/prose.spec.ts',
]);

/** Pages for developers, whose sentences may be longer; not their titles. */
const RECORD = /^(?:docs\/adr|test)\//;

const RULES = PHRASES.map((rule) => ({ ...rule, pattern: new RegExp(`\\b(?:${rule.not.join('|')})\\b`, 'gi') }));

function phrasesIn({ kind, value }: Text): string[] {
  return RULES.filter((rule) => rule.in?.includes(kind) ?? true).flatMap((rule) =>
    [...value.matchAll(rule.pattern)]
      .filter(
        ({ index, 0: found }) => !rule.unless?.test(value.slice(Math.max(0, index - 20), index + found.length + 20)),
      )
      .map(([found]) => `"${found.replaceAll(/\s+/g, ' ')}": write ${rule.write}`),
  );
}

const english = unified().use(retextEnglish).freeze();
type Root = ReturnType<typeof english.parse>;

/** Reports sentences of more than `MAX_WORDS` words. */
function retextSentenceLength() {
  return (tree: Root, file: VFile): void => {
    visit(tree, 'SentenceNode', (sentence) => {
      const words = sentence.children.filter(
        (node) => node.type === 'WordNode' && /\p{L}/u.test(toString(node)),
      ).length;
      if (words > MAX_WORDS) file.message(`${words} words in a sentence: "${toString(sentence).slice(0, 60)}…"`);
    });
  };
}

const linter = english().use(retextRepeatedWords).use(retextSentenceLength).freeze();
/** What stands for code and for values in `Text.value`, and in synopses of commands. */
const PLACEHOLDER = /`(?:Code|N|[A-Z]+)`/;

/** Synopses, queries, style sheets and lists of words have no sentences. */
function isList({ kind, value }: Text): boolean {
  return kind === 'string' && (value.includes('\n') || !/[.?!]/.test(value));
}

function problemsIn(text: Text): string[] {
  const found = phrasesIn(text);
  if (!LIMITED.includes(text.kind) || isList(text)) return found;
  const file = new VFile(text.value);
  linter.runSync(linter.parse(file), file);
  const reasons = file.messages.map(({ reason }) => reason).filter((reason) => !PLACEHOLDER.test(reason));
  return [...found, ...reasons];
}

/** @param file its path from the top of the repository, which decides how it is read */
export function proseProblems(file: string, source: string): ProseProblem[] {
  return textsOf(file, source).flatMap((text) =>
    problemsIn(text).map((message) => ({ file, line: text.line, message })),
  );
}

function textsOf(file: string, source: string): Text[] {
  if (file.endsWith('.md'))
    return markdownTexts(source).map((text) => (isRecord(file, text) ? { ...text, kind: 'record' } : text));
  if (file.endsWith('.json')) return jsonTexts(source);
  return file.endsWith('.bicep') ? bicepTexts(source) : programTexts(file, source);
}

function isRecord(file: string, { line }: Text): boolean {
  return RECORD.test(file) && line > 1;
}

/** @param folder the top of the repository */
export function checkProse(folder: string): { files: number; problems: ProseProblem[] } {
  const files = globSync(FILES, {
    cwd: folder,
    exclude: ['**/node_modules/**', 'test/peers/clients/generated/**'],
  }).filter((file) => !LISTS.has(file));
  const problems = files.flatMap((file) => proseProblems(file, readFileSync(join(folder, file), 'utf8')));
  return { files: files.length, problems };
}
