import { createAzureCredential } from '#auth';
import { environmentOfThisProcess } from '#config';
import { SMOKE_USAGE, smokeOptions, UsageError } from './smoke/smoke-arguments.ts';
import { runSmokeChecks } from './smoke/smoke-checks.ts';
import { SmokeClient } from './smoke/smoke-client.ts';

/**
 * `npm run smoke -- --url URL [--write] [--wait SECONDS]`, with a token in SMOKE_TOKEN: asks a deployed API for what a client needs of it. In the
 * image of the API: `/nodejs/bin/node /app/bundle/apps/api/src/smoke.main.js`. Writes `{ url, passed, checks: [{ name, status, detail, durationMs }] }`
 * to standard output and a line for each check to standard error. Ends with 0 when none failed, 1 when one did, 2 when the command is wrong or there
 * is no token.
 */
const environment = environmentOfThisProcess();
try {
  const options = smokeOptions(process.argv.slice(2), environment);
  const client = new SmokeClient(options.url, options.token ?? (await ownToken()));
  const checks = await runSmokeChecks(client, options, ({ name, status, detail }) =>
    process.stderr.write(`${status.padEnd(7)}  ${name.padEnd(11)}  ${detail}\n`),
  );
  const passed = checks.every(({ status }) => status !== 'failed');
  process.stdout.write(`${JSON.stringify({ url: options.url.origin, passed, checks }, undefined, 2)}\n`);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${SMOKE_USAGE}\n`);
  process.exitCode = 2;
}

/** A token of the managed identity for the API. */
async function ownToken(): Promise<string> {
  const scope = `api://${environment['ENTRA_CLIENT_ID']}/.default`;
  const token = await createAzureCredential()
    .getToken(scope)
    .catch(() => null);
  if (token === null)
    throw new UsageError(`SMOKE_TOKEN is not set, and the managed identity gets no token for ${scope}.`);
  return token.token;
}
