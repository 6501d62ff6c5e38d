import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../../scripts/count-tests.mjs');
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'count-tests-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the script prints for these reports: of each file its status and those of its tests. */
async function counted(...reports: readonly (readonly [status: string, ...tests: string[]])[]) {
  const files = reports.map(async ([status, ...tests], index) => {
    const file = join(folder, `${index}.json`);
    const assertionResults = tests.map((test, number) => ({ status: test, fullName: `test ${number}` }));
    await writeFile(file, JSON.stringify({ testResults: [{ name: 'a.spec.ts', status, assertionResults }] }));
    return file;
  });
  const { stdout, stderr } = await run(process.execPath, [SCRIPT, ...(await Promise.all(files))]);
  return { counts: stdout.trim(), skipped: stderr.trim() };
}

describe('the counts of CI', () => {
  it('are those of all reports together', async () => {
    const { counts } = await counted(['passed', 'passed', 'passed'], ['failed', 'failed', 'passed']);
    expect(counts).toBe('3 1 0');
  });

  it('take a file that could not be loaded for a failure', async () => {
    expect((await counted(['failed'], ['failed', 'passed'])).counts).toBe('1 2 0');
  });

  it('name each test that was skipped', async () => {
    const { counts, skipped } = await counted(['passed', 'passed', 'skipped', 'todo']);
    expect(counts).toBe('1 0 2');
    expect(skipped).toBe('skipped: test 1 (a.spec.ts)\nskipped: test 2 (a.spec.ts)');
  });

  it('are nothing without a report', async () => {
    const { stdout } = await run(process.execPath, [SCRIPT, join(folder, 'none.json')]);
    expect(stdout.trim()).toBe('0 0 0');
  });
});
