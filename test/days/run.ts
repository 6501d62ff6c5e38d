/**
 * Days of the sandbox's clock for real processes, under faults that are drawn from a seed:
 *
 *   npm run test:days -- [--days 30] [--seed 1] [--apis 3] [--workers 2] [--faults 0.08]
 *
 * The clock moves by an hour at most, and rest is waited for after each step: nothing that is due is under way, no outbox has a message. The days
 * begin at the next date from which the clocks of three time zones change within 30 days (Berlin, New York, Lord Howe). Counted by what the sandbox
 * received and stores: each schedule runs once for each of its times, digests and reminders reach each recipient once, each sweep
 * removes exactly what the preview listed; nothing is lost, doubled or a dead letter. For an hour there is no worker, and for another no API.
 * `--faults` is the share of steps with a fault. Exit code 1 when anything differs.
 */
import { parseArgs } from 'node:util';
import { runDays } from './days-run.ts';

const MAX_SHOWN = 40;

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    apis: { type: 'string', default: '3' },
    workers: { type: 'string', default: '2' },
    faults: { type: 'string', default: '0.08' },
  },
});
const startedAt = performance.now();
const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(0);
const { violations, counts, changes, folder } = await runDays({
  days: Number(values.days),
  seed: Number(values.seed),
  apis: Number(values.apis),
  workers: Number(values.workers),
  faults: Number(values.faults),
  log: (line) => console.log(`[${seconds()} s] ${line}`),
});
for (const change of changes) console.log(`clocks changed: ${change}`);
for (const [what, count] of Object.entries(counts)) console.log(`${String(count).padStart(6)}  ${what}`);
for (const violation of violations.slice(0, MAX_SHOWN)) console.log(`  wrong: ${violation}`);
console.log(`${values.days} days in ${seconds()} s, seed ${values.seed}: ${violations.length} things are wrong`);
if (violations.length > 0) console.log(`logs: ${folder}`);
process.exitCode = violations.length > 0 ? 1 : 0;
