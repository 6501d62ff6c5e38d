/**
 * `npm run check:containers`: the compose files in docker/ against the compose schema that npm has, what they name, and the
 * configuration of the product; and the Dockerfile against a linter. Fails when anything is wrong, or when there is nothing to check.
 */
import { containerProblems } from './containers.ts';

const { checked, problems } = containerProblems();
if (problems.length > 0) {
  console.error(`The container files are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`Container files hold: ${checked.join(', ')}.`);
}
