import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { formerNames, MESSAGE_TYPES } from '#messaging';

const HOME = join(import.meta.dirname, '..', '..');
const TABLE = 'libs/messaging/src/message-table.ts';
/** Audit actions are a vocabulary of their own; some have the name of a message type. */
const AUDIT_ACTIONS = 'libs/domain/src/audit.ts';
const NAMES: ReadonlySet<string> = new Set(MESSAGE_TYPES.flatMap((type) => [type, ...formerNames(type)]));

interface Use {
  readonly name: string;
  readonly place: string;
  readonly where: 'table' | 'handler' | 'elsewhere';
}

/** Where a source file has the name of a message type as a string literal. */
function usesIn(file: string, text: string): readonly Use[] {
  const uses: Use[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && NAMES.has(node.text) && !isAuditAction(file, node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const where = file === TABLE ? 'table' : isInHandles(node) ? 'handler' : 'elsewhere';
      uses.push({ name: node.text, place: `${file}:${line + 1}`, where });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

function isAuditAction(file: string, { parent }: ts.Node): boolean {
  if (file === AUDIT_ACTIONS) return true;
  let property = parent;
  while (ts.isConditionalExpression(property)) property = property.parent;
  return ts.isPropertyAssignment(property) && property.name.getText() === 'action';
}

/** `@Handles('voice.poll')`, `@Handles('voice.poll', { formerly: ['voice.ask'] })`. */
function isInHandles(node: ts.Node): boolean {
  let parent = node.parent;
  while (
    ts.isArrayLiteralExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isObjectLiteralExpression(parent)
  ) {
    parent = parent.parent;
  }
  return ts.isCallExpression(parent) && parent.expression.getText() === 'Handles' && ts.isDecorator(parent.parent);
}

async function usesInProduct(): Promise<readonly Use[]> {
  const uses: Use[] = [];
  for await (const file of glob('{apps/api,apps/worker,libs}/**/*.ts', { cwd: HOME })) {
    // What is generated from the contract names stages and events as callers see them.
    if (/[.]spec[.]ts$|\/(?:testing|generated)\//.test(file)) continue;
    uses.push(...usesIn(file, await readFile(join(HOME, file), 'utf8')));
  }
  return uses;
}

describe('the name of a message type', () => {
  it('is written once in the message table, once at its handler, and nowhere else', async () => {
    const uses = await usesInProduct();
    const placesOf = (name: string, where: Use['where']) =>
      uses.filter((use) => use.name === name && use.where === where).map(({ place }) => place);
    const wrong = [...NAMES].flatMap((name) => [
      ...(placesOf(name, 'table').length === 1 ? [] : [`${name} in the table: ${placesOf(name, 'table').join(', ')}`]),
      ...(placesOf(name, 'handler').length === 1 ? [] : [`${name} at: ${placesOf(name, 'handler').join(', ')}`]),
      ...placesOf(name, 'elsewhere').map((place) => `${name} in ${place}: use the constructors \`messages\``),
    ]);
    expect(wrong).toEqual([]);
  });

  it.each([
    ["createMessage('voice.poll', subject)", 'elsewhere'],
    ["const step: 'voice.poll' = type", 'elsewhere'],
    ["@Handles('voice.poll') class Poll {}", 'handler'],
    ["@Handles('voice.create', { formerly: ['voice.poll'] }) class Create {}", 'handler'],
    ["Handles('voice.poll')", 'elsewhere'],
  ])('is found in %s', (text, where) => {
    const found = usesIn('apps/worker/src/voices/planted.ts', text).filter(({ name }) => name === 'voice.poll');
    expect(found).toEqual([{ name: 'voice.poll', place: 'apps/worker/src/voices/planted.ts:1', where }]);
  });

  it('is no audit action, even where that has the same name', () => {
    const text = "systemAudit(tenant, { action: lost ? 'consent.expire' : 'consent.revoke' })";
    expect(usesIn('apps/worker/src/consents/planted.ts', text)).toEqual([]);
  });
});
