import type { MovedTiers } from './retention-tier.ts';
import type { Aggregate, Failure } from './aggregate.ts';
import { isHeld, type LegalHold } from './legal-hold.ts';
import { lifecycle, statusesOf, transitionsOf } from './lifecycle.ts';
import type { Erasure, ErasureReceipt } from './erasure.ts';
import { canTransition, transition } from './state-machine.ts';
import type { StatementMatch } from './statement-match.ts';

export type ConsentStatus =
  | 'awaitingRecording'
  | 'verifying'
  | 'active'
  | 'rejected'
  | 'canceled'
  | 'revoked'
  | 'expired'
  | 'deleting'
  | 'deleted';

/** A person may revoke in every state: also what was rejected may be opened again, until it is revoked. */
export const CONSENT_LIFECYCLE = lifecycle<ConsentStatus>({
  awaitingRecording: { next: ['verifying', 'revoked', 'expired', 'deleting'], operation: 'queued' },
  verifying: {
    next: ['active', 'rejected', 'canceled', 'revoked', 'expired', 'deleting'],
    steps: ['verify', 'poll'],
    operation: 'running',
    open: true,
  },
  active: { next: ['revoked', 'expired', 'deleting'], operation: 'succeeded', event: 'consent.active' },
  rejected: { next: ['revoked', 'deleting'], operation: 'failed', event: 'consent.rejected' },
  canceled: { next: ['revoked', 'deleting'], operation: 'canceled' },
  revoked: { next: ['deleting'], operation: 'succeeded', event: 'consent.revoked' },
  expired: { next: ['deleting'], operation: 'succeeded' },
  deleting: { next: ['deleted'], steps: ['erase'], operation: 'succeeded', open: true },
  deleted: { next: [], operation: 'succeeded' },
});
export const CONSENT_STATUSES = statusesOf(CONSENT_LIFECYCLE);
export const CONSENT_TRANSITIONS = transitionsOf(CONSENT_LIFECYCLE);

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
  /** Absent when Azure does not transcribe the locale where the resource is: then Azure's own verification alone decided. */
  readonly match?: StatementMatch | undefined;
  /** What was heard in the recording. */
  readonly transcript?: string | undefined;
  /** When it was compared, RFC 3339. */
  readonly comparedAt?: string | undefined;
}

/** What exactly a person agreed to, and the recording that proves it. A voice is bound to it when it is enrolled. */
export interface ConsentBinding {
  readonly voiceTalentName: string;
  readonly companyName: string;
  readonly locale: string;
  /** Hex, of the recording of the statement. */
  readonly recordingSha256: string;
}

/** The request to revoke a consent, or to erase what is left of it, and its operation. */
export interface Withdrawal {
  /** Empty where nobody asked for it: it ran out, or another consent by the same recording was revoked. */
  readonly operationId: string;
  readonly requestedAt: string;
  readonly erase: boolean;
  /** The operation of what was under way. */
  readonly interruptedOperationId?: string | undefined;
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
  /** When retention removed the recording of the evidence, RFC 3339; the rest of the evidence stays. */
  readonly evidenceRemovedAt?: string | undefined;
  /** Where retention has moved its files. */
  readonly tiers?: MovedTiers | undefined;
  readonly legalHold?: LegalHold | undefined;
  /** When a sweep announced that it removes the evidence, RFC 3339: see `isBeingRemoved`. */
  readonly removingSince?: string | undefined;
  readonly failure?: Failure | undefined;
  /** When the recording was handed to Azure. */
  readonly submittedAt?: string | undefined;
  /** From this time on it counts as revoked, RFC 3339. */
  readonly expiresAt?: string | undefined;
  readonly revokedAt?: string | undefined;
  /** Of one that is lost: whether it was active before. Absent in older documents: see `isOrWasActive`. */
  readonly wasActive?: boolean | undefined;
  readonly withdrawal?: Withdrawal | undefined;
  /** When, after it was lost, its voices were suspended and their work was canceled. */
  readonly enforcedAt?: string | undefined;
  readonly erasure?: Erasure | undefined;
  readonly receipt?: ErasureReceipt | undefined;
}

