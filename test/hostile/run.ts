/**
 * The whole hostile set:
 *
 *   node test/hostile/run.ts [--mutations 10000] [--first 0] [--workers 2]
 *
 * Every file must end in a result or a stable rejection code, within its limits, and leave the pool able to work.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AudioProcessorPool } from '#audio';
import { hostileLimits, hostileProfiles, runHostile } from '../../libs/audio/src/testing/hostile/hostile-run.ts';
import { hostileFiles, mutations } from '../../libs/audio/src/testing/hostile/hostile-set.ts';
import { makeSeeds } from '../../libs/audio/src/testing/hostile/seeds.ts';

const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '10000' },
    first: { type: 'string', default: '0' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});

const folder = await mkdtemp(join(tmpdir(), 'audio-hostile-'));
const workers = Number(values.workers);
let crashes = 0;
const pool = new AudioProcessorPool({
  workers,
  limits: hostileLimits,
  profiles: hostileProfiles,
  logger: { info: () => undefined, warn: () => crashes++ },
});
try {
  await pool.start();
  const seeds = makeSeeds();
  const files = [...hostileFiles(seeds), ...mutations(seeds, Number(values.mutations), Number(values.first))];
  let done = 0;
  const outcomes = await runHostile(files, {
    folder,
    pool,
    parallel: workers * 2,
    onOutcome: (outcome) => {
      done++;
      if (outcome.complaint !== undefined) console.log(`${outcome.name}: ${outcome.complaint}`);
      if (done % 1_000 === 0) console.log(`${done} of ${files.length}`);
    },
  });
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  for (const [outcome, count] of [...counts].sort((a, b) => b[1] - a[1]))
    console.log(`${String(count).padStart(7)}  ${outcome}`);
  const slowest = outcomes.reduce((a, b) => (b.elapsedMs > a.elapsedMs ? b : a));
  const complaints = outcomes.filter((outcome) => outcome.complaint !== undefined).length;
  console.log(
    `${files.length} files, ${complaints} complaints, ${crashes} children lost, slowest ${slowest.name}: ${Math.round(slowest.elapsedMs)} ms`,
  );
  process.exitCode = complaints === 0 ? 0 : 1;
} finally {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
}
