import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LIFECYCLES, OTHER_LIFECYCLES, statusesOf } from '#domain';

const HOME = join(import.meta.dirname, '..', '..');
const STATUSES = Object.values({ ...LIFECYCLES, ...OTHER_LIFECYCLES }).map(
  (rules) => new Set<string>(statusesOf<string>(rules)),
);
/** `a === 'x' || a === 'y'`, and `a !== 'x' && a !== 'y'`. */
const CHAINS = [
  [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.EqualsEqualsEqualsToken],
  [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.ExclamationEqualsEqualsToken],
] as const;

function areStatuses(texts: readonly string[]): boolean {
  return texts.length > 1 && STATUSES.some((statuses) => texts.every((text) => statuses.has(text)));
}

function operandsOf(node: ts.Expression, operator: ts.SyntaxKind): ts.Expression[] {
  if (ts.isParenthesizedExpression(node)) return operandsOf(node.expression, operator);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== operator) return [node];
  return [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)];
}

/** Whether one value is compared with two or more statuses of one kind, in a chain that ends at this node. */
function isStatusChain(node: ts.Node): boolean {
  return CHAINS.some(([operator, comparison]) => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== operator) return false;
    let { parent } = node;
    while (ts.isParenthesizedExpression(parent)) parent = parent.parent;
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === operator) return false;
    const compared = operandsOf(node, operator).flatMap((each) =>
      ts.isBinaryExpression(each) && each.operatorToken.kind === comparison && ts.isStringLiteral(each.right)
        ? { value: each.left.getText(), text: each.right.text }
        : [],
    );
    const byValue = Map.groupBy(compared, ({ value }) => value);
    return [...byValue.values()].some((each) => areStatuses(each.map(({ text }) => text)));
  });
}

/** The arrays and chains of a file that list two or more statuses of one kind, and nothing else. */
function statusLists(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isArrayLiteralExpression(node) && node.elements.length > 1) {
      const texts = node.elements.map((element) => (ts.isStringLiteral(element) ? element.text : ''));
      if (areStatuses(texts)) found.push(`${name}: ${node.getText()}`);
    } else if (isStatusChain(node)) found.push(`${name}: ${node.getText()}`);
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
      // The client imports nothing of the product: it has the statuses of the contract.
      if (/^libs\/(domain|client)\//.test(name) || name.endsWith('.spec.ts')) continue;
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

  it('would be found as chains of comparisons', () => {
    const chains = [
      "if (hook.status === 'processed' || hook.status === 'ignored') f();",
      "if (busy && (status !== 'queued' && status !== 'done')) f();",
      "const isOver = !voice || status === 'suspended' || status === 'ready';",
    ];
    expect(chains.flatMap((chain) => statusLists('a.ts', chain))).toHaveLength(chains.length);
    const others = [
      "if (a === 'queued' || b === 'running') f();",
      "if (a === 'queued' || a === 'other') f();",
      "if (a !== 'ready' || a !== 'draft') f();",
    ];
    expect(others.flatMap((chain) => statusLists('a.ts', chain))).toEqual([]);
  });
});
