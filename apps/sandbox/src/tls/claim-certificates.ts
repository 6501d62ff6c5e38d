import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const DAY_MS = 86_400_000;
/** Longer than any test moves the clock. */
const VALIDITY_MS = 10 * 365 * DAY_MS;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const ROOT = 'O=Voice sandbox, CN=Voice sandbox root for manifests';
/** C2PA claim signing, and e-mail protection, which earlier versions of C2PA asked for. */
const CLAIM_SIGNING = ['1.3.6.1.4.1.62558.2.1', '1.3.6.1.5.5.7.3.4'];

export interface ClaimCertificates {
  /** The signer's, then the root; PEM. */
  readonly chain: string;
  /** PKCS #8, PEM. */
  readonly key: string;
}

/** Certificates with which the worker signs manifests (C2PA) on this machine. Nobody else trusts them. */
export async function issueClaimCertificates(now: number = Date.now()): Promise<ClaimCertificates> {
  const { subtle } = webcrypto;
  const [rootKeys, keys] = await Promise.all([
    subtle.generateKey(ALGORITHM, true, ['sign', 'verify']),
    subtle.generateKey(ALGORITHM, true, ['sign', 'verify']),
  ]);
  const signed = {
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + VALIDITY_MS),
    issuer: ROOT,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: ALGORITHM,
  };
  const root = await X509CertificateGenerator.create({
    ...signed,
    serialNumber: '01',
    subject: ROOT,
    publicKey: rootKeys.publicKey,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const signer = await X509CertificateGenerator.create({
    ...signed,
    serialNumber: '02',
    subject: 'O=Voice sandbox, CN=Voice sandbox',
    publicKey: keys.publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(CLAIM_SIGNING),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  });
  const key = PemConverter.encode(await subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { chain: `${signer.toString('pem')}\n${root.toString('pem')}\n`, key: `${key}\n` };
}
