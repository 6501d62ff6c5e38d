import './require-node.ts';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { trustCertificateAuthority } from '../tls/trust.ts';
import { managedIdentityToken } from './managed-identity-token.ts';
import { PlayedPerson } from './played-person.ts';
import { environmentOfSandbox } from './token-source.ts';

/** `npm run read-aloud`; scripts/commands describes the options. */
const { values } = parseArgs({
  options: {
    text: { type: 'string' },
    out: { type: 'string' },
  },
});
try {
  if (values.text === undefined || values.out === undefined) throw new Error('--text TEXT and --out FILE are needed.');
  const environment = await environmentOfSandbox();
  trustCertificateAuthority(await readFile(environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  const token = await managedIdentityToken(environment, 'https://cognitiveservices.azure.com');
  const out = resolve(values.out);
  const person = new PlayedPerson(environment['SPEECH_ENDPOINT'] ?? '', token, dirname(out));
  console.log(await person.read(values.text, out));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
