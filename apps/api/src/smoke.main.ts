import { environmentOfThisProcess } from '#config';
import { SMOKE_USAGE, smokeOptions, UsageError } from './smoke/smoke-arguments.ts';
import { runSmokeChecks } from './smoke/smoke-checks.ts';
import { SmokeClient } from './smoke/smoke-client.ts';

/**
 * `npm run smoke -- --url URL [--write] [--wait SECONDS]`, with a token in SMOKE_TOKEN: asks a deployed API for what a client needs of it. In the
 * image of the API: `/nodejs/bin/node /app/bundle/apps/api/src/smoke.main.js`. Writes `{ url, passed, checks: [{ name, status, detail, durationMs }] }`
 * to standard output and a line for each check to standard error. Ends with 0 when none failed, 1 when one did, 2 when the command is wrong.
 */
try {
  const options = smokeOptions(process.argv.slice(2), environmentOfThisProcess());
  const checks = await runSmokeChecks(
    new SmokeClient(options.url, options.token),
    options,
    ({ name, status, detail }) => process.stderr.write(`${status.padEnd(7)}  ${name.padEnd(11)}  ${detail}\n`),
  );
  const passed = checks.every(({ status }) => status !== 'failed');
  process.stdout.write(`${JSON.stringify({ url: options.url.origin, passed, checks }, undefined, 2)}\n`);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${SMOKE_USAGE}\n`);
  process.exitCode = 2;
}
