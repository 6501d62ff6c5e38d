/**
 * Takes five protections out of the product's own source, one at a time, in a copy of it, and demands that the simulator notices:
 *
 *   npm run sim:removals [-- --jobs 4000] [--seed 1] [--only TEXT]
 *
 * Ends with 0 when each removal led to a violation within so many jobs. Ends with 1 when one did not, or when a removal no longer fits the
 * source: then correct the text here.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REMOVALS, type Replacement } from './removals.ts';

const PER_WORLD = 40;

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '4000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const home = join(import.meta.dirname, '../..');
const copy = mkdtempSync(join(tmpdir(), 'sim-removals-'));
process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

// What was built goes along, so that only what is changed is built again.
for (const part of [
  'apps',
  'libs',
  'test',
  'scripts',
  'dist',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
]) {
  cpSync(join(home, part), join(copy, part), { recursive: true, preserveTimestamps: true });
}
symlinkSync(realpathSync(join(home, 'node_modules')), join(copy, 'node_modules'), 'dir');

/** How many jobs come before the end of the last world that had a violation. */
let mostJobs = 0;
const removals = Object.entries(REMOVALS).filter(([what]) => what.includes(values.only));
const unnoticed = removals.filter(([what, replacements]) => !isNoticed(what, replacements));
// The same worlds of the product as it is: what was noticed came from the removals.
console.log('with all of it');
const whole = simulate(mostJobs);
console.log(`  ${summaryOf(whole.output)}`);
if (whole.status !== 0) throw new Error(`there are violations without a removal:\n${whole.output}`);
console.log(
  unnoticed.length === 0
    ? `each of the ${removals.length} removals was noticed`
    : `NOT noticed: ${unnoticed.map(([what]) => what).join('; ')}`,
);
process.exitCode = unnoticed.length === 0 ? 0 : 1;

/** Simulates the copy without this part, and puts the part back. */
function isNoticed(what: string, replacements: readonly Replacement[]): boolean {
  console.log(`without ${what}`);
  const before = replacements.map(({ file }) => [file, readFileSync(join(copy, file), 'utf8')] as const);
  for (const { file, found, replacedBy } of replacements) {
    const source = readFileSync(join(copy, file), 'utf8');
    const occurrences = source.split(found).length - 1;
    if (occurrences !== 1) {
      throw new Error(`${file} holds ${occurrences} times the text to remove, not once: ${found}`);
    }
    writeFileSync(
      join(copy, file),
      source.replace(found, () => replacedBy),
    );
  }
  try {
    const { status, output } = simulate(Number(values.jobs));
    // 1 is also the end of a process that could not even be started: what was found counts.
    const found = /^ {2}(lost|doubled|stuck|unrecorded|orphan\w*): /m.exec(output) !== null;
    for (const [, seed] of output.matchAll(/^seed (\d+): replay/gm)) {
      mostJobs = Math.max(mostJobs, ((Number(seed) % 1_000_000) + 1) * PER_WORLD);
    }
    const violations = output.match(/^ {2}(?:lost|doubled|stuck|unrecorded|orphan\w*): .*$/gm) ?? [];
    console.log([summaryOf(output), ...violations.slice(0, 3)].map((line) => `  ${line.trim()}`).join('\n'));
    if (!found) console.log(output.trim().split('\n').slice(-15).join('\n'));
    return status === 1 && found;
  } finally {
    for (const [file, source] of before) writeFileSync(join(copy, file), source);
  }
}

function summaryOf(output: string): string {
  return /^\d+ jobs \(.*$/m.exec(output)?.[0] ?? 'nothing was simulated';
}

function simulate(jobs: number): { readonly status: number | null; readonly output: string } {
  run('npm', ['run', '--silent', 'build:run']);
  run(join(copy, 'node_modules', '.bin', 'tsc'), ['-p', 'test/simulator/tsconfig.json', '--noCheck']);
  const args = ['--until-violation', '--jobs', String(jobs), '--seed', values.seed, '--per-world', String(PER_WORLD)];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-semi-space-size=64', join(copy, 'dist/test/simulator/run.js'), ...args],
    { cwd: copy, encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: copy, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(status)}`);
}
