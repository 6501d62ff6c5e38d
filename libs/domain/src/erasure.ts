import type { DocumentKind, Failure } from './aggregate.ts';

/** The steps of an erasure, in order; shown as the stage of its operation. */
export const ERASURE_STAGES = ['stopping', 'settling', 'removing', 'verifying', 'done'] as const;
export type ErasureStage = (typeof ERASURE_STAGES)[number];

export interface ErasedBlobs {
  /** Blobs with their versions and snapshots. */
  readonly count: number;
  readonly sizeBytes: number;
}

/**
 * What was there to be erased. Taken once, after everything that could write has stopped and before anything is removed: an erasure that is
 * interrupted and goes on later tells of the same things.
 */
export interface ErasureInventory {
  readonly at: string;
  readonly voiceIds: readonly string[];
  readonly consentIds: readonly string[];
  readonly uploadIds: readonly string[];
  readonly provider: {
    readonly personalVoices: number;
    readonly consents: number;
    readonly projects: number;
    readonly batchJobs: number;
    /** Of professional voices: endpoints, models and training sets. Absent where there was none. */
    readonly endpoints?: number | undefined;
    readonly models?: number | undefined;
    readonly trainingSets?: number | undefined;
  };
  /** By container. */
  readonly blobs: Readonly<Record<string, ErasedBlobs>>;
  /** By kind. */
  readonly documents: Readonly<Partial<Record<DocumentKind, number>>>;
  /** Answers that were kept for repeated requests. */
  readonly keptAnswers: number;
  /** Hex SHA-256 of the recordings, by what they were for. */
  readonly recordingHashes: { readonly consent: readonly string[]; readonly samples: readonly string[] };
}

/** Where an erasure stands. Part of the document that is erased last. */
export interface Erasure {
  readonly requestedAt: string;
  /** Counts from 1; a failed erasure that is asked for again is a new attempt. */
  readonly attempt: number;
  readonly stage: ErasureStage;
  /** The operation that shows it; none where this document goes together with another, which shows it. */
  readonly operationId?: string | undefined;
  /** The operation of the work that was under way. */
  readonly interruptedOperationId?: string | undefined;
  /** Of a voice: its consent stays, also when no other voice needs it. */
  readonly keepConsent?: boolean | undefined;
  /** When the last writer was told to stop, RFC 3339. */
  readonly stoppedAt?: string | undefined;
  readonly inventory?: ErasureInventory | undefined;
  readonly failure?: Failure | undefined;
}

/** Ed25519 over the canonical JSON of the receipt without its signature. */
export interface ReceiptSignature {
  readonly algorithm: 'Ed25519';
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyId: string;
  /** 32 bytes, base64url. */
  readonly publicKey: string;
  /** 64 bytes, base64url. */
  readonly value: string;
}

/** What is left of a person or a voice: that, when and what was erased. */
export interface ErasureReceipt {
  readonly version: 1;
  readonly tenantId: string;
  readonly subject: { readonly kind: 'voice' | 'consent'; readonly id: string };
  readonly requestedAt: string;
  /** When all of it was gone, RFC 3339. */
  readonly completedAt: string;
  readonly erased: Omit<ErasureInventory, 'at'>;
  /** What was left out, and why. */
  readonly kept: readonly string[];
  readonly keptByMicrosoft: readonly string[];
  /** Absent where no signing key is configured. */
  readonly signature?: ReceiptSignature | undefined;
}

/** How many days the deployment template lets soft delete, versions and backups keep what was deleted. The receipt of an erasure names them. */
export const RECOVERABLE_DAYS = 7;

/**
 * What deleting our resources does not reach, as Microsoft's documentation has it (Transparency note and "Data, privacy, and security for
 * custom neural voice", learn.microsoft.com, read in November 2026).
 */
export const KEPT_BY_MICROSOFT: readonly string[] = [
  'Microsoft keeps the recorded consent statement and the voice talent profile for as long as necessary for security and integrity; deleting the consent at Azure does not erase that copy.',
  'Microsoft may keep a copy of the voice model for the same reasons; deleting the personal voice at Azure does not erase that copy.',
  `Soft delete, versions and backups keep deleted data of the storage account and the database recoverable for ${RECOVERABLE_DAYS} days, or longer if the deployment template was changed.`,
];
