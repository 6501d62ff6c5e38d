import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');

/** The parameters of a file's constructors that name a class in `@Inject`. Tokens are constants, which are written in capitals. */
function redundantInjections(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isParameter(node)) {
      for (const { expression } of ts.getDecorators(node) ?? []) {
        if (/^Inject\(\w*[a-z]\w*\)$/.test(expression.getText())) found.push(`${name}: ${node.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
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
