import { nodeVersionProblem } from '../system/node-version.ts';

// Imported first by each command, so that an older Node says what it lacks before anything else fails for it.
const problem = nodeVersionProblem(process.version);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
