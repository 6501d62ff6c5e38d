/**
 * A worker killed with -9 at each call that the handlers make, before it is done and after:
 *
 *   npm run test:kill-points -- [--jobs KIND] [--every 1] [--systems 1] [--moment before|after] [--from N] [--to N]
 *
 * Prints each point. KIND is one of `KILLED_JOBS`. An enrollment has some hundreds of points: --moment, --from and --to take a part of them. Exit code 1 when a job was lost, doubled, stuck, left an orphan, or did not succeed.
 */
import { parseArgs } from 'node:util';
import { KILLED_JOBS, MOMENTS, runKillPoints } from './kill-points.ts';
import { VIOLATION_KINDS } from '../support/remains.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string' },
    every: { type: 'string', default: '1' },
    systems: { type: 'string', default: '1' },
    moment: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
});
const kinds = KILLED_JOBS.filter((kind) => values.jobs === undefined || values.jobs === kind);
if (kinds.length === 0) {
  console.error(`--jobs is ${KILLED_JOBS.join(', ')}, not ${values.jobs}`);
  process.exitCode = 1;
}
for (const jobs of kinds) {
  const {
    points,
    jobs: done,
    violations,
    failed,
    spokenAgain,
  } = await runKillPoints({
    jobs,
    every: Number(values.every),
    systems: Number(values.systems),
    from: values.from === undefined ? undefined : Number(values.from),
    to: values.to === undefined ? undefined : Number(values.to),
    moments: MOMENTS.filter((moment) => values.moment === undefined || values.moment === moment),
    log: (line) => console.log(line),
  });
  const counts = VIOLATION_KINDS.map(
    (kind) => `${kind} ${violations.filter((violation) => violation.kind === kind).length}`,
  );
  for (const { kind, what } of violations) console.log(`  ${kind}: ${what}`);
  for (const what of failed) console.log(`  failed: ${what}`);
  console.log(
    `${jobs}: killed at ${points.length} points: ${counts.join(', ')}; ` +
      `${done.length - failed.length} of ${done.length} jobs succeeded; spoken again after a loss: ${spokenAgain}`,
  );
  if (violations.length > 0 || failed.length > 0 || points.length === 0) process.exitCode = 1;
}
