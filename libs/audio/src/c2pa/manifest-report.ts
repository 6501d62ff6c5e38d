/**
 * What the signed manifest (C2PA) of a file says of it:
 * - `trusted`: file and manifest are unchanged, and a certificate under one of the given roots has signed it;
 * - `untrusted`: unchanged, but signed by somebody else, or by a certificate that is expired or revoked;
 * - `mismatch`: the audio or the manifest was changed after it was signed, or the manifest is that of another file;
 * - `none`: the file has no manifest, or is of a container for which nobody reads one;
 * - `unreadable`: there is something, and it is damaged, or too large to be read within the limits.
 */
export type ManifestState = 'trusted' | 'untrusted' | 'mismatch' | 'none' | 'unreadable';

export interface ManifestTimeStamp {
  /** ISO 8601, as the authority says. */
  readonly at?: string | undefined;
  /** `validated`: the authority's signature fits; whether its certificate is trusted is said by the codes. */
  readonly state: 'validated' | 'invalid';
}

export interface ManifestReport {
  readonly state: ManifestState;
  /** Codes of C2PA (2.4, section 15.2.2), failures first; for what could not be read, why, in a code of the library. */
  readonly codes: readonly string[];
  /** Of the active manifest: `urn:c2pa:…`. */
  readonly manifestId?: string | undefined;
  /** Organization in the signer's certificate. */
  readonly issuer?: string | undefined;
  /** Name in the signer's certificate. */
  readonly signer?: string | undefined;
  /** Whether a certificate of this deployment has signed it, and the signature is valid. Not set: it has not. */
  readonly isSignedHere?: boolean | undefined;
  /** `es256`, `ps256`, … */
  readonly algorithm?: string | undefined;
  /** What made the file, as its `c2pa.created` or `c2pa.opened` says: IPTC's term as URL. */
  readonly digitalSourceType?: string | undefined;
  /** In the assertion of this product. */
  readonly provenanceId?: string | undefined;
  readonly timeStamp?: ManifestTimeStamp | undefined;
}
