import { createHash, type KeyObject, X509Certificate } from 'node:crypto';

/** Signature algorithms of C2PA that keys of a key vault and of a file have in common with it (C2PA 2.4, section 13.2). */
export const CLAIM_ALGORITHMS = ['es256', 'es384', 'ps256', 'ed25519'] as const;
export type ClaimAlgorithm = (typeof CLAIM_ALGORITHMS)[number];

/** Numbers of the COSE registry (RFC 9053, sections 2.1 and 2.2; RFC 8230, section 2). */
const COSE_NUMBERS: Readonly<Record<ClaimAlgorithm, number>> = { es256: -7, es384: -35, ps256: -37, ed25519: -8 };
const MIN_RSA_BITS = 2048;

export function coseNumberOf(algorithm: ClaimAlgorithm): number {
  return COSE_NUMBERS[algorithm];
}

/** What a key signs with; undefined where C2PA has nothing for it. */
export function algorithmOf(key: KeyObject): ClaimAlgorithm | undefined {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      if (namedCurve === 'prime256v1') return 'es256';
      return namedCurve === 'secp384r1' ? 'es384' : undefined;
    case 'rsa':
    case 'rsa-pss':
      return modulusLength >= MIN_RSA_BITS ? 'ps256' : undefined;
    case 'ed25519':
      return 'ed25519';
    default:
      return undefined;
  }
}

/** The digest that a key vault signs in place of the message; Ed25519 has none. */
export function digestOf(algorithm: Exclude<ClaimAlgorithm, 'ed25519'>, message: Uint8Array): Buffer {
  return createHash(algorithm === 'es384' ? 'sha384' : 'sha256')
    .update(message)
    .digest();
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a PEM text, in their order. @throws Error where one of them is none */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  return [...pem.matchAll(CERTIFICATE)].map(([text]) => new X509Certificate(text));
}

/** Whether it has signed itself: a root, which a verifier must know already. */
export function isRoot(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}
