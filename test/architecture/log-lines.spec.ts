import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const LEVELS: ReadonlySet<string> = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
/** A job has its id under `subjectId`, whatever it is; so one query finds all its lines. */
const OTHER_NAMES: ReadonlySet<string> = new Set(
  ['upload', 'consent', 'voice', 'synthesis', 'batch', 'job', 'delivery', 'endpoint', 'document'].map(
    (kind) => `${kind}Id`,
  ),
);
/** These pass on a message that is somebody else's, or one of a table of their own. */
const PASSES_ON: Readonly<Record<string, string>> = {
  'libs/observability/src/logging/nest-logger.ts': 'what Nest says',
  'libs/observability/src/health/listen-or-end.ts': 'its table of advice',
  'libs/observability/src/health/say-when-ready.ts': 'the message of the process, and what it waits for',
  'apps/api/src/ticks/round.ts': 'which part of a beat failed',
};

/** What is wrong with the calls of a logger in a source: `line: why`. */
function faultsOf(name: string, text: string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isLogCall(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      for (const why of faultsOfCall(node)) found.push(`${name}:${line + 1}: ${why}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isLogCall({ expression }: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    LEVELS.has(expression.name.text) &&
    /(?:^|[.#])(?:logger|log)$/i.test(expression.expression.getText())
  );
}

function faultsOfCall({ arguments: [first, second] }: ts.CallExpression): string[] {
  const hasFields = first !== undefined && !isText(first);
  const message = hasFields ? second : first;
  const keys = first && ts.isObjectLiteralExpression(first) ? first.properties.map((each) => each.name?.getText()) : [];
  return [
    ...(message !== undefined && ts.isStringLiteralLike(message) ? [] : ['the message is no constant']),
    ...keys.filter((key) => key !== undefined && OTHER_NAMES.has(key)).map((key) => `${key} is called subjectId`),
  ];
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

describe('log lines', () => {
  it('have constant messages, and the id of a job under one name', async () => {
    const found: string[] = [];
    let calls = 0;
    for await (const path of glob(['apps/{api,worker}/src/**/*.ts', 'libs/*/src/**/*.ts'], { cwd: ROOT })) {
      const file = path.replaceAll('\\', '/');
      if (/\.spec\.ts$|\/testing\//.test(file) || file in PASSES_ON) continue;
      const text = await readFile(join(ROOT, file), 'utf8');
      calls += text.match(/\blog(?:ger)?\.(?:debug|info|warn|error|fatal)\(/gi)?.length ?? 0;
      found.push(...faultsOf(file, text));
    }
    expect(calls).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  it.each([
    [
      'a message that is put together',
      'this.logger.warn({ err }, `the voice ${id} is gone`)',
      'the message is no constant',
    ],
    ['a message alone that is put together', 'logger.info(`gone: ${id}`)', 'the message is no constant'],
    ['a variable', 'logger.info({}, complaint)', 'the message is no constant'],
    ['no message', 'logger.info({ err })', 'the message is no constant'],
    ['an id under a name of its own', "this.#logger.warn({ voiceId }, 'gone')", 'voiceId is called subjectId'],
  ])('would be found with %s', (_, text, why) => {
    expect(faultsOf('a.ts', text)).toEqual([`a.ts:1: ${why}`]);
  });

  it.each(["logger.warn({ err, subjectId: id }, 'gone')", "this.logger.info('Stopped')", 'Math.log.call(1)', 'log(1)'])(
    'may be %s',
    (text) => {
      expect(faultsOf('a.ts', text)).toEqual([]);
    },
  );
});
