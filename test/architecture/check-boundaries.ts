/**
 * `npm run check:boundaries`: says which imports cross a boundary, and fails when there are any or when nothing was checked.
 * With an argument it checks the source tree in that folder, by the rules of this one.
 */
import { join, resolve } from 'node:path';
import { cruise, problemsOf } from './boundaries.ts';

const home = join(import.meta.dirname, '..', '..');
const root = resolve(process.argv[2] ?? home);
const result = await cruise(root, join(home, '.dependency-cruiser.cjs'));
const problems = problemsOf(result);
if (problems.length === 0) {
  console.log(`Boundaries hold: ${result.modules} modules, ${result.dependencies} imports.`);
} else {
  console.error(`Boundaries are broken:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  process.exitCode = 1;
}
