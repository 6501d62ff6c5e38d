import type { ReceiptSignature } from './erasure.ts';
import type { SpeechManifest } from './synthesis.ts';
import type { UsageKind } from './usage.ts';

/** Where the month of a record's partition comes from: the time of its id, in its first characters. */
export type ProvenanceKind = UsageKind;

/**
 * Declared, not detected: what Azure puts into speech of such a voice (Transparency note for custom neural voice, learn.microsoft.com, read in
 * November 2026). It says so of personal voices only.
 */
export type DeclaredWatermark = 'azure-personal-voice' | 'none';

/** The list of the hashes of a chunk's items, a blob beside the record. */
export interface ProvenanceItemList {
  readonly count: number;
  /** Hex, of the blob. */
  readonly sha256: string;
}

/**
 * What the signature is over, and what everybody who holds the id may see. It names nobody and never changes: an erasure leaves it, so that a
 * file that is still on hand can be recognized.
 */
export interface ProvenanceStatement {
  readonly version: 1;
  readonly id: string;
  readonly synthetic: true;
  /** `PROVENANCE_ORGANIZATION`, or the tenant. */
  readonly organization: string;
  /** When the audio was complete, RFC 3339. */
  readonly at: string;
  readonly format: { readonly name: string; readonly sampleRateHz: number };
  /** Whether all of it was handed out: live speech may be cut off. */
  readonly complete: boolean;
  /** Of the hashes below. */
  readonly algorithm: 'SHA-256';
  /** Size of what was handed out; absent for a chunk of a batch, whose items have sizes of their own. */
  readonly bytes?: number | undefined;
  /** Hex, of what was handed out. */
  readonly sha256?: string | undefined;
  /** Hex, of the audio in it without tags and manifests (`AudioHash`). */
  readonly audioSha256?: string | undefined;
  readonly items?: ProvenanceItemList | undefined;
  readonly watermark: DeclaredWatermark;
  /** What the file was signed with; absent where it has no place for a manifest, or nobody signs. */
  readonly manifest?: SpeechManifest | undefined;
  /** Hex, of the canonical JSON of `ProvenanceDetails`: with its random salt it tells nothing about them. */
  readonly detailsSha256: string;
}

/** Whose speech it is. Readers of the tenant see it; an erasure removes it. */
export interface ProvenanceDetails {
  /** Random, hex: without it, anyone could try ids until their hash fits. */
  readonly salt: string;
  /** What was asked for, where that has an id. */
  readonly subjectId?: string | undefined;
  /** All that are heard, that of the request first. */
  readonly voiceIds: readonly string[];
  readonly consentIds: readonly string[];
  /** The `oid` of who asked. */
  readonly actorId: string;
  /** Hex HMAC-SHA-256 of the text, by the key of `keyId`; absent without a key, and for a chunk, whose items have their own. */
  readonly text?: { readonly keyId: string; readonly hmac: string } | undefined;
}

/** What is kept of one output: a synthesis, a chunk of a batch, or a live response. */
export interface ProvenanceRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: ProvenanceKind;
  readonly statement: ProvenanceStatement;
  /** Absent after the erasure of a person whose voice is heard. */
  readonly details?: ProvenanceDetails | undefined;
  /** Ed25519 over the canonical JSON of `statement`; absent without a key. */
  readonly signature?: ReceiptSignature | undefined;
  /** When `details` were erased, RFC 3339. */
  readonly withdrawnAt?: string | undefined;
}

/** The record without any id of a person, voice or request. What the signature is over stays. */
export function withdrawnRecord(record: ProvenanceRecord, at: string): ProvenanceRecord {
  const { id, tenantId, kind, statement, signature } = record;
  const withdrawnAt = record.withdrawnAt ?? at;
  return { id, tenantId, kind, statement, ...(signature && { signature }), withdrawnAt };
}
