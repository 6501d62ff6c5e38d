import './require-node.ts';
import { parseArgs } from 'node:util';
import { applicationToken } from './application-token.ts';
import { type AskedToken, tokenRequestOf } from './asked-token.ts';
import { readTokenSource } from './token-source.ts';

/** `npm run token`; scripts/commands describes the options. */
const { values } = parseArgs({
  options: {
    tenant: { type: 'string' },
    user: { type: 'string' },
    roles: { type: 'string' },
  },
});
try {
  const environment = await readTokenSource();
  const isPlain = Object.keys(values).length === 0;
  console.log(
    isPlain ? await applicationToken(environment) : await asAsked(environment['SANDBOX_CONTROL_URL'] ?? '', values),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** From the control endpoint, where users need no sign-in page. */
async function asAsked(controlUrl: string, asked: AskedToken): Promise<string> {
  const response = await fetch(new URL('/tokens', controlUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(tokenRequestOf(asked)),
  });
  const answer = (await response.json()) as { access_token?: string; error?: { detail?: string } };
  if (answer.access_token === undefined) throw new Error(`No token: ${answer.error?.detail ?? response.status}`);
  return answer.access_token;
}
