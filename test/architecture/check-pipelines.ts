/**
 * `npm run check:pipelines`: the workflows of GitHub Actions against actionlint, the pipeline of Azure Pipelines against its schema, and both against
 * what they must not have: a stored secret, an action that is not pinned, an unknown script. Fails when anything is wrong.
 */
import { pipelineProblems } from './pipelines.ts';

const { checked, problems } = await pipelineProblems();
if (problems.length > 0) {
  console.error(`The pipelines are wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`Pipelines hold: ${checked.join(', ')}.`);
}
