/**
 * Restarts API and worker processes one after the other with SIGTERM, under load:
 *
 *   npm run test:rolling-restarts -- [--restarts 100] [--clients 6]
 */
import { parseArgs } from 'node:util';
import { runRollingRestarts } from './rolling-restarts.ts';
import { VIOLATION_KINDS } from '../support/remains.ts';

const GRACE_MS = 8_000;
const { values } = parseArgs({
  options: { restarts: { type: 'string', default: '100' }, clients: { type: 'string', default: '6' } },
});
const { restarts, exits, expiredLocks, jobs, clients, verdict } = await runRollingRestarts({
  restarts: Number(values.restarts),
  clients: Number(values.clients),
  graceMs: GRACE_MS,
  log: (line) => console.log(line),
});
const failed = jobs.filter(({ gaveUp, refused }) => gaveUp !== undefined || refused !== undefined);
for (const { kind, what } of verdict.violations) console.log(`  ${kind}: ${what}`);
for (const { name, gaveUp, refused } of failed) console.log(`  ${name}: ${gaveUp ?? refused}`);
const { api, worker } = exits;
console.log(
  [
    `${restarts} restarts: API ended within ${api.longestMs} ms (not clean: ${api.notClean}), worker within ${worker.longestMs} ms (not clean: ${worker.notClean}); grace time ${GRACE_MS} ms`,
    `locks left to expire: ${expiredLocks}`,
    `${jobs.length} jobs, of which clients saw fail: ${failed.length}; ${clients.requests} requests, repeated after ${clients.connectionErrors} broken connections, ${clients.serverErrors} 5xx, ${clients.toldToWait} 429/409; at most ${clients.mostAttempts} attempts`,
    VIOLATION_KINDS.map((kind) => `${kind} ${verdict.counts[kind]}`).join(', '),
  ].join('\n'),
);
const wrong = verdict.violations.length + failed.length + expiredLocks + api.notClean + worker.notClean;
process.exitCode = wrong > 0 ? 1 : 0;
