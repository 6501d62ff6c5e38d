/**
 * The front door of the npm commands: `node scripts/run.mjs NAME [OPTIONS]`. Says what is wrong with Node, the options or the variables, and shows
 * `--help`, before anything is compiled or started. It is JavaScript that an old Node can read. See ADR 155.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MIN_NODE_MAJOR = 24;
const version = process.versions.node;

if (Number(version.split('.')[0]) < MIN_NODE_MAJOR) {
  fail(
    `This needs Node ${MIN_NODE_MAJOR}; it was started with Node ${version}.`,
    `On Linux, npm ci installs Node ${MIN_NODE_MAJOR} for this project: run npm ci, then this command through npm.`,
    `Elsewhere install Node ${MIN_NODE_MAJOR}, for example from https://nodejs.org.`,
  );
}
if (!existsSync(join(import.meta.dirname, '..', 'node_modules', 'typescript'))) {
  fail('The dependencies are not installed. Run: npm ci');
}
const { runCommand } = await import('./commands/run-command.ts');
await runCommand(process.argv.slice(2));

function fail(...lines) {
  console.error(lines.join('\n'));
  process.exit(1);
}
