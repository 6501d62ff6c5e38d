import './require-node.ts';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { requestToken } from '../system/voice-system.ts';
import { trustCertificateAuthority } from '../tls/trust.ts';
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
    isPlain ? await ofApplication(environment) : await asAsked(environment['SANDBOX_CONTROL_URL'] ?? '', values),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** As any application asks for it. */
async function ofApplication(environment: Readonly<Record<string, string>>): Promise<string> {
  trustCertificateAuthority(await readFile(environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  return requestToken(environment);
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
