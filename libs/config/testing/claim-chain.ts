import { randomBytes, webcrypto } from 'node:crypto';

const DAY_MS = 86_400_000;
const EC = { name: 'ECDSA', hash: 'SHA-256' };
/** C2PA claim signing, and e-mail protection, which earlier versions of the specification asked for. */
const CLAIM_SIGNING = ['1.3.6.1.4.1.62558.2.1', '1.3.6.1.5.5.7.3.4'];

export interface ClaimChain {
  /** The signer's certificate, then the root's; PEM. */
  readonly chain: string;
  readonly leaf: string;
  readonly root: string;
  /** PKCS #8, PEM. */
  readonly key: string;
  readonly authority: ClaimAuthority;
}

/** A root with its key. */
export interface ClaimAuthority {
  readonly name: string;
  readonly root: string;
  readonly keys: webcrypto.CryptoKeyPair;
  /** Of an intermediate one. */
  readonly issuer?: ClaimAuthority | undefined;
}

const KEYS = {
  es256: { ...EC, namedCurve: 'P-256' },
  es384: { ...EC, namedCurve: 'P-384' },
  ed25519: { name: 'Ed25519' },
  ps256: { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
} as const;

/** Loaded when it is needed: most specs that use this folder need no certificates. */
async function x509() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

async function claimAuthority(organization: string, issuer?: ClaimAuthority): Promise<ClaimAuthority> {
  const {
    AuthorityKeyIdentifierExtension,
    BasicConstraintsExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    SubjectKeyIdentifierExtension,
    X509CertificateGenerator,
  } = await x509();
  const keys = await webcrypto.subtle.generateKey(KEYS.es256, true, ['sign', 'verify']);
  const name = `O=${organization}, CN=${organization} Root`;
  const root = await X509CertificateGenerator.create({
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: EC,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 3650 * DAY_MS),
    serialNumber: '01',
    subject: name,
    issuer: issuer?.name ?? name,
    publicKey: keys.publicKey,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(issuer ? [await AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey)] : []),
    ],
  });
  return { name, root: root.toString('pem'), keys, issuer };
}

/** An authority that a root has certified. */
export async function claimIntermediate(organization: string): Promise<ClaimAuthority> {
  return claimAuthority(organization, await claimAuthority('Top'));
}

/**
 * A certificate for claims under a root.
 * @param options organization in both; authority: the root of another chain, to share it
 */
export async function claimChain(
  options: {
    readonly algorithm?: keyof typeof KEYS;
    readonly organization?: string;
    readonly days?: number;
    readonly authority?: ClaimAuthority;
  } = {},
): Promise<ClaimChain> {
  const {
    AuthorityKeyIdentifierExtension,
    BasicConstraintsExtension,
    ExtendedKeyUsageExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    PemConverter,
    SubjectKeyIdentifierExtension,
    X509CertificateGenerator,
  } = await x509();
  const { algorithm = 'es256', organization = 'Test', days = 365 } = options;
  const authority = options.authority ?? (await claimAuthority(organization));
  const keys = (await webcrypto.subtle.generateKey(KEYS[algorithm], true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.create({
    signingKey: authority.keys.privateKey,
    signingAlgorithm: EC,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
    serialNumber: `02${randomBytes(8).toString('hex')}`,
    subject: `O=${organization}, CN=Signer`,
    issuer: authority.name,
    publicKey: keys.publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(CLAIM_SIGNING),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const { root } = authority;
  const leaf = certificate.toString('pem');
  return { chain: `${leaf}\n${root}\n`, leaf, root, key: PemConverter.encode(pkcs8, 'PRIVATE KEY'), authority };
}
