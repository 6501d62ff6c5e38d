import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');

const MAX_FACTORY_PARAMETERS = 5;

function sourceOf(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

/** The factories of providers that have more parameters than a reader can tell apart by their position. */
function longFactories(name: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isFactory =
      (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && node.name.getText() === 'useFactory';
    const made = isFactory && ts.isPropertyAssignment(node) ? node.initializer : node;
    if (isFactory && ts.isFunctionLike(made) && made.parameters.length > MAX_FACTORY_PARAMETERS) {
      found.push(`${name}: ${made.parameters.length} parameters`);
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(name, text));
  return found;
}

/** The parameters of a file's constructors that name a class in `@Inject`. Tokens are constants, which are written in capitals. */
function redundantInjections(name: string, text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isParameter(node)) {
      for (const { expression } of ts.getDecorators(node) ?? []) {
        if (/^Inject\(\w*[a-z]\w*\)$/.test(expression.getText())) found.push(`${name}: ${node.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(name, text));
  return found;
}

describe('constructor parameters', () => {
  it('are injected by their type; @Inject is for tokens that are no class', async () => {
    const found: string[] = [];
    let files = 0;
    for await (const name of glob('{apps,libs}/**/*.ts', { cwd: HOME })) {
      files += 1;
      found.push(...redundantInjections(name, readFileSync(join(HOME, name), 'utf8')));
    }
    expect(files).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });

  it.each([
    '@Inject(Bee) private readonly b: Bee',
    "@Inject(Bee) b: Pick<Bee, 'has'>",
    '@Inject(Bee) b: { has(): boolean }',
  ])('that name a class in @Inject are noticed: %s', (parameter) => {
    const text = `class A { constructor(${parameter}, @Inject(TOKEN) c: C, @Inject(TOKEN_2) d: D) {} }`;
    expect(redundantInjections('a.ts', text)).toEqual([`a.ts: ${parameter}`]);
  });
});

describe('factories of providers', () => {
  it(`have at most ${MAX_FACTORY_PARAMETERS} parameters`, async () => {
    const found: string[] = [];
    let factories = 0;
    for await (const name of glob('{apps,libs}/**/*.ts', { cwd: HOME })) {
      const text = readFileSync(join(HOME, name), 'utf8');
      factories += text.split('useFactory').length - 1;
      found.push(...longFactories(name, text));
    }
    expect(factories).toBeGreaterThan(0);
    expect(found).toEqual([]);
  });

  it.each(['useFactory: (a, b, c, d, e, f) => a', 'useFactory(a, b, c, d, e, f) { return a; }'])(
    'that have more are noticed: %s',
    (factory) => expect(longFactories('a.ts', `const p = { ${factory} };`)).toEqual(['a.ts: 6 parameters']),
  );
});
