/**
 * Takes each right of the template away in turn and runs the end-to-end test that needs it, which has to fail: `npm run test:rights`.
 *
 *   --only TEXT     only rights whose name (`worker: … at queues/maintenance`) contains the text; may be given several times
 *   --at-once N     how many at a time; 3
 *
 * First all those tests run with every right in place: they have to pass, and nothing may be refused. Then each fails for want of its right
 * only if the sandbox has refused something that the right is for. Ends with 1 when one of this does not hold, when a right of the table is
 * in no list of `needs.ts`, or when a list has a right that the table lacks.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nameOf, type Need, type Profile, type Right } from './needs.ts';
import { accountFor, type Decision, isAbout, readTable, refusals, unusedActions } from './table.ts';

const HOME = join(import.meta.dirname, '..', '..');
const VITEST = join(HOME, 'node_modules', 'vitest', 'vitest.mjs');
/** For a test that lacks its right, which mostly waits for what does not come. */
const MIN_TEST_TIMEOUT_MS = 15_000;
/** A test may take so many times as long as it took with its right. */
const PATIENCE = 2;
/** For the start and the end of a system, and the hooks of a file. */
const RUN_OVERHEAD_MS = 120_000;
const PROFILES: readonly Profile[] = ['public', 'private'];

interface TestRun {
  /** `file › test` of each that failed. */
  readonly failed: readonly string[];
  /** Name and milliseconds of each that passed. */
  readonly passed: readonly { readonly name: string; readonly ms: number }[];
  /** Undefined where no system came up. */
  readonly decisions: readonly Decision[] | undefined;
  /** Of what ended otherwise than with a report. */
  readonly trouble?: string;
}

interface JsonReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly duration?: number;
    }[];
  }[];
}

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] }, 'at-once': { type: 'string', default: '3' } },
});
const home = mkdtempSync(join(tmpdir(), 'rights-'));
const startedAt = Date.now();
let count = 0;

interface Wish {
  readonly profile: Profile;
  readonly file: string;
  readonly tests: readonly string[];
  readonly without?: Right;
  readonly testTimeoutMs?: number;
}

/** Runs tests by their names, in a system of its own that may lack a right. */
async function run({ profile, file, tests, without, testTimeoutMs = 180_000 }: Wish): Promise<TestRun> {
  const folder = join(home, `run-${(count += 1)}`);
  mkdirSync(folder);
  const report = join(folder, 'report.json');
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
        E2E_PRIVATE_STORAGE: String(profile === 'private'),
        E2E_TIMEOUT_MS: String(testTimeoutMs),
        RIGHTS_REPORT: folder,
        ...(without && { SANDBOX_WITHOUT_RIGHTS: JSON.stringify([{ identity, scope, role }]) }),
      },
    },
  );
  let isOver = false;
  const limit = setTimeout(
    () => {
      isOver = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    },
    testTimeoutMs * tests.length + RUN_OVERHEAD_MS,
  );
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
  clearTimeout(limit);
  const decisions = readdirSync(folder)
    .filter((name) => name.startsWith('decisions-'))
    .flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { decisions: Decision[] }).decisions);
  const known = decisions.length === 0 ? undefined : decisions;
  if (isOver) return { failed: [], passed: [], decisions: known, trouble: 'it did not end in time' };
  return { ...read(report, file), decisions: known };
}

function read(report: string, file: string): Omit<TestRun, 'decisions'> {
  let results: JsonReport['testResults'];
  try {
    results = (JSON.parse(readFileSync(report, 'utf8')) as JsonReport).testResults;
  } catch (error) {
    return { failed: [], passed: [], trouble: `no report: ${String(error)}` };
  }
  const all = results.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.filter(({ status }) => status === 'failed').map(({ fullName }) => `${file} › ${fullName}`);
  // A hook that fails has its tests skipped.
  const broken = results.filter(({ status }) => status === 'failed' && failed.length === 0);
  return {
    failed: [
      ...failed,
      ...broken.map(({ message }) => `${file} › (before its tests) ${message.split('\n')[0]}`.trim()),
    ],
    passed: all
      .filter(({ status }) => status === 'passed')
      .map(({ fullName, duration = 0 }) => ({ name: fullName, ms: duration })),
  };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: Number(values['at-once']) }, lane));
}

