import 'reflect-metadata';
import { randomUUID, webcrypto, X509Certificate as NodeCertificate } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { TlsMaterial } from '../service.ts';

const DAY_MS = 86_400_000;
/** 825 days is the longest lifetime that Apple's TLS stack accepts for a server certificate. */
const VALIDITY_MS = 800 * DAY_MS;
const RENEW_BEFORE_EXPIRY_MS = 30 * DAY_MS;
/** Tolerates a clock that is set back a little, for example in a container. */
const BACKDATE_MS = 3_600_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** In the folder itself: the certificate of the authority whose certificates are in use, at a path that renewals do not change. */
const CURRENT_CA = 'ca.pem';
const FILES = { ca: 'ca.pem', caKey: 'ca.key', cert: 'server.pem', key: 'server.key' } as const;

export interface SandboxTls extends TlsMaterial {
  /** The CA certificate's file, for `NODE_EXTRA_CA_CERTS`. Stays the same until the certificates are renewed. */
  readonly caFile: string;
}

/**
 * The sandbox's certificate authority and a server certificate for `localhost`, `127.0.0.1` and `::1`, from `directory`, made
 * there at first use and renewed 30 days before they expire.
 *
 * Each renewal is a numbered subdirectory that appears by one atomic rename and is never changed afterwards, so processes that
 * start at the same time agree on the same certificates without a lock. `ca.pem` in `directory` is a copy of the newest authority's
 * certificate, for those that need to know its path before there is one: docker/compose.sandbox.yaml.
 * @param now Milliseconds since the epoch.
 */
export async function ensureTls(directory: string, now: number = Date.now()): Promise<SandboxTls> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (;;) {
    const newest = await newestGeneration(directory);
    const existing = newest === 0 ? undefined : await read(join(directory, String(newest)), now);
    if (existing === undefined) {
      await create(directory, newest + 1, now);
      continue;
    }
    await publish(directory, existing.ca);
    // Another process may have renewed them meanwhile, and this one have put the old authority over the new one.
    if ((await newestGeneration(directory)) === newest) return existing;
  }
}

/** Puts the authority's certificate at the path that stays the same, whole at each moment. */
async function publish(directory: string, ca: string): Promise<void> {
  const file = join(directory, CURRENT_CA);
  if ((await textOf(file)) === ca) return;
  const temporary = join(directory, `tmp-${randomUUID()}`);
  await writeFile(temporary, ca, { mode: 0o600 });
  await rename(temporary, file);
}

async function newestGeneration(directory: string): Promise<number> {
  const numbers = (await readdir(directory)).filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
  return Math.max(0, ...numbers);
}

async function read(directory: string, now: number): Promise<SandboxTls | undefined> {
  const files = [FILES.key, FILES.cert, FILES.ca];
  const [key, cert, ca] = await Promise.all(files.map((file) => textOf(join(directory, file))));
  if (key === undefined || cert === undefined || ca === undefined) return undefined;
  return usable(cert, ca, now) ? { key, cert, ca, caFile: join(directory, FILES.ca) } : undefined;
}

/** @returns undefined where there is no such file */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function usable(cert: string, ca: string, now: number): boolean {
  try {
    const authority = new NodeCertificate(ca);
    const server = new NodeCertificate(cert);
    const expires = Math.min(Date.parse(authority.validTo), Date.parse(server.validTo));
    return server.verify(authority.publicKey) && expires - now > RENEW_BEFORE_EXPIRY_MS;
  } catch {
    // Not a certificate: whatever damaged the file, the next generation replaces it.
    return false;
  }
}

async function create(directory: string, generation: number, now: number): Promise<void> {
  const material = await issue(now);
  const temporary = join(directory, `tmp-${randomUUID()}`);
  await mkdir(temporary, { mode: 0o700 });
  try {
    for (const [file, content] of Object.entries(material)) {
      await writeFile(join(temporary, FILES[file as keyof typeof FILES]), content, { mode: 0o600 });
    }
    await rename(temporary, join(directory, String(generation)));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was first: its certificates are the ones to use.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function issue(now: number): Promise<Record<keyof typeof FILES, string>> {
  const [caKeys, serverKeys] = await Promise.all([generateKeys(), generateKeys()]);
  const validity = { notBefore: new Date(now - BACKDATE_MS), notAfter: new Date(now + VALIDITY_MS) };
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: serialNumber(),
    name: `CN=Voice sandbox CA ${new Date(now).toISOString().slice(0, 10)}`,
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const server = await X509CertificateGenerator.create({
    ...validity,
    serialNumber: serialNumber(),
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
      await SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
    ],
  });
  return {
    ca: `${ca.toString('pem')}\n`,
    caKey: await privateKeyPem(caKeys),
    cert: `${server.toString('pem')}\n`,
    key: await privateKeyPem(serverKeys),
  };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function privateKeyPem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return `${PemConverter.encode(der, 'PRIVATE KEY')}\n`;
}

/** 16 random bytes whose first bit is 0, so that the DER integer is positive. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] ?? 0) & 0x7f || 1;
  return Buffer.from(bytes).toString('hex');
}
