/** Compares the table of the fake with `az COMMAND --help` of an installed Azure CLI, for the commands that name its version as their source. */
import { runProgram } from '../../bicep.ts';
import { AZ_COMMANDS } from './az-table.ts';

let differences = 0;
for (const [name, { source, options, flags = [] }] of Object.entries(AZ_COMMANDS)) {
  if (source !== '2.45') {
    console.log(`page  ${name}: ${source}`);
    continue;
  }
  const env = { ...process.env, COLUMNS: '200', AZURE_CORE_COLLECT_TELEMETRY: 'no' };
  const { stdout } = await runProgram('az', [...name.split(' '), '--help'], { env });
  const known = new Set([...stdout.matchAll(/--[a-z-]+/g)].map(([option]) => option));
  const unknown = [...options, ...flags].filter((option) => !known.has(option));
  if (unknown.length > 0) differences += 1;
  console.log(unknown.length === 0 ? `ok    ${name}` : `WRONG ${name}: it has no ${unknown.join(', ')}`);
}
process.exitCode = differences === 0 ? 0 : 1;
