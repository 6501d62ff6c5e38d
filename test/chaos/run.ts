/**
 * Real processes under faults that are planned from a seed:
 *
 *   npm run test:chaos -- [--seed 1] [--jobs 300] [--minutes 4] [--fault-every-ms 1000] [--stale-reads]
 *
 * Prints how many jobs were lost, doubled, stuck or left orphans, and the faults that hit. Exit code 1 when any was,
 * when too few faults hit, or too few jobs went well.
 * See ADR 25.
 */
import { parseArgs } from 'node:util';
import { runChaos } from './chaos-run.ts';
import { reportOf, shortcomingsOf } from './report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '4' },
    'fault-every-ms': { type: 'string', default: '1000' },
    'stale-reads': { type: 'boolean', default: false },
  },
});
const { seed, jobs, minutes } = values;
const startedAt = performance.now();
const result = await runChaos({
  seed: Number(seed),
  jobs: Number(jobs),
  durationMs: Number(minutes) * 60_000,
  faultEveryMs: Number(values['fault-every-ms']),
  stallLimitMs: 180_000,
  staleReads: values['stale-reads'],
  log: (line) => console.log(`[${((performance.now() - startedAt) / 1000).toFixed(0)} s] ${line}`),
});
console.log(reportOf(result));
console.log(
  `replay: npm run test:chaos -- --seed ${seed} --jobs ${jobs} --minutes ${minutes} --fault-every-ms ${values['fault-every-ms']}${values['stale-reads'] ? ' --stale-reads' : ''}`,
);
const planned = Math.floor((Number(minutes) * 60_000) / Number(values['fault-every-ms']));
const shortcomings = shortcomingsOf(result, planned);
for (const shortcoming of shortcomings) console.log(`not enough of a proof: ${shortcoming}`);
process.exitCode = result.verdict.violations.length + result.failures.length + shortcomings.length > 0 ? 1 : 0;
