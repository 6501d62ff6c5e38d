import type { Mutant } from '../mutant.ts';

const CLAIMS = 'libs/storage/src/documents/recording-claims.ts';
const CLAIMS_SPEC = 'libs/storage/src/documents/recording-claims.spec.ts';

/** Consents, revocation and erasure. */
export const CONSENT: readonly Mutant[] = [
  {
    rule: 'a claim of a recording is replaced only as it was read',
    file: CLAIMS,
    anchor: 'await this.container.item(claim.id, claim.partitionKey).replace(claim, { accessCondition });',
    replacement: `await this.container.item(claim.id, claim.partitionKey).replace(claim, {}); void accessCondition;`,
    spec: CLAIMS_SPEC,
  },
  {
    rule: 'a recording that was withdrawn proves nothing',
    file: CLAIMS,
    anchor: `if (state === 'withdrawn' || consentId === undefined) return { outcome: 'withdrawn' };`,
    replacement: `if (state === 'withdrawn' || consentId === undefined) return undefined;`,
    spec: CLAIMS_SPEC,
  },
  {
    rule: 'the claim of a consent that is about to be active is not taken over',
    file: CLAIMS,
    anchor: `return isOver && state === 'verifying' ? undefined : { outcome: 'used', consentId };`,
    replacement: `return isOver ? undefined : { outcome: 'used', consentId };`,
    spec: CLAIMS_SPEC,
  },
  {
    rule: 'consents from before there were claims are found by their evidence',
    file: CLAIMS,
    anchor: `if (isConsentLost(other, Date.now())) return { outcome: 'withdrawn', consentId: other.id };`,
    replacement: ``,
    spec: CLAIMS_SPEC,
  },
  {
    rule: 'a consent becomes active only with the recording claimed for it',
    file: 'apps/worker/src/voice-enrollment/poll-consent.usecase.ts',
    anchor: `if (use) await this.reject(consent, recordingTaken(use));`,
    replacement: `if (use?.outcome === 'withdrawn') await this.reject(consent, recordingTaken(use));`,
    spec: 'test/security/consents/same-recording.spec.ts',
  },
  {
    rule: 'a recording is known by what was sent, too',
    file: 'libs/storage/src/documents/same-recording.ts',
    anchor: `['canonical', 'archived'].map((form) =>`,
    replacement: `['canonical'].map((form) =>`,
    spec: 'libs/storage/src/documents/same-recording.spec.ts',
  },
  {
    rule: 'revoking a consent revokes all that were given with its recording before it answers',
    file: 'apps/api/src/consents/revoke-consent.usecase.ts',
    anchor: `await this.withdrawRecording.execute(principal, consentId);`,
    replacement: ``,
    spec: 'test/security/consents/revoke-consent.spec.ts',
  },
  {
    rule: 'an expiry is carried over to all consents by the recording',
    file: 'apps/worker/src/erasure/enforce-consent.usecase.ts',
    anchor: `for (const other of (await this.recordings.of(consent)).consents) await this.withdraw(other, consent);`,
    replacement: ``,
    spec: 'test/security/consents/enforce-consent.spec.ts',
  },
  {
    rule: 'a rejected consent can be withdrawn',
    file: 'libs/domain/src/consent.ts',
    anchor: `rejected: ['revoked', 'deleting'],`,
    replacement: `rejected: ['deleting'],`,
    spec: 'test/security/consents/revoke-consent.spec.ts',
  },
  {
    rule: 'only what has failed is opened again, not what was deleted, revoked or canceled since',
    file: 'libs/domain/src/reopening.ts',
    anchor: `return FAILED.has(document.status) && code`,
    replacement: `return code`,
    spec: 'libs/domain/src/reopening.spec.ts',
  },
  {
    rule: 'a consent that was withdrawn is not opened again',
    file: 'libs/domain/src/reopening.ts',
    anchor: `if (document.kind === 'consent' && document.withdrawal !== undefined) return false;`,
    replacement: ``,
    spec: 'libs/domain/src/reopening.spec.ts',
  },
  {
    rule: 'a recording that arrives for an upload that was erased is removed',
    file: 'apps/worker/src/audio-uploads/blob-created.handler.ts',
    anchor: `throw error;
      await this.erase(tenantId, subjectId, signal);`,
    replacement: `throw error;`,
    spec: 'apps/worker/src/audio-uploads/examine-recording.spec.ts',
  },
  {
    rule: 'an upload that another voice was made with stays, and the receipt says so',
    file: 'apps/worker/src/erasure/erasure-scope.ts',
    anchor: `(user ? keptUploadIds : uploadIds).push(uploadId);`,
    replacement: `uploadIds.push(uploadId);`,
    spec: 'test/security/consents/erasure-scope.spec.ts',
  },
  {
    rule: 'more than 15 % misheard is another text',
    file: 'libs/domain/src/statement-match.ts',
    anchor: `errorRate <= MAX_STATEMENT_ERROR_RATE && !denied`,
    replacement: `errorRate <= 2 * MAX_STATEMENT_ERROR_RATE && !denied`,
    spec: 'libs/domain/src/statement-match.spec.ts',
  },
  {
    rule: 'a word that denies the statement is not forgiven',
    file: 'libs/domain/src/statement-match.ts',
    anchor: `errorRate <= MAX_STATEMENT_ERROR_RATE && !denied`,
    replacement: `errorRate <= MAX_STATEMENT_ERROR_RATE`,
    spec: 'libs/domain/src/statement-match.spec.ts',
  },
  {
    rule: 'the names of the statement must be like those that were heard',
    file: 'libs/domain/src/statement-match.ts',
    anchor: `similarityOf(name) >= NAME_SIMILARITY_REQUIRED`,
    replacement: `similarityOf(name) >= 0`,
    spec: 'libs/domain/src/statement-match.spec.ts',
  },
  {
    rule: 'what is compared is the recording that was examined',
    file: 'apps/worker/src/voice-enrollment/compare-recording.ts',
    anchor: `(await blobHash(blobs, recording)) !== recording.sha256`,
    replacement: `(await blobHash(blobs, recording)) === undefined`,
    spec: 'apps/worker/src/voice-enrollment/compare-recording.spec.ts',
  },
];
