import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const MIN_RSA_BITS = 2048;

/** What is set of the variables that sign claims about files (C2PA). */
export interface ClaimVariables {
  readonly C2PA_CERTIFICATES?: string | undefined;
  readonly C2PA_PRIVATE_KEY?: string | undefined;
  readonly C2PA_KEY_URL?: string | undefined;
  readonly C2PA_TRUST_ANCHORS?: string | undefined;
}

/** Who signs files, as one who verifies them knows it; PEM, '' is none. */
export interface ClaimTrust {
  /** Roots, and certificates of authorities under them. */
  readonly trustAnchors: string;
  /** Certificates of signers, of which this deployment has or had the key. */
  readonly ownCertificates: string;
}

/** PEM, also where the line ends are written as `\n`, because a variable had to be one line. */
export function pemText(text: string): string {
  return text.replaceAll(String.raw`\n`, '\n');
}

/** What is wrong with the certificates and the key, and with both together, one line each, without their values. */
export function claimProblems(variables: ClaimVariables): readonly string[] {
  const { C2PA_CERTIFICATES: chain, C2PA_PRIVATE_KEY: key, C2PA_KEY_URL: url, C2PA_TRUST_ANCHORS: anchors } = variables;
  const problems: string[] = [];
  for (const [name, value] of Object.entries({ C2PA_CERTIFICATES: chain, C2PA_TRUST_ANCHORS: anchors })) {
    if (value !== undefined && certificatesOf(value).length === 0)
      problems.push(`${name}: must be certificates in PEM`);
  }
  problems.push(...chainProblems(certificatesOf(chain ?? ''), certificatesOf(anchors ?? '')));
  const [signer] = certificatesOf(chain ?? '');
  if (signer && !isUsable(signer.publicKey)) {
    problems.push('C2PA_CERTIFICATES: the first one must have a key of P-256, P-384, Ed25519, or RSA with 2,048 bits');
  }
  if (url !== undefined) {
    if (key !== undefined) problems.push('C2PA_KEY_URL: must not be set with C2PA_PRIVATE_KEY');
    if (chain === undefined) problems.push('C2PA_CERTIFICATES: must be set with C2PA_KEY_URL');
    if (signer?.publicKey.asymmetricKeyType === 'ed25519') {
      problems.push('C2PA_KEY_URL: Azure Key Vault does not sign with Ed25519');
    }
  }
  if (key === undefined) return problems;
  const privateKey = keyOf(key);
  if (privateKey === undefined) problems.push('C2PA_PRIVATE_KEY: must be a private key in PEM, without a password');
  if (chain === undefined) problems.push('C2PA_CERTIFICATES: must be set with C2PA_PRIVATE_KEY');
  if (privateKey && signer && !signer.checkPrivateKey(privateKey)) {
    problems.push('C2PA_PRIVATE_KEY: must be the key of the first certificate in C2PA_CERTIFICATES');
  }
  return problems;
}

/**
 * A certificate authority has many customers, so its root says nothing about who signed. What is not an authority's own is a signer's: that in use, and
 * those that were in use before. See ADR 191.
 */
export function claimTrust({ C2PA_CERTIFICATES: chain, C2PA_TRUST_ANCHORS: others }: ClaimVariables): ClaimTrust {
  const certificates = [chain, others].flatMap((pem) => certificatesOf(pem ?? ''));
  const [signers, authorities] = [false, true].map((wanted) =>
    certificates.filter((certificate) => isAuthority(certificate) === wanted).map(String),
  );
  return { trustAnchors: (authorities ?? []).join('\n'), ownCertificates: (signers ?? []).join('\n') };
}

/** What a verifier would stumble on: a file has the chain without its root, and is trusted if the verifier knows the root. */
function chainProblems(chain: readonly X509Certificate[], anchors: readonly X509Certificate[]): readonly string[] {
  const [signer, last] = [chain.at(0), chain.at(-1)];
  if (!signer || !last) return [];
  if (isAuthority(signer)) {
    return [
      `C2PA_CERTIFICATES: the first one must be that of the signer; ${nameOf(signer)} is the certificate of an authority`,
    ];
  }
  for (const [index, certificate] of chain.slice(0, -1).entries()) {
    const next = chain[index + 1];
    if (next && !isIssuedBy(certificate, next)) {
      return [
        `C2PA_CERTIFICATES: each certificate must be followed by that of its issuer; number ${index + 1}, ${nameOf(certificate)}, was not issued by number ${index + 2}, ${nameOf(next)}`,
      ];
    }
  }
  const roots = [last, ...anchors].filter((certificate) => isIssuedBy(certificate, certificate));
  if (roots.some((root) => isIssuedBy(last, root))) return [];
  return [
    `C2PA_CERTIFICATES: must end with a root, or its root must be in C2PA_TRUST_ANCHORS; it ends with ${nameOf(last)}, whose issuer ${oneLine(last.issuer)} is no root in either. Append the certificates of the issuers, up to the root`,
  ];
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/** Names of certificates are public: they are in each file that is signed. */
function nameOf({ subject }: X509Certificate): string {
  return oneLine(subject);
}

function oneLine(name: string): string {
  return `"${name.replaceAll('\n', ', ')}"`;
}

/** Roots that are older than the extension which says so have signed themselves. */
function isAuthority(certificate: X509Certificate): boolean {
  return certificate.ca || certificate.checkIssued(certificate);
}

function certificatesOf(pem: string): readonly X509Certificate[] {
  try {
    return [...pem.matchAll(CERTIFICATE)].map(([text]) => new X509Certificate(text));
  } catch {
    // One that is none makes the whole unusable.
    return [];
  }
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // What is wrong with it would show parts of it.
    return undefined;
  }
}

function isUsable(key: KeyObject): boolean {
  const { namedCurve = '', modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ed25519' || ['prime256v1', 'secp384r1'].includes(namedCurve)) return true;
  return (key.asymmetricKeyType ?? '').startsWith('rsa') && modulusLength >= MIN_RSA_BITS;
}
