import type { ErrorCode } from '#domain';

/** Error codes of routes that use a voice, or give access to what it said. */
export const VOICE_CODES = [
  'voice-not-granted',
  'voice-not-ready',
  'state-conflict',
  'consent-not-active',
  'consent-revoked',
  'consent-mismatch',
] as const satisfies readonly ErrorCode[];

/** Of routes that take a text to be spoken. */
export const TEXT_CODES = [
  'unknown-reference',
  'invalid-ssml',
  'text-too-long',
  'translation-not-configured',
  'translation-unsupported',
  'preparation-not-configured',
] as const satisfies readonly ErrorCode[];

/** Of routes that speak while the caller waits. */
export const LIVE_CODES = [
  'preparation-failed',
  'endpoint-resuming',
  'endpoint-hours-exhausted',
  'budget-exhausted',
  'concurrency-limited',
  'too-many-open-requests',
  'provider-throttled',
  'provider-unavailable',
  'provider-timeout',
  'provider-rejected',
  'provider-unauthorized',
] as const satisfies readonly ErrorCode[];

/** Of routes that take a recording which was uploaded. */
export const RECORDING_CODES = [
  'unknown-reference',
  'upload-not-ready',
  'upload-rejected',
  'upload-purpose-mismatch',
  'consent-revoked',
  'recording-already-used',
] as const satisfies readonly ErrorCode[];
