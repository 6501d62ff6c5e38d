import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proseProblems } from './prose.ts';

const PLANTED = 'The keys cannot be had.';
const LONG = `The worker ${'reads the message and '.repeat(8)}stops.`;

/** Runs the command over a folder of these files. */
async function check(files: Readonly<Record<string, string>>): Promise<{ code: number; stderr: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'prose-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const command = promisify(execFile)(process.execPath, [join(import.meta.dirname, 'check-prose.ts'), folder]);
  return command.then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );
}

describe('npm run check:prose', () => {
  it('fails for a planted phrase, and names its file, line and replacement', async () => {
    const { code, stderr } = await check({ 'README.md': `# Keys\n\n${PLANTED}\n` });
    expect(code).toBe(1);
    expect(stderr).toContain('README.md:3: "cannot be had": write could not be fetched');
  });

  it('passes for plain sentences', async () => {
    expect(await check({ 'README.md': '# Keys\n\nThe API could not fetch the keys.\n' })).toEqual({
      code: 0,
      stderr: '',
    });
  });
});

describe('the prose check', () => {
  it.each([
    ['a page', 'README.md', PLANTED],
    ['a table', 'README.md', `| a | b |\n| - | - |\n| 1 | ${PLANTED} |\n`],
    ['an OpenAPI description', 'docs/openapi.json', `{\n  "description": "${PLANTED}"\n}`],
    ['an alert', 'infra/alerts.json', `{\n  "description": "${PLANTED}",\n}`],
    ['a Bicep description', 'infra/main.bicep', `@description('${PLANTED}')\nparam keys string`],
    ['the title of an error', 'libs/domain/src/errors.ts', `const codes = { keys: { title: '${PLANTED}' } };`],
    ['the detail of an error', 'libs/auth/src/a.ts', `throw new ServiceError('internal', '${PLANTED}');`],
    ['a detail in two parts', 'libs/auth/src/a.ts', `fail('The keys cannot ' + 'be had now.');`],
    ['a log message', 'apps/api/src/a.ts', 'logger.warn({ error }, `The keys of ${name} cannot be had.`);'],
    ['the title of a test', 'libs/auth/src/a.spec.ts', `it('says that the keys cannot be had', () => {});`],
    ['a comment', 'apps/worker/src/a.ts', `/** ${PLANTED} */\nexport const a = 1;`],
  ])('finds a phrase in %s', (_what, file, source) => {
    expect(proseProblems(file, source).map(({ message }) => message)).toEqual([
      '"cannot be had": write could not be fetched, is not available',
    ]);
  });

  it.each([
    ['a page', 'README.md', LONG],
    ['the page of the sandbox', 'docs/sandbox.md', LONG],
    ['the title of a decision', 'docs/adr/0004-libs-by-package-imports.md', `# 1. ${LONG}\n\n2026-11 · accepted\n`],
    ['an OpenAPI description', 'docs/openapi.json', `{\n  "description": "${LONG}"\n}`],
    ['a variable', 'libs/config/src/environment.ts', `text.describe('${LONG}')`],
  ])('finds a sentence of more than 30 words in %s', (_what, file, source) => {
    expect(proseProblems(file, source)[0]?.message).toMatch(/^35 words in a sentence/);
  });

  it('lets sentences of a decision be longer below its title', () => {
    expect(proseProblems('docs/adr/0004-libs-by-package-imports.md', `# 1. A title\n\n${LONG}\n`)).toEqual([]);
  });

  it('leaves code, fixtures of tests and queries alone', () => {
    expect(proseProblems('README.md', 'Say `cannot be had`.\n\n```\nIt cannot be had.\n```\n')).toEqual([]);
    expect(proseProblems('libs/auth/src/a.spec.ts', `expect(text).toBe('${PLANTED}');`)).toEqual([]);
    expect(proseProblems('libs/auth/src/a.ts', `const query = 'SELECT * FROM c WHERE c.a = any more';`)).toEqual([]);
  });

  it('asks for American spelling, except in code', () => {
    expect(proseProblems('README.md', 'Enrol a voice, then cancelling is refused.')).toHaveLength(2);
    expect(proseProblems('README.md', 'Azure answers `Cancelled`. Enroll again.')).toEqual([]);
  });

  it('knows contexts in which a word is legitimate', () => {
    expect(proseProblems('README.md', 'It is slow for good reasons.')).toEqual([]);
    expect(proseProblems('README.md', 'It is gone for good.')).toHaveLength(1);
  });
});
