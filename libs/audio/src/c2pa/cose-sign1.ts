import { createHash } from 'node:crypto';
import { CBOR_NULL, cborArray, cborBytes, cborInteger, cborMap, cborText, COSE_SIGN1_TAG } from './cbor.ts';
import { type ClaimAlgorithm, coseNumberOf } from './claim-algorithm.ts';

const ALGORITHM = cborInteger(1);
/** `x5chain` (RFC 9360, section 2). */
const CERTIFICATE_CHAIN = cborInteger(33);
const NOTHING = Buffer.alloc(0);

/** The header that the signature covers. @param chain DER, the signer's certificate first, without the root */
export function protectedHeader(algorithm: ClaimAlgorithm, chain: readonly Uint8Array[]): Buffer {
  const certificates = chain.map(cborBytes);
  const [only = NOTHING] = certificates;
  return cborMap(
    [ALGORITHM, cborInteger(coseNumberOf(algorithm))],
    [CERTIFICATE_CHAIN, certificates.length === 1 ? only : cborArray(...certificates)],
  );
}

/** What is signed (RFC 9052, section 4.4). */
export function toBeSigned(header: Uint8Array, claim: Uint8Array): Buffer {
  return cborArray(cborText('Signature1'), cborBytes(header), cborBytes(NOTHING), cborBytes(claim));
}

/** SHA-256 of what a time-stamp authority confirms: the signature (C2PA 2.4, section 10.3.2.5, `sigTst2`). */
export function timeStampImprint(header: Uint8Array, signature: Uint8Array): Buffer {
  const countersigned = cborArray(
    cborText('CounterSignature'),
    cborBytes(header),
    cborBytes(NOTHING),
    cborBytes(cborBytes(signature)),
  );
  return createHash('sha256').update(countersigned).digest();
}

/**
 * A COSE_Sign1 message with a detached payload.
 * @param sizeBytes how long it becomes by padding: the place for it in the file was made before
 * @returns undefined when it has no room
 */
export function coseSign1(
  header: Uint8Array,
  signature: Uint8Array,
  timeStamp: Uint8Array | undefined,
  sizeBytes: number,
): Buffer | undefined {
  const stamped =
    timeStamp && cborMap([cborText('tstTokens'), cborArray(cborMap([cborText('val'), cborBytes(timeStamp)]))]);
  const message = (padding: number): Buffer =>
    Buffer.concat([
      COSE_SIGN1_TAG,
      cborArray(
        cborBytes(header),
        cborMap(
          [cborText('pad'), cborBytes(Buffer.alloc(padding))],
          ...(stamped ? [[cborText('sigTst2'), stamped] as const] : []),
        ),
        CBOR_NULL,
        cborBytes(signature),
      ),
    ]);
  // The length of the padding is written before it, in 1 to 3 bytes.
  for (let padding = sizeBytes - message(0).length; padding >= 0; padding--) {
    const padded = message(padding);
    if (padded.length <= sizeBytes) return padded;
  }
  return undefined;
}
