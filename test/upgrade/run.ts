/**
 * Two releases share one sandbox under load, API and worker of each: the one before alone, the migration, both, the one after alone, and the
 * roll-back to the one before.
 *
 *   npm run test:upgrade -- [--from REV] [--forward-only] [--minutes 5] [--clients 4] [--plant NAME]
 *
 * The release before is REV, built in a git worktree, and the one after is the working tree. Without REV the release before is the working tree and
 * the one after is a copy of it with a planted change: `compatible`, unless NAME is one that must make this fail (`unreadable-documents`,
 * `new-field-in-a-message`). `--minutes` is how long both run, and how long the release before runs after the roll-back. With `--forward-only` the
 * release before stops under load before the one after starts, which finishes what it left; each runs for so long.
 *
 * Ends with 1 when a job failed, a message was dead-lettered, something was lost, doubled or left behind, the migration failed, a release had no
 * share of the work, the release before cannot show what the one after has written, or a document lost a field that it does not know.
 */
import { parseArgs } from 'node:util';
import { packageRoot } from '../../apps/sandbox/src/system/package-root.ts';
import { type PlantName, PLANTS } from './plants.ts';
import { Releases } from './releases.ts';
import { runUpgrade } from './upgrade-run.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    'forward-only': { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
    clients: { type: 'string', default: '4' },
    plant: { type: 'string', default: 'compatible' },
  },
});
const [minutes, clients] = [Number(values.minutes), Number(values.clients)];
if (!(minutes > 0) || !Number.isInteger(clients) || clients < 1 || !isPlant(values.plant)) {
  throw new Error(`--minutes and --clients are numbers, --plant is one of ${Object.keys(PLANTS).join(', ')}`);
}
const plant = values.from === undefined ? PLANTS[values.plant] : undefined;
const forwardOnly = values['forward-only'];
const releases = new Releases(packageRoot());
process.once('SIGINT', () => process.exit(130));
try {
  console.log(
    `release before: ${values.from ?? 'the working tree'}; release after: ${plant?.what ?? 'the working tree'}`,
  );
  const before = values.from === undefined ? releases.workingTree('before') : releases.revision('before', values.from);
  const after = releases.workingTree('after', plant);
  const log = (line: string): void => console.log(line);
  const result = await runUpgrade({ before, after, minutes, forwardOnly, clients, log });
  const { jobs, failed, deadLetters, verdict, shared, field, unread, migration, left } = result;
  const lost = verdict.violations.map(({ kind, what }) => `${kind}: ${what}`);
  // Where something was planted, the run must have shown what it is for.
  const shown = plant === PLANTS.compatible && !forwardOnly ? [migration.migrated, field.writtenByOlder] : [];
  const shares = Object.values(shared).flatMap(({ messages, requests }) => [messages, requests]);
  const problems = [
    ...failed,
    ...deadLetters,
    ...lost,
    ...unread.map((what) => `the release before cannot show ${what}`),
    ...field.lost.map((id) => `${id} lost the field that the release before does not know`),
    ...(migration.code === 0 ? [] : [`the migration ended with ${migration.code}`]),
    ...(left === 0 ? ['the release before left nothing to finish'] : []),
    ...([...shares, ...shown].some((count) => count === 0) ? ['a release had no share of the work'] : []),
  ];
  for (const problem of problems.slice(0, 40)) console.log(`  ${problem}`);
  console.log(
    [
      `${forwardOnly ? 'each' : 'both'} ran for ${minutes} min: the release before handled ${shared.before.messages} messages and ${shared.before.requests} requests, the one after ${shared.after.messages} and ${shared.after.requests}`,
      `${jobs.length} jobs, ${failed.length} failed; ${deadLetters.length} dead letters; ${lost.length} lost, doubled or left behind`,
      `${field.before} documents with the new field, ${field.writtenByOlder} written last by the release before, ${field.lost.length} lost it`,
      problems.length === 0 ? 'the upgrade holds' : `the upgrade does NOT hold: ${problems.length} problems`,
    ].join('\n'),
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  releases.remove();
}

function isPlant(name: string): name is PlantName {
  return Object.hasOwn(PLANTS, name);
}
