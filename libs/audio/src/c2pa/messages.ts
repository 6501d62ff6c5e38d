import type { FileMark } from '../verify/file-mark.ts';
import type { ClaimAlgorithm } from './claim-algorithm.ts';
import type { SignedContainer } from './manifest-definition.ts';
import type { ManifestReport } from './manifest-report.ts';

export interface SignJob {
  readonly type: 'sign';
  readonly inputPath: string;
  /** A file that does not exist yet. */
  readonly outputPath: string;
  readonly container: SignedContainer;
  readonly provenanceId: string;
  /** Of this product, for the claim. */
  readonly version: string;
  readonly algorithm: ClaimAlgorithm;
  /** Bytes kept free for the signature. */
  readonly reserveBytes: number;
}

export interface ReadJob {
  readonly type: 'read';
  readonly inputPath: string;
  /** PEM. */
  readonly trustAnchors: string;
  /** PEM. */
  readonly ownCertificates: string;
}

/** Reads the tag of a file and hashes it. */
export interface MarkJob {
  readonly type: 'mark';
  readonly inputPath: string;
}

export type C2paJob = SignJob | ReadJob | MarkJob;

/** Parent to child; the second answers the child's `claim`. Bytes are base64. */
export type ParentMessage = C2paJob | { readonly type: 'signature'; readonly message: string };

/** Child to parent. */
export type ChildMessage =
  | { readonly type: 'ready' }
  /** The bytes to sign. The key never enters the child, which reads files of others. */
  | { readonly type: 'claim'; readonly claim: string }
  | { readonly type: 'signed'; readonly manifestId: string | undefined }
  | { readonly type: 'read'; readonly report: ManifestReport }
  | { readonly type: 'marked'; readonly mark: FileMark }
  | { readonly type: 'failed'; readonly reason: string };
