import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeStampRequest, timeStampToken } from '../c2pa/time-stamp.ts';
import type { TimeStampAuthority } from '../c2pa/claim-signer.ts';

/** The openssl command line is a time-stamp authority where it is installed; nothing of the project needs it. */
export const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;

const CONFIG = `
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[authority]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = local
[local]
serial = ./serial
crypto_device = builtin
signer_cert = ./tsa.pem
signer_key = ./tsa.key
certs = ./root.pem
default_policy = 1.2.3.4.1
signer_digest = sha256
digests = sha256
accuracy = secs:1
`;

/** A time-stamp authority with a root of its own, which answers by `openssl ts`. */
export class OpensslAuthority implements TimeStampAuthority {
  readonly root: string;

  /** @param folder an empty one */
  constructor(private readonly folder: string) {
    writeFileSync(join(folder, 'tsa.cnf'), CONFIG);
    writeFileSync(join(folder, 'serial'), '01\n');
    this.#openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'root.key');
    this.#openssl(
      ...'req -x509 -new -key root.key -days 30 -config tsa.cnf -extensions root -out root.pem -subj'.split(' '),
      '/O=Test/CN=Test TSA Root',
    );
    this.#openssl(...'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out tsa.key'.split(' '));
    this.#openssl(...'req -new -key tsa.key -config tsa.cnf -out tsa.csr -subj'.split(' '), '/O=Test/CN=Test TSA');
    this.#openssl(
      ...'x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 -extfile tsa.cnf'.split(' '),
      ...'-extensions authority -out tsa.pem'.split(' '),
    );
    this.root = readFileSync(join(folder, 'root.pem'), 'utf8');
  }

  /** @param query DER @returns DER */
  answer(query: Uint8Array): Buffer {
    writeFileSync(join(this.folder, 'query'), query);
    this.#openssl('ts', '-reply', '-queryfile', 'query', '-config', 'tsa.cnf', '-out', 'reply');
    return readFileSync(join(this.folder, 'reply'));
  }

  stamp(imprint: Uint8Array): Promise<Uint8Array> {
    const request = timeStampRequest(imprint);
    return Promise.resolve(timeStampToken(this.answer(request.body), request, imprint));
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
