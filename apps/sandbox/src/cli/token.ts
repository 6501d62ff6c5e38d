import './require-node.ts';
import { readFile } from 'node:fs/promises';
import { requestToken } from '../system/voice-system.ts';
import { trustCertificateAuthority } from '../tls/trust.ts';
import { readTokenSource } from './token-source.ts';

try {
  const environment = await readTokenSource();
  trustCertificateAuthority(await readFile(environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  console.log(await requestToken(environment));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
