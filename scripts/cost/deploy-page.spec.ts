import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const HOME = join(import.meta.dirname, '..', '..');

describe('docs/deploy.md', () => {
  it.each([
    ['--profile public --jobs 10000', /Idle ≈ \d+\.\d\d\*? USD a month, public\./],
    ['--profile private', /Idle ≈ \d+\.\d\d\*? USD a month, private\./],
  ])('quotes what `npm run cost -- %s` says', async (options, totals) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/cost/run.ts', ...options.split(' ')], {
      cwd: HOME,
    });
    const page = await readFile(join(HOME, 'docs', 'deploy.md'), 'utf8');
    expect(stdout).toMatch(totals);
    expect(page).toContain(`$ npm run --silent cost -- ${options}\n${stdout.trimEnd()}\n`);
  });

  it('is told when an option makes no sense', async () => {
    const run = promisify(execFile)(process.execPath, ['scripts/cost/run.ts', '--jobs', 'many'], { cwd: HOME });
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--jobs') as unknown });
  });
});
