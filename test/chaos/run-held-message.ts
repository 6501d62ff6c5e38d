/**
 * Has one of two workers work on one message for ten minutes, at the times of production:
 *
 *   npm run test:held-message -- [--seconds 600]
 */
import { parseArgs } from 'node:util';
import { runHeldMessage, type WorkerReport } from './held-message.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '600' } } });
const { heldMs, holder, other, faults } = await runHeldMessage({
  holdMs: Number(values.seconds) * 1_000,
  log: (line) => console.log(line),
});
const lineOf = (report: WorkerReport | undefined): string =>
  report
    ? `${report.name}: receiver opened anew ${report.reopened} times, ${report.failedProbes} of ${report.probes} liveness probes failed, ${report.restarted ? 'ended' : 'not restarted'}, ${report.handled.length} messages handled`
    : 'none';
for (const fault of faults) console.log(`  ${fault}`);
console.log(
  [
    `held for ${(heldMs / 1000).toFixed(0)} s`,
    `worker with the message: ${lineOf(holder)}`,
    `the other: ${lineOf(other)}`,
    `faults: ${faults.length}`,
  ].join('\n'),
);
process.exitCode = faults.length > 0 ? 1 : 0;
