/**
 * `npm run test:image`: proves of the images what no test of the sources can. Builds them, unless told not to; needs root, runc, and what
 * `npm run image` needs.
 *
 *   npm run test:image -- [options] [PROOF…]
 *
 *   --no-build        takes the images that were built last
 *   --runtime IMAGE   the base that they run on, as for `npm run image`
 *   --builder IMAGE   the base that they are built in, likewise
 *   --rounds N        starts of each kind for `ready`            (default: 5)
 *   --restarts N      SIGTERMs for `sigterm`                     (default: 8)
 *
 * Without --runtime it takes the base that `npm run image -- --base` makes, and makes it where there is none; with docker the Dockerfile's.
 *
 * Proofs, all of them unless named: contents, natives, faults, ready, demo, writes, audio-checks, sigterm. Ends with 1 when one does not hold.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { basesToTest, defaultRuntime } from '../../scripts/image/bases.ts';
import { findEngine } from '../../scripts/image/engine.ts';
import { checkNames } from '../../scripts/image/names.ts';
import { TARGETS } from '../../scripts/image/targets.ts';
import { unpack } from '../../scripts/image/unpack.ts';
import { componentsOfBase } from '../../scripts/licences/base-image.ts';
import { licenceProblems } from '../../scripts/licences/gate.ts';
import { runRollingRestarts } from '../chaos/rolling-restarts.ts';
import { checkTwoAtATime } from './audio-checks.ts';
import { contentsOf, shellsIn } from './contents.ts';
import { buildsOfOthers } from './faults.ts';
import { nativesOf } from './natives.ts';
import { readyTimes } from './ready.ts';
import { writesOf } from './writes.ts';

const home = join(import.meta.dirname, '..', '..');
const MAX_READY_RATIO = 0.45;
const GRACE_MS = 25_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    build: { type: 'boolean', default: true },
    runtime: { type: 'string' },
    builder: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    restarts: { type: 'string', default: '8' },
  },
});

const PROOFS = ['contents', 'natives', 'faults', 'ready', 'demo', 'writes', 'audio-checks', 'sigterm'] as const;
checkNames('proof', positionals, PROOFS);

const engine = await findEngine();
const bases = await basesToTest(engine, values);
const runtime = bases.runtime ?? defaultRuntime(readFileSync(join(home, 'Dockerfile'), 'utf8'));
if (values.build) {
  const build = [join(home, 'scripts/image/build.ts'), '--engine', engine.name, ...bases.buildArguments];
  execFileSync(process.execPath, build, { stdio: 'inherit' });
}
const images = {
  api: await unpack(engine, 'api'),
  worker: await unpack(engine, 'worker'),
  sandbox: await unpack(engine, 'sandbox'),
};
const problems: string[] = [];

/** Each returns what does not hold. */
const proofs: Readonly<Record<(typeof PROOFS)[number], () => Promise<string[]>>> = {
  contents: async () => {
    const found: string[] = [];
    for (const target of TARGETS) {
      const { megabytes, megabytesWithoutNatives, problems: wrong } = await contentsOf(engine, target, runtime);
      console.log(
        `${target}: ${megabytes.toFixed(1)} MB above the base, ${megabytesWithoutNatives.toFixed(1)} MB without natives`,
      );
      found.push(
        ...[...wrong, ...shellsIn(images[target].rootfs).map((file) => `it has ${file}`)].map(
          (what) => `${target}: ${what}`,
        ),
      );
    }
    return found;
  },
  natives: async () => {
    const base = await componentsOfBase(engine, runtime);
    const found = [...licenceProblems('base', base)];
    for (const target of TARGETS) {
      const wrong = await nativesOf(target, images[target], base);
      console.log(
        `${target}: ${wrong.length === 0 ? 'every native file is one that the SBOM lists' : `${wrong.length} problems`}`,
      );
      found.push(...wrong);
    }
    return found;
  },
  faults: async () => {
    // Asked for again: a base that was made for the build above is there now.
    const { buildArguments } = await basesToTest(engine, values);
    const builds = await buildsOfOthers(engine, buildArguments);
    for (const { what, failed, why } of builds)
      console.log(`${what}: ${failed ? `the build fails (${why})` : 'the build goes through'}`);
    return builds.filter(({ failed }) => !failed).map(({ what }) => `${what} does not fail the build`);
  },
  ready: async () => {
    const found: string[] = [];
    for (const part of ['api', 'worker'] as const) {
      const { bundled, unbundled, ratio, cache } = await readyTimes(part, images[part], Number(values.rounds));
      const list = (times: readonly number[]): string => times.map((ms) => Math.round(ms)).join(', ');
      console.log(
        `${part}: ready at 0.5 CPU after ${list(bundled)} ms, unbundled after ${list(unbundled)} ms: ratio ${ratio.toFixed(2)}; ${cache[0]}`,
      );
      if (!(ratio <= MAX_READY_RATIO))
        found.push(`${part}: the ratio is ${ratio.toFixed(2)}, above ${MAX_READY_RATIO}`);
      if (!cache.every((line) => line === 'the compile cache is used')) found.push(`${part}: ${cache.join(', ')}`);
    }
    return found;
  },
  demo: async () => {
    // It puts itself into a network of its own.
    execFileSync(process.execPath, ['dist/apps/sandbox/src/cli/demo.js', '--images'], { cwd: home, stdio: 'inherit' });
    return [];
  },
  writes: async () => {
    const found: string[] = [];
    for (const part of ['api', 'worker'] as const) {
      const written = await writesOf(part, images[part]);
      console.log(
        `${part}: wrote ${written.length === 0 ? 'nothing' : written.join(', ')} outside of /tmp where it could have`,
      );
      found.push(...written.map((file) => `${part}: wrote ${file}`));
    }
    return found;
  },
  'audio-checks': async () => {
    const { checked, refused, kills, mostMb, seconds, exitCode } = await checkTwoAtATime(images);
    console.log(
      `two checks of 30 MiB at a time: ${checked.join(', ')} after ${seconds.toFixed(1)} s; of 100 MiB: ${refused.join(', ')}; at most ${mostMb.toFixed(0)} MiB, ${kills} kills, exit ${exitCode}`,
    );
    const right = checked.every((status) => status === 200) && refused.every((status) => status === 413) && kills === 0;
    return right && exitCode === 0 ? [] : ['two audio checks at a time'];
  },
  sigterm: async () => {
    const log = (line: string): void => console.log(line);
    const restarts = Number(values.restarts);
    const result = await runRollingRestarts({ restarts, clients: 4, graceMs: GRACE_MS, images, log });
    const { exits, jobs, verdict, expiredLocks } = result;
    const failed = jobs.filter(({ gaveUp, refused }) => gaveUp !== undefined || refused !== undefined);
    console.log(
      `${restarts} SIGTERMs under load, ${jobs.length} jobs: ${JSON.stringify(verdict.counts)}, ${failed.length} failed, ${expiredLocks} locks expired; API ended within ${exits.api.longestMs} ms, worker within ${exits.worker.longestMs} ms, not clean: ${exits.api.notClean + exits.worker.notClean}`,
    );
    return [
      ...verdict.violations.map(({ kind, what }) => `${kind}: ${what}`),
      ...failed.map(({ name, gaveUp, refused }) => `${name}: ${gaveUp ?? refused}`),
      ...(exits.api.notClean + exits.worker.notClean > 0
        ? ['a container did not end with 0 within its grace time']
        : []),
    ];
  },
};

for (const name of PROOFS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n=== ${name}`);
  const found = await proofs[name]();
  for (const what of found) console.error(`does not hold: ${what}`);
  problems.push(...found);
}
console.log(problems.length === 0 ? '\nAll of it holds.' : `\n${problems.length} problems.`);
process.exitCode = problems.length === 0 ? 0 : 1;
