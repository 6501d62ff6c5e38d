import { createHash, type Hash } from 'node:crypto';
import { Transform } from 'node:stream';

/**
 * What tells one form from another: its fields and the hash of its file, taken while the parts arrive. The boundary, which differs each time, is no part
 * of it. See ADR 151.
 */
export class FormDigest {
  private readonly parts: string[] = [];
  private file: { readonly head: readonly string[]; readonly hash: Hash } | undefined;

  field(name: string, value: unknown): void {
    this.parts.push(JSON.stringify(['field', name, value]));
  }

  /** The stream that takes the hash of a file that is passed through it. */
  tap(name: string, fileName: string, contentType: string): Transform {
    const hash = createHash('sha256');
    this.file = { head: ['file', name, fileName, contentType], hash };
    return new Transform({
      transform: (chunk: Buffer, _encoding, callback) => {
        hash.update(chunk);
        callback(null, chunk);
      },
    });
  }

  /** Hex SHA-256 of all of it; fields may come in any order. To be called once, when the form has been read to its end. */
  value(): string {
    const file = this.file && JSON.stringify([...this.file.head, this.file.hash.digest('hex')]);
    const whole = [...this.parts.toSorted(), ...(file === undefined ? [] : [file])];
    return createHash('sha256').update(JSON.stringify(whole)).digest('hex');
  }
}

const digests = new WeakMap<object, string>();

/** Remembers the digest of the form that a request has sent, once all of it was read. */
export function setFormDigest(request: object, digest: string): void {
  digests.set(request, digest);
}

/** Undefined where the request has no form, or where it was not read to its end. */
export function formDigestOf(request: object): string | undefined {
  return digests.get(request);
}