/** What a verified consent is for; undefined while there is no proof of it. */
export function bindingOf({ voiceTalentName, companyName, locale, evidence }: Consent): ConsentBinding | undefined {
  return evidence && { voiceTalentName, companyName, locale, recordingSha256: evidence.sha256 };
}

export function isSameBinding(one: ConsentBinding, other: ConsentBinding | undefined): boolean {
  return (
    one.voiceTalentName === other?.voiceTalentName &&
    one.companyName === other.companyName &&
    one.locale === other.locale &&
    one.recordingSha256 === other.recordingSha256
  );
}

/** Whether it was revoked or has expired, and its erasure has not begun. */
export function isRevokedOrExpired({ status }: Pick<Consent, 'status'>): boolean {
  return status !== 'deleting' && canTransition(CONSENT_TRANSITIONS, 'active', status);
}

/** Whether it is active, or may become so without another recording. */
export function isInForce({ status }: Pick<Consent, 'status'>): boolean {
  return status === 'active' || canTransition(CONSENT_TRANSITIONS, status, 'active');
}

/** Whether the person gave permission that no longer holds. @param now epoch milliseconds */
export function hasConsentEnded({ status, expiresAt }: Pick<Consent, 'status' | 'expiresAt'>, now: number): boolean {
  if (canTransition(CONSENT_TRANSITIONS, 'active', status) || status === 'deleted') return true;
  return status === 'active' && expiresAt !== undefined && Date.parse(expiresAt) <= now;
}

/** A consent as far as it tells whether its recording has proved it. */
type ProvedConsent = Pick<Consent, 'status' | 'wasActive' | 'evidence' | 'submittedAt'>;

/**
 * Whether its recording has proved it: it is active, or was until it was lost. Evidence alone proves nothing, since a consent whose statement
 * did not match keeps it too. A lost consent that does not say whether it was active is from before this was noted: it counts as one that was
 * when its statement matched and Azure had been given the recording.
 */
export function isOrWasActive({ status, wasActive, evidence, submittedAt }: ProvedConsent): boolean {
  if (status === 'active') return true;
  if (!hasConsentEnded({ status }, 0)) return false;
  return wasActive ?? (evidence !== undefined && evidence.match?.matches !== false && submittedAt !== undefined);
}

/**
 * The consent after it was revoked, has expired, or is being erased. It keeps whether it was active before.
 * @throws ServiceError `state-conflict` when it cannot become that
 */
export function endedConsent<C extends Consent>(
  consent: C,
  to: 'revoked' | 'expired' | 'deleting',
  changes: Partial<Omit<Consent, 'status' | 'id'>>,
): C {
  const noted = { ...changes, wasActive: isOrWasActive(consent) };
  return transition<ConsentStatus, Consent>(CONSENT_TRANSITIONS, consent, to, noted) as C;
}

/** Whether the person has revoked it, or its time was over, whatever its status is now. @param now epoch milliseconds */
export function wasConsentRevoked(consent: Consent, now: number): boolean {
  const { revokedAt, withdrawal, enforcedAt, expiresAt } = consent;
  if (isRevokedOrExpired(consent)) return true;
  if (revokedAt !== undefined || withdrawal !== undefined || enforcedAt !== undefined) return true;
  return expiresAt !== undefined && Date.parse(expiresAt) <= now;
}

/** The consent after its erasure: nothing but that it was there, and the receipt. A legal hold keeps what it proves, until it is cleared. */
export function erasedConsent<C extends Consent>(consent: C, receipt: ErasureReceipt): C {
  if (isHeld(consent)) {
    return { ...consent, status: 'deleted', stage: 'done', erasure: withoutInventory(consent.erasure), receipt };
  }
  const { evidence: _, uploadId: __, failure: ___, submittedAt: ____, ...rest } = consent;
  const blank = { voiceTalentName: '', companyName: '', statement: '' };
  return {
    ...rest,
    ...blank,
    status: 'deleted',
    stage: 'done',
    erasure: withoutInventory(consent.erasure),
    receipt,
  } as C;
}

/** The receipt holds it. */
export function withoutInventory(erasure: Erasure | undefined): Erasure | undefined {
  return erasure && { ...erasure, stage: 'done', inventory: undefined, failure: undefined };
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
