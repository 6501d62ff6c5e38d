import { readFile } from 'node:fs/promises';
import { requestToken } from '../system/voice-system.ts';
import { trustCertificateAuthority } from '../tls/trust.ts';

/** A token of the demo application, requested as any application requests it. @param environment what `readTokenSource` returns */
export async function applicationToken(environment: Readonly<Record<string, string>>): Promise<string> {
  trustCertificateAuthority(await readFile(environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8'));
  return requestToken(environment);
}
