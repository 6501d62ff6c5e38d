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
    const assertionResults = tests.map((test, number) => ({
      status: test,
      fullName: `test ${number}`,
      failureMessages: test === 'failed' ? ['expected 1 to be 2\n    at a.spec.ts:3'] : [],
    }));
    const message = tests.length === 0 ? 'a.ts is not there' : '';
    await writeFile(file, JSON.stringify({ testResults: [{ name: 'a.spec.ts', status, message, assertionResults }] }));
    return file;
  });
  const { stdout, stderr } = await run(process.execPath, [SCRIPT, ...(await Promise.all(files))]);
  return { counts: stdout.trim(), named: stderr.trim() };
}

describe('the counts of CI', () => {
  it('are those of all reports together', async () => {
    const { counts } = await counted(['passed', 'passed', 'passed'], ['failed', 'failed', 'passed']);
    expect(counts).toBe('3 1 0');
  });

  it('take a file that could not be loaded for a failure', async () => {
    expect((await counted(['failed'], ['failed', 'passed'])).counts).toBe('1 2 0');
  });

  it('name each test that failed, with the beginning of its message', async () => {
    const { named } = await counted(['failed', 'passed', 'failed'], ['failed']);
    expect(named).toBe(
      'failed: test 1 (a.spec.ts)\n  expected 1 to be 2\n      at a.spec.ts:3\nfailed: a.spec.ts\n  a.ts is not there',
    );
  });

  it('name each test that was skipped', async () => {
    const { counts, named } = await counted(['passed', 'passed', 'skipped', 'todo']);
    expect(counts).toBe('1 0 2');
    expect(named).toBe('skipped: test 1 (a.spec.ts)\nskipped: test 2 (a.spec.ts)');
  });

  it('are nothing without a report', async () => {
    const { stdout } = await run(process.execPath, [SCRIPT, join(folder, 'none.json')]);
    expect(stdout.trim()).toBe('0 0 0');
  });
});
