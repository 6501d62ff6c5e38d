import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** What must not pass: the rule of the linter, a file, and its text. */
const PLANTED: readonly (readonly [rule: string, file: string, text: string])[] = [
  [
    'eslint(max-lines)',
    'libs/audio/src/long.ts',
    'export const line = 1;\n' + '// one more line\n'.repeat(399) + '// the 401st',
  ],
  ['eslint(no-console)', 'apps/api/src/talkative.ts', "console.log('hello');"],
  ['eslint(no-console)', 'apps/sandbox/src/talkative.ts', "console.error('hello');"],
  ['node(no-process-env)', 'libs/storage/src/environment.ts', "export const key = process.env['KEY'];"],
  ['typescript(no-explicit-any)', 'apps/worker/src/loose.ts', 'export const loose: any = 1;'],
  ['eslint(no-empty)', 'apps/worker/src/quiet.ts', 'try { JSON.parse(""); } catch {}'],
  [
    'typescript(no-floating-promises)',
    'libs/messaging/src/forgotten.ts',
    'const work = async () => 1;\nexport const run = () => {\n  work();\n};',
  ],
  [
    'typescript(switch-exhaustiveness-check)',
    'libs/domain/src/partial.ts',
    "export const next = (at: 'red' | 'green') => {\n  switch (at) {\n    case 'red':\n      return 1;\n  }\n  return 2;\n};",
  ],
];

const ALLOWED: Readonly<Record<string, string>> = {
  'libs/audio/src/full.ts': 'export const line = 1;\n' + '// one more line\n'.repeat(398) + '// the 400th',
  'apps/sandbox/src/cli/start.ts': "console.log('ready');",
  'libs/config/src/process-environment.ts': "export const key = process.env['KEY'];",
};

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

describe('the linter', () => {
  let folder: string;
  let diagnostics: readonly Diagnostic[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lint-'));
    for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.json']) {
      await cp(join(HOME, name), join(folder, name));
    }
    await symlink(join(HOME, 'node_modules'), join(folder, 'node_modules'), 'junction');
    for (const [file, text] of [
      ...Object.entries(ALLOWED),
      ...PLANTED.map(([, file, text]) => [file, text] as const),
    ]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), `${text}\n`);
    }
    diagnostics = await lint(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(PLANTED)('reports %s in %s', (rule, file) => {
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: rule, filename: file }));
  });

  it.each(Object.keys(ALLOWED))('has nothing against %s', (file) => {
    expect(diagnostics.filter(({ filename }) => filename === file)).toEqual([]);
  });
});

async function lint(folder: string): Promise<readonly Diagnostic[]> {
  const oxlint = join(HOME, 'node_modules', '.bin', 'oxlint');
  const { stdout } = await run(process.execPath, [oxlint, '--format', 'json', 'apps', 'libs'], { cwd: folder }).catch(
    (error: unknown) => {
      // It ends with 1 when it has found something.
      if (error instanceof Error && 'code' in error && error.code === 1 && 'stdout' in error) {
        return { stdout: String(error.stdout) };
      }
      throw error;
    },
  );
  return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
}
