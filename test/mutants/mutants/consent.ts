import type { Mutant } from '../mutant.ts';

/** Consents, revocation and erasure. */
export const CONSENT: readonly Mutant[] = [
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
