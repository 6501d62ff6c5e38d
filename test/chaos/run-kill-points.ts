/**
 * A worker killed with -9 at each call that the handlers make, before it is done and after:
 *
 *   npm run test:kill-points -- [--jobs synthesis|enrolment] [--every 1]
 *
 * Prints each point. Exit code 1 when a job was lost, doubled, stuck or left an orphan.
 */
import { parseArgs } from 'node:util';
import { VIOLATION_KINDS } from '../support/job-checker.ts';
import { runKillPoints } from './kill-points.ts';

const { values } = parseArgs({
  options: { jobs: { type: 'string' }, every: { type: 'string', default: '1' } },
});
const kinds = (['synthesis', 'enrolment'] as const).filter((kind) => values.jobs === undefined || values.jobs === kind);
for (const jobs of kinds) {
  const { points, violations, spokenAgain } = await runKillPoints({
    jobs,
    every: Number(values.every),
    log: (line) => console.log(line),
  });
  const counts = VIOLATION_KINDS.map(
    (kind) => `${kind} ${violations.filter((violation) => violation.kind === kind).length}`,
  );
  for (const { kind, what } of violations) console.log(`  ${kind}: ${what}`);
  console.log(
    `${jobs}: killed at ${points.length} points: ${counts.join(', ')}; spoken again after a loss: ${spokenAgain}`,
  );
  if (violations.length > 0 || points.length === 0) process.exitCode = 1;
}
