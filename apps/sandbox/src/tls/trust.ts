import tls from 'node:tls';
import { nodeVersionProblem } from '../system/node-version.ts';

/**
 * Makes TLS connections of this process trust `ca` (PEM) beside the certificates that it trusts already, as
 * `NODE_EXTRA_CA_CERTS` does for a process that is yet to start.
 * @throws Error that says which Node is needed, when this one cannot
 */
export function trustCertificateAuthority(ca: string): void {
  // Read from the module when it is called: an import by name would keep an older Node from loading this file, and it would not say why.
  const problem = nodeVersionProblem(process.version);
  if (problem !== undefined) throw new Error(problem);
  const trusted = tls.getCACertificates('default');
  if (!trusted.some((certificate) => certificate.trim() === ca.trim())) tls.setDefaultCACertificates([...trusted, ca]);
}
