import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');

/** The parameters of a file's constructors that name the class they are typed with a second time, in `@Inject`. */
function redundantInjections(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isParameter(node) && node.type && ts.isTypeReferenceNode(node.type)) {
      const type = node.type.typeName.getText();
      for (const { expression } of ts.getDecorators(node) ?? []) {
        if (expression.getText() === `Inject(${type})`) found.push(`${name}: ${node.getText()}`);
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

  it('that name their class twice are noticed', () => {
    const text = 'class A { constructor(@Inject(B) private readonly b: B, @Inject(TOKEN) c: C) {} }';
    expect(redundantInjections('a.ts', text)).toEqual(['a.ts: @Inject(B) private readonly b: B']);
  });
});
