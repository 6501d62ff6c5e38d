import type { RecordingUse } from '#documents';
import { type Failure, MAX_STATEMENT_ERROR_RATE, type StatementMatch, type Upload } from '#domain';

/** Why a consent ends when its recording cannot be used. */
export function recordingUnusable(upload: Upload | undefined): Failure {
  const reason = upload?.rejection ? ` ${upload.rejection.detail} ${upload.rejection.advice}` : '';
  return { code: 'upload-rejected', detail: `The consent recording cannot be used.${reason}` };
}

/** Why a consent ends whose recording says something else. */
export function statementMismatch(match: StatementMatch): Failure {
  const what = match.sentenceMatches
    ? 'The spoken name of the voice talent or of the company does not match.'
    : `The spoken words differ from the statement${distanceOf(match)}.`;
  return {
    code: 'consent-statement-mismatch',
    detail: `${what} Read the statement aloud exactly as it is given, in a quiet room, and create a new consent with that recording.`,
  };
}

/** How far what was heard is from the statement, without what was heard. */
function distanceOf({ distance }: StatementMatch): string {
  if (distance === undefined) return '';
  const { unit, errors, length, errorRate, denied } = distance;
  if (denied) return ': an added word negates it';
  const percent = (rate: number): string => `${Math.round(rate * 1000) / 10} %`;
  return `: ${errors} of ${length} ${unit}s are missing, different or added, ${percent(errorRate)} (${percent(MAX_STATEMENT_ERROR_RATE)} is allowed)`;
}

/** Why a consent ends whose recording was given before: for one that the person has revoked since, or for one that is active. */
export function recordingTaken(use: RecordingUse): Failure {
  if (use.outcome === 'used') {
    return {
      code: 'recording-already-used',
      detail: `This recording proves the consent ${use.consentId}. Use that consent, or ask the person to record the statement again.`,
    };
  }
  return {
    code: 'consent-revoked',
    detail:
      'This recording belongs to a revoked or expired consent. If the person consents again, record the statement again and create a new consent with that recording.',
  };
}
