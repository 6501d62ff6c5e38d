import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LIFECYCLES, statusesOf } from '#domain';

const HOME = join(import.meta.dirname, '..', '..');
const STATUSES = Object.values(LIFECYCLES).map((rules) => new Set<string>(statusesOf<string>(rules)));

/** The arrays of a file that list two or more statuses of one kind of document, and nothing else. */
function statusLists(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isArrayLiteralExpression(node) && node.elements.length > 1) {
      const texts = node.elements.map((element) => (ts.isStringLiteral(element) ? element.text : ''));
      if (STATUSES.some((statuses) => texts.every((each) => statuses.has(each)))) {
        found.push(`${name}: ${node.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** See ADR 123. */
describe('lists of statuses', () => {
  it('follow from the lifecycle tables: only libs/domain, which has the tables, writes any by hand', async () => {
    const found: string[] = [];
    let files = 0;
    for await (const path of glob('{apps/{api,worker},libs/*}/src/**/*.ts', { cwd: HOME })) {
      const name = path.replaceAll('\\', '/');
      if (name.startsWith('libs/domain/') || name.endsWith('.spec.ts')) continue;
      files += 1;
      found.push(...statusLists(name, readFileSync(join(HOME, name), 'utf8')));
    }
    expect(files).toBeGreaterThan(400);
    expect(found).toEqual([]);
  });

  it('would be found elsewhere', () => {
    const text = "const GONE = ['deleting', 'deleted']; f(['revoked', 'other'], ['ready'], ['draft', 'expired']);";
    expect(statusLists('a.ts', text)).toEqual(["a.ts: ['deleting', 'deleted']"]);
  });
});