const problems: string[] = [];
const asked: Record<Profile, Decision[]> = { public: [], private: [] };

interface Case {
  readonly profile: Profile;
  readonly need: Need;
}
const cases: Case[] = [];
for (const profile of PROFILES) {
  const { needs, unaccounted, unknown } = accountFor(readTable(profile).assignments, profile);
  for (const right of unaccounted)
    problems.push(`${nameOf(right)}: no test needs it and no reason is given; it is too wide`);
  for (const right of unknown) problems.push(`${nameOf(right)}: the template does not give it`);
  // What both tables have is taken away from the public one.
  cases.push(...needs.filter(({ only = 'public' }) => only === profile).map((need) => ({ profile, need })));
}
const isWhole = values.only.length === 0;
const chosen = cases.filter(({ need }) => isWhole || values.only.some((text) => nameOf(need).includes(text)));

const files = [...new Set(chosen.map(({ profile, need: { file } }) => `${profile} ${file}`))];
const tookMs = new Map<string, number>();
console.log(`${files.length} files with every right in place`);
await inParallel(files, async (key) => {
  const [profile, file] = key.split(' ') as [Profile, string];
  const own = chosen.filter((each) => each.profile === profile && each.need.file === file);
  const tests = [...new Set(own.map(({ need }) => need.test))];
  const { failed, passed, decisions = [], trouble } = await run({ profile, file, tests });
  asked[profile].push(...decisions);
  for (const test of tests) tookMs.set(`${key} ${test}`, passed.find(({ name }) => name.includes(test))?.ms ?? 0);
  const slowest = Math.max(0, ...passed.map(({ ms }) => ms));
  console.log(`  ${file} (${profile}): ${passed.length} passed, the slowest in ${Math.round(slowest / 1_000)} s`);
  const missing = tests.filter((test) => !passed.some(({ name }) => name.includes(test)));
  if (trouble !== undefined || failed.length > 0 || missing.length > 0) {
    problems.push(`${file} does not pass with every right: ${[trouble, ...failed, ...missing].join('; ')}`);
  }
  for (const { identity, right, resource } of refusals(decisions, profile)) {
    problems.push(`${file}: ${identity} is refused ${right} at ${resource} with every right in place`);
  }
});

console.log(`\n${chosen.length} rights, each taken away`);
await inParallel(chosen, async ({ profile, need }) => {
  const { file, test } = need;
  const testTimeoutMs = Math.max(MIN_TEST_TIMEOUT_MS, PATIENCE * (tookMs.get(`${profile} ${file} ${test}`) ?? 0));
  const { failed, decisions, trouble } = await run({ profile, file, tests: [test], without: need, testTimeoutMs });
  const refused = refusals(decisions ?? [], profile).filter((decision) => isAbout(need, decision));
  const why =
    decisions === undefined
      ? 'no system started'
      : [...new Set(refused.map(({ right }) => right.split('/').slice(-2).join('/')))].join(', ');
  if (failed.length === 0) problems.push(`${nameOf(need)}: '${test}' does not fail without it ${trouble ?? ''}`);
  else if (why === '') problems.push(`${nameOf(need)}: '${test}' fails without it, and nothing was refused`);
  console.log(
    `${failed.length === 0 ? 'STILL PASSES' : 'fails       '}  ${nameOf(need)}${why === '' ? '' : ` (refused: ${why})`}\n              ${failed[0] ?? test}`,
  );
});

if (isWhole) {
  const unused = unusedActions(readTable('public'), asked.public);
  console.log(`\n${unused.length} actions of custom roles that none of these tests asked for`);
  for (const action of unused) console.log(`  ${nameOf(action)}: ${action.action.split('/').slice(-3).join('/')}`);
}
rmSync(home, { recursive: true, force: true });
for (const problem of problems) console.error(`PROBLEM: ${problem}`);
console.log(
  `\n${chosen.length} rights in ${Math.round((Date.now() - startedAt) / 1_000)} s, ${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
