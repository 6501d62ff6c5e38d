import { constants, createPrivateKey, type KeyObject, sign, type X509Certificate } from 'node:crypto';
import { algorithmOf, certificatesIn, type ClaimAlgorithm, isRoot } from './claim-algorithm.ts';
import { coseSign1, protectedHeader, timeStampImprint, toBeSigned } from './cose-sign1.ts';

/** For headers and the signature itself. */
const FIXED_BYTES = 1024;
/** A token of an authority holds its certificates; those of public ones are up to 7 KB. */
const TIME_STAMP_BYTES = 10 * 1024;

/** Signs with the key of the first certificate of the chain. */
export interface ClaimKey {
  /**
   * @param message not hashed yet
   * @returns of ECDSA `r` and `s` one after the other (IEEE P1363), of RSA the signature of PSS with a salt as long as the digest
   * @throws whatever kept it from signing
   */
  sign(message: Uint8Array, algorithm: ClaimAlgorithm, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface TimeStampAuthority {
  /** @param imprint SHA-256 @returns a token (RFC 3161, DER) @throws whatever kept it from answering */
  stamp(imprint: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
}

/** `unavailable`: there is an authority, and it did not answer, so the claim was signed without it. */
export type TimeStamped = 'stamped' | 'unavailable' | 'none';

export interface SignedClaim {
  readonly message: Uint8Array;
  readonly timeStamp: TimeStamped;
  /** Why there is no time-stamp, where there should be one. */
  readonly timeStampError?: unknown;
}

/** Makes the signature of a claim: a COSE_Sign1 message with the certificates, and a time-stamp where there is an authority. See ADR 183. */
export class ClaimSigner {
  readonly algorithm: ClaimAlgorithm;
  /** How long each message is. */
  readonly messageBytes: number;
  readonly #header: Buffer;

  /**
   * @param chain PEM, the signer's certificate first; a root in it is not put into files
   * @throws RangeError when the chain is empty, or C2PA has no algorithm for its key
   */
  constructor(
    chain: string,
    private readonly key: ClaimKey,
    private readonly authority?: TimeStampAuthority,
  ) {
    const certificates = certificatesIn(chain);
    this.algorithm = algorithmOfChain(certificates);
    const [leaf, ...others] = certificates;
    const sent = [...(leaf ? [leaf] : []), ...others.filter((certificate) => !isRoot(certificate))].map(
      ({ raw }) => raw,
    );
    this.#header = protectedHeader(this.algorithm, sent);
    this.messageBytes = this.#header.length + FIXED_BYTES + (authority ? TIME_STAMP_BYTES : 0);
  }

  /** @throws what the key threw; a time-stamp authority that fails is in the result */
  async sign(claim: Uint8Array, signal?: AbortSignal): Promise<SignedClaim> {
    const signature = await this.key.sign(toBeSigned(this.#header, claim), this.algorithm, signal);
    const message = (token?: Uint8Array) => coseSign1(this.#header, signature, token, this.messageBytes);
    if (!this.authority) return { message: roomFor(message()), timeStamp: 'none' };
    try {
      const token = await this.authority.stamp(timeStampImprint(this.#header, signature), signal);
      return { message: roomFor(message(token)), timeStamp: 'stamped' };
    } catch (timeStampError) {
      signal?.throwIfAborted();
      return { message: roomFor(message()), timeStamp: 'unavailable', timeStampError };
    }
  }
}

/** @throws RangeError when the chain is empty, or C2PA has no algorithm for its key */
export function algorithmOfChain([leaf]: readonly X509Certificate[]): ClaimAlgorithm {
  if (!leaf) throw new RangeError('there is no certificate');
  const algorithm = algorithmOf(leaf.publicKey);
  if (!algorithm) throw new RangeError('C2PA has no algorithm for the key of the certificate');
  return algorithm;
}

function roomFor(message: Uint8Array | undefined): Uint8Array {
  if (!message) throw new RangeError('the signature is longer than the place for it');
  return message;
}

/** A private key in memory. */
export class PemClaimKey implements ClaimKey {
  readonly #key: KeyObject;

  /** @param pem PKCS #8, SEC 1 or PKCS #1, without a password @throws Error when it is none */
  constructor(pem: string) {
    this.#key = createPrivateKey(pem);
  }

  /** Whether the certificate is that of this key. */
  fits(certificate: X509Certificate): boolean {
    return certificate.checkPrivateKey(this.#key);
  }

  sign(message: Uint8Array, algorithm: ClaimAlgorithm): Promise<Uint8Array> {
    const digest = { es256: 'sha256', es384: 'sha384', ps256: 'sha256', ed25519: null }[algorithm];
    const padding =
      algorithm === 'ps256'
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
        : {};
    // With a callback Node signs in its thread pool.
    return new Promise((resolve, reject) => {
      const key = { key: this.#key, dsaEncoding: 'ieee-p1363', ...padding } as const;
      sign(digest, message, key, (error, signature) => (error ? reject(error) : resolve(signature)));
    });
  }
}
