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

/**
 * A token of the managed identity for the API, by the endpoint that Container Apps gives its containers (learn.microsoft.com, "Managed identities in
 * Azure Container Apps", "REST"). The library that does it too weighs 2.5 MB.
 */
async function ownToken(): Promise<string> {
  const { IDENTITY_ENDPOINT = '', IDENTITY_HEADER = '', AZURE_CLIENT_ID, ENTRA_CLIENT_ID } = environment;
  const url = new URL(IDENTITY_ENDPOINT);
  url.search = new URLSearchParams({
    'api-version': '2019-08-01',
    resource: `api://${ENTRA_CLIENT_ID}`,
    ...(AZURE_CLIENT_ID === undefined ? {} : { client_id: AZURE_CLIENT_ID }),
  }).toString();
  const response = await fetch(url, { headers: { 'x-identity-header': IDENTITY_HEADER }, redirect: 'error' });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) {
    throw new UsageError(
      `SMOKE_TOKEN is not set, and the managed identity gets no token for the API (${response.status}).`,
    );
  }
  return token;
}
