/**
 * `npm run check:boundaries`: says which imports cross a boundary, and fails when there are any or when nothing was checked.
 * With an argument it checks the source tree in that folder, by the rules of this one. `-- --graph` prints a picture of the imports instead of the count.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cruise, picture, problemsOf } from './boundaries.ts';

const home = join(import.meta.dirname, '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { graph: { type: 'boolean', default: false } },
});
const root = resolve(positionals[0] ?? home);
const rules = join(home, '.dependency-cruiser.cjs');
const result = await cruise(root, rules);
const problems = problemsOf(result);
if (problems.length === 0) {
  const count = `Boundaries hold: ${result.modules} modules, ${result.dependencies} imports.`;
  console.log(values.graph ? await picture(root, rules) : count);
} else {
  console.error(`Boundaries are broken:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  process.exitCode = 1;
}
