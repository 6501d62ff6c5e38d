import type { Aggregate, Failure } from './aggregate.ts';
import type { TransitionTable } from './state-machine.ts';
import type { StatementMatch } from './statement-match.ts';

export const CONSENT_STATUSES = [
  'awaitingRecording',
  'verifying',
  'active',
  'rejected',
  'canceled',
  'revoked',
  'expired',
] as const;
export type ConsentStatus = (typeof CONSENT_STATUSES)[number];

export const CONSENT_TRANSITIONS: TransitionTable<ConsentStatus> = {
  awaitingRecording: ['verifying', 'revoked'],
  verifying: ['active', 'rejected', 'canceled'],
  active: ['revoked', 'expired'],
  rejected: [],
  canceled: [],
  revoked: [],
  expired: [],
};

/** The steps of a verification, in order; shown as the stage of its operation. */
export const CONSENT_STAGES = [
  'waiting-for-recording',
  'transcribing',
  'submitting-to-azure',
  'verifying-with-azure',
  'done',
] as const;
export type ConsentStage = (typeof CONSENT_STAGES)[number];

/** What proves the consent: the recording as it was stored, and how its transcript compared with the statement. */
export interface ConsentEvidence {
  /** In the container `consents`. */
  readonly blobName: string;
  readonly sha256: string;
  readonly match: StatementMatch;
}

/** A person's permission, spoken aloud, to create and use a synthetic version of their voice. */
export interface Consent extends Aggregate {
  readonly kind: 'consent';
  readonly status: ConsentStatus;
  readonly stage: ConsentStage;
  readonly voiceTalentName: string;
  readonly companyName: string;
  readonly locale: string;
  /** The sentence to read aloud, with both names filled in. */
  readonly statement: string;
  readonly uploadId?: string | undefined;
  readonly operationId?: string | undefined;
  readonly evidence?: ConsentEvidence | undefined;
  readonly failure?: Failure | undefined;
  /** When the recording was handed to Azure. */
  readonly submittedAt?: string | undefined;
}

/**
 * Ids of a consent's resources in Azure custom voice. Chosen by us, so that creating one again after a crash finds the first.
 * Azure allows letters, digits, `.`, `_` and `-`, 3 to 64 characters.
 */
export function providerProjectId(consentId: string): string {
  return `project-${consentId}`;
}

export function providerConsentId(consentId: string): string {
  return `consent-${consentId}`;
}
