import { webcrypto } from 'node:crypto';

const DAY_MS = 86_400_000;
const EC = { name: 'ECDSA', hash: 'SHA-256' };
/** C2PA claim signing, and e-mail protection, which earlier versions of the specification asked for. */
const CLAIM_SIGNING = ['1.3.6.1.4.1.62558.2.1', '1.3.6.1.5.5.7.3.4'];

export interface ClaimChain {
  /** The signer's certificate, then the root's; PEM. */
  readonly chain: string;
  readonly root: string;
  /** PKCS #8, PEM. */
  readonly key: string;
}

const KEYS = {
  es256: { ...EC, namedCurve: 'P-256' },
  es384: { ...EC, namedCurve: 'P-384' },
  ed25519: { name: 'Ed25519' },
  ps256: { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
} as const;

/** A root of its own and a certificate for claims under it. @param organization in both */
export async function claimChain(
  options: { readonly algorithm?: keyof typeof KEYS; readonly organization?: string; readonly days?: number } = {},
): Promise<ClaimChain> {
  // Loaded here: most specs that use this folder need no certificates.
  await import('reflect-metadata');
  const {
    AuthorityKeyIdentifierExtension,
    BasicConstraintsExtension,
    ExtendedKeyUsageExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    PemConverter,
    SubjectKeyIdentifierExtension,
    X509CertificateGenerator,
  } = await import('@peculiar/x509');
  const { algorithm = 'es256', organization = 'Test', days = 365 } = options;
  const rootKeys = await webcrypto.subtle.generateKey(KEYS.es256, true, ['sign', 'verify']);
  const keys = (await webcrypto.subtle.generateKey(KEYS[algorithm], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const validity = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + days * DAY_MS) };
  const issuer = `O=${organization}, CN=${organization} Root`;
  const signed = { signingKey: rootKeys.privateKey, signingAlgorithm: EC, ...validity };
  const root = await X509CertificateGenerator.create({
    ...signed,
    notAfter: new Date(Date.now() + 3650 * DAY_MS),
    serialNumber: '01',
    subject: issuer,
    issuer,
    publicKey: rootKeys.publicKey,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const leaf = await X509CertificateGenerator.create({
    ...signed,
    serialNumber: '02',
    subject: `O=${organization}, CN=Signer`,
    issuer,
    publicKey: keys.publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(CLAIM_SIGNING),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const rootPem = root.toString('pem');
  return {
    chain: `${leaf.toString('pem')}\n${rootPem}\n`,
    root: rootPem,
    key: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}
