/**
 * Takes each right of the template away in turn and runs the end-to-end test that needs it, which has to fail: `npm run test:rights`.
 *
 *   --only TEXT     only rights whose name (`worker: … at queues/maintenance`) contains the text
 *   --at-once N     how many at a time; 2
 *
 * First all those tests run with every right in place, and have to pass. Ends with 1 when a test does not fail without the right that it is
 * said to need, when a right of the table is in no list of `needs.ts`, or when a list has a right that the table lacks.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameOf, type Need, type Right } from './needs.ts';
import { accountFor, readTable, unusedActions } from './table.ts';

const HOME = join(import.meta.dirname, '..', '..');
const VITEST = join(HOME, 'node_modules', 'vitest', 'vitest.mjs');
/** Longer than any of the tests takes when it passes, and shorter than the interval of the sweep that publishes what another process could not. */
const TEST_TIMEOUT_MS = 25_000;
const RUN_LIMIT_MS = 100_000;

interface TestRun {
  /** `file › test` of each that failed. */
  readonly failed: readonly string[];
  readonly passed: number;
  /** Of what ended otherwise than with a report. */
  readonly trouble?: string;
}

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const { values } = parseArgs({ options: { only: { type: 'string' }, 'at-once': { type: 'string', default: '2' } } });
const folder = mkdtempSync(join(tmpdir(), 'rights-'));
const startedAt = Date.now();
let count = 0;

/** Runs tests by their names, in systems that lack a right. */
async function run(file: string, tests: readonly string[], without: Right | undefined): Promise<TestRun> {
  const report = join(folder, `report-${(count += 1)}.json`);
  const pattern = tests.map((test) => test.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  const { identity, scope, role } = without ?? {};
  const child = spawn(
    process.execPath,
    [VITEST, 'run', '--project', 'e2e', file, '-t', pattern, '--reporter=json', `--outputFile=${report}`],
    {
      cwd: HOME,
      stdio: 'ignore',
      detached: true,
      env: {
        ...process.env,
        E2E_SYSTEMS: '1',
        ...(without === undefined
          ? { RIGHTS_REPORT: folder }
          : {
              E2E_TIMEOUT_MS: String(TEST_TIMEOUT_MS),
              SANDBOX_WITHOUT_RIGHTS: JSON.stringify([{ identity, scope, role }]),
            }),
      },
    },
  );
  let isOver = false;
  const limit = setTimeout(
    () => {
      isOver = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    },
    without === undefined ? RUN_LIMIT_MS * 4 : RUN_LIMIT_MS,
  );
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
  clearTimeout(limit);
  if (isOver) return { failed: [`${file} › ${tests.join(', ')} (did not end in time)`], passed: 0, trouble: 'stopped' };
  return read(report, file);
}

function read(report: string, file: string): TestRun {
  let results: JsonReport['testResults'];
  try {
    results = (JSON.parse(readFileSync(report, 'utf8')) as JsonReport).testResults;
  } catch (error) {
    return { failed: [], passed: 0, trouble: `no report: ${String(error)}` };
  }
  const all = results.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.filter(({ status }) => status === 'failed').map(({ fullName }) => `${file} › ${fullName}`);
  const broken = results.filter(({ status, message }) => status === 'failed' && message !== '' && failed.length === 0);
  return {
    failed: [...failed, ...broken.map(({ message }) => `${file} › (before its tests) ${message.split('\n')[0]}`)],
    passed: all.filter(({ status }) => status === 'passed').length,
  };
}

async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

const problems: string[] = [];
const table = readTable();
const { needs, unaccounted, unknown } = accountFor(table.assignments);
for (const right of unaccounted)
  problems.push(`${nameOf(right)}: no test needs it and no reason is given; it is too wide`);
for (const right of unknown) problems.push(`${nameOf(right)}: the template does not give it`);
const chosen = needs.filter((need) => values.only === undefined || nameOf(need).includes(values.only));
const atOnce = Number(values['at-once']);

const files = [...new Set(chosen.map(({ file }) => file))];
console.log(`${files.length} files with every right in place`);
await inParallel(files, atOnce, async (file) => {
  const tests = [...new Set(chosen.filter((need) => need.file === file).map(({ test }) => test))];
  const { failed, passed, trouble } = await run(file, tests, undefined);
  console.log(`  ${file}: ${passed} passed`);
  if (trouble !== undefined || failed.length > 0 || passed < tests.length) {
    problems.push(`${file} does not pass with every right: ${trouble ?? ''}${failed.join('; ')} (${passed} passed)`);
  }
});

console.log(`\n${chosen.length} rights, each taken away`);
await inParallel(chosen, atOnce, async (need: Need) => {
  const { failed, trouble } = await run(need.file, [need.test], need);
  if (failed.length === 0) problems.push(`${nameOf(need)}: '${need.test}' does not fail without it ${trouble ?? ''}`);
  console.log(
    `${failed.length === 0 ? 'STILL PASSES' : 'fails       '}  ${nameOf(need)}\n              ${failed[0] ?? need.test}`,
  );
});

if (values.only === undefined) {
  const asked = readdirSync(folder)
    .filter((name) => name.startsWith('decisions-'))
    .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { decisions: [] }).decisions);
  const unused = unusedActions(table, asked);
  console.log(`\n${unused.length} actions of custom roles that none of these tests asked for`);
  for (const action of unused) console.log(`  ${nameOf(action)}: ${action.action.split('/').slice(-3).join('/')}`);
}
rmSync(folder, { recursive: true, force: true });
for (const problem of problems) console.error(`PROBLEM: ${problem}`);
console.log(
  `\n${chosen.length} rights in ${Math.round((Date.now() - startedAt) / 1_000)} s, ${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
