import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Makes TLS connections of this process trust `ca` (PEM) beside the certificates that it trusts already, as
 * `NODE_EXTRA_CA_CERTS` does for a process that is yet to start.
 */
export function trustCertificateAuthority(ca: string): void {
  const trusted = getCACertificates('default');
  if (!trusted.some((certificate) => certificate.trim() === ca.trim())) setDefaultCACertificates([...trusted, ca]);
}
