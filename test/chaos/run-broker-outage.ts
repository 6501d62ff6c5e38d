/**
 * Takes the broker away for a while in which clients go on asking for jobs:
 *
 *   npm run test:broker-outage -- [--seconds 60] [--jobs 120]
 */
import { parseArgs } from 'node:util';
import { runBrokerOutage } from './broker-outage.ts';
import { VIOLATION_KINDS } from '../support/remains.ts';

/** Provider calls for each job, at most: nothing may make a backlog dearer than it is. */
const MAX_CALLS = 1.1;
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, jobs: { type: 'string', default: '120' } },
});
const result = await runBrokerOutage({
  jobs: Number(values.jobs),
  outageMs: Number(values.seconds) * 1_000,
  drainLimitMs: 180_000,
  log: (line) => console.log(line),
});
const { verdict, jobs, clients, acceptedDuringOutage, drainMs, providerCalls } = result;
for (const { kind, what } of verdict.violations) console.log(`  ${kind}: ${what}`);
console.log(
  [
    `${acceptedDuringOutage} of ${jobs.length} jobs accepted without a broker; ${clients.serverErrors} 5xx, ${clients.connectionErrors} broken connections`,
    `backlog drained ${(drainMs / 1000).toFixed(0)} s after it was back`,
    `provider calls: ${providerCalls}, ${(providerCalls / jobs.length).toFixed(2)} for each job (at most ${MAX_CALLS})`,
    VIOLATION_KINDS.map((kind) => `${kind} ${verdict.counts[kind]}`).join(', '),
  ].join('\n'),
);
const met =
  verdict.violations.length === 0 &&
  acceptedDuringOutage === jobs.length &&
  clients.serverErrors === 0 &&
  (verdict.ends['operation succeeded'] ?? 0) >= jobs.length &&
  providerCalls <= jobs.length * MAX_CALLS;
process.exitCode = met ? 0 : 1;
