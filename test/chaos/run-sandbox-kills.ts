/**
 * Kills a sandbox that keeps its data with -9: while it takes writes, and while a long batch is spoken. What it acknowledged must be there
 * when it runs again, and the batch must end, with nothing lost and nothing doubled. Between the two, a snapshot that is taken under load is
 * restored: it holds what was acknowledged before, and nothing that was written after.
 *
 *   npm run test:sandbox-kills -- [--kills 20] [--lines 200] [--batch-kills 3]
 */
import { parseArgs } from 'node:util';
import { VIOLATION_KINDS } from '../support/remains.ts';
import { runKeptBatch } from './kept-batch.ts';
import { runSandboxKills, runSnapshotUnderLoad } from './sandbox-kills.ts';

/** How fresh an acknowledged write is that a kill must not undo, ms; at least half of the kills come so soon after one of each kind. */
const FRESH_MS = 1_000;
/** How long writes go on before the snapshot, and after it. */
const SNAPSHOT_LOAD_MS = 2_000;
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    lines: { type: 'string', default: '200' },
    'batch-kills': { type: 'string', default: '3' },
  },
});
const kills = Number(values.kills);
const reports = await runSandboxKills({
  kills,
  between: [100, 3_000],
  onKill: ({ afterMs, ages, restartMs, acknowledged, lost }) => {
    const fresh = `blob ${ages.blob} ms, document ${ages.document} ms, message ${ages.message} ms`;
    console.log(
      `killed after ${afterMs} ms; acknowledged before: ${fresh}; back in ${restartMs} ms; ${acknowledged} writes, ${lost.length} lost`,
    );
    for (const what of lost) console.log(`  lost: ${what}`);
  },
});
const lost = reports.flatMap((report) => report.lost);
const fresh = reports.filter(({ ages }) => Math.max(ages.blob, ages.document, ages.message) <= FRESH_MS).length;
console.log(
  `${reports.length} kills, ${fresh} of them within ${FRESH_MS} ms after an acknowledged write of each kind: ${reports.at(-1)?.acknowledged ?? 0} writes, ${lost.length} lost`,
);

const snapshot = await runSnapshotUnderLoad(SNAPSHOT_LOAD_MS);
console.log(
  `a snapshot under load took ${snapshot.snapshotMs} ms, its restore ${snapshot.restoreMs} ms: ${snapshot.lost.length} lost of ${snapshot.before} writes before it, ${snapshot.left} left of ${snapshot.after} after it`,
);

const lines = Number(values.lines);
const { batch, verdict, clients, batchJobs } = await runKeptBatch({
  lines,
  kills: Number(values['batch-kills']),
  log: (line) => console.log(line),
});
for (const { kind, what } of verdict.violations) console.log(`  ${kind}: ${what}`);
console.log(
  [
    `${batch.items.succeeded} of ${lines} lines spoken; ${batchJobs} jobs at Azure; clients saw ${clients.serverErrors} 5xx and ${clients.connectionErrors} broken connections`,
    VIOLATION_KINDS.map((kind) => `${kind} ${verdict.counts[kind]}`).join(', '),
  ].join('\n'),
);
const met =
  lost.length === 0 &&
  fresh >= kills / 2 &&
  snapshot.lost.length === 0 &&
  snapshot.left === 0 &&
  batch.status === 'succeeded' &&
  batch.items.succeeded === lines &&
  verdict.violations.length === 0;
process.exitCode = met ? 0 : 1;
