export {
  type Aggregate,
  type DocumentKind,
  type Failure,
  ID_PREFIXES,
  idPattern,
  isId,
  kindOfId,
  messageId,
  type OutboxMessage,
  type Redrives,
} from './aggregate.ts';
export {
  AUDIT_ACTIONS,
  AUDIT_MESSAGE,
  AUDIT_OUTCOMES,
  AUDIT_SUBJECT_KINDS,
  type AuditAction,
  type AuditEvent,
  type AuditOutcome,
  type AuditSubjectKind,
} from './audit.ts';
export {
  type Batch,
  BATCH_CHUNK_STATUSES,
  BATCH_ITEM_STATUSES,
  BATCH_MAX_ITEMS,
  BATCH_STATUSES,
  BATCH_TRANSITIONS,
  type BatchChunk,
  type BatchChunkStatus,
  batchCounts,
  type BatchCounts,
  type BatchItemStatus,
  batchProgress,
  type BatchStatus,
  hasBatchEnded,
  isChunkSettled,
  openChunk,
  pendingItemStatus,
  providerBatchId,
  retried,
  withChunk,
} from './batch.ts';
export { canceled, isCancelable } from './cancellation.ts';
export {
  bindingOf,
  CONSENT_STAGES,
  CONSENT_STATUSES,
  CONSENT_TRANSITIONS,
  isOrWasActive,
  lostConsent,
  type Consent,
  type ConsentBinding,
  type ConsentEvidence,
  type ConsentStage,
  type ConsentStatus,
  erasedConsent,
  isConsentLost,
  isSameBinding,
  providerConsentId,
  providerProjectId,
  wasConsentWithdrawn,
  type Withdrawal,
} from './consent.ts';
export {
  CONSENT_LOCALES,
  CONSENT_STATEMENTS,
  type ConsentLocale,
  consentStatement,
  isConsentLocale,
} from './consent-statements.ts';
export {
  ATTEMPTS_KEPT,
  type Delivery,
  DELIVERY_KEPT_S,
  DELIVERY_STATUSES,
  DELIVERY_TRANSITIONS,
  type DeliveryAttempt,
  type DeliveryStatus,
  withAttempt,
} from './delivery.ts';
export {
  ERROR_CODES,
  type ErrorCode,
  errorCodeOf,
  type FieldError,
  isErrorCode,
  isRetryable,
  ProviderError,
  type ProviderErrorCode,
  type ProviderErrorOptions,
  ServiceError,
  type ServiceErrorOptions,
} from './errors.ts';
export {
  type ErasedBlobs,
  type Erasure,
  ERASURE_STAGES,
  type ErasureInventory,
  type ErasureReceipt,
  type ErasureStage,
  KEPT_BY_MICROSOFT,
  RECOVERABLE_DAYS,
  type ReceiptSignature,
} from './erasure.ts';
export { type Hook, HOOK_KEPT_S, HOOK_STATUSES, HOOK_TRANSITIONS, type HookStatus } from './hook.ts';
export {
  advanceOperation,
  isOperationErased,
  type Operation,
  OPERATION_STATUSES,
  OPERATION_TRANSITIONS,
  OPERATION_TYPES,
  type OperationEvent,
  type OperationState,
  operationStateOf,
  type OperationStatus,
  type OperationSubject,
  type OperationType,
  operationTypeOf,
} from './operation.ts';
export { leaseOf, leaseRemainingMs, RUN_LEASE_MARGIN_MS, RUN_LEASE_MS, type RunLease } from './run-lease.ts';
export {
  chunkStepOf,
  type DrivenDocument,
  lastSignOfLife,
  MOST_REDRIVES,
  nextRedrive,
  redriveFactor,
  redriveMessageId,
  redrivesWhenBegun,
  stepOf,
  UNFINISHED,
} from './redrive.ts';
export { isReopenable, isUnfinished, reopened } from './reopening.ts';
export { LINE_PATTERN } from './line-pattern.ts';
export { COLLECTIONS, hrefOf } from './resource-path.ts';
export {
  alignSentences,
  type GuessedSentence,
  joinTimings,
  type Pause,
  type SpeechTimings,
  type TimedPart,
  type TimedSpan,
  TIMING_SOURCES,
  type TimingSource,
} from './speech-timings.ts';
export { canTransition, isTerminal, transition, type TransitionTable } from './state-machine.ts';
export {
  matchStatement,
  MAX_STATEMENT_ERROR_RATE,
  type StatementDistance,
  type StatementMatch,
} from './statement-match.ts';
export { subRipInSteps, type SubtitleCue, subtitleCues, subtitleCuesInSteps, webVttInSteps } from './subtitles.ts';
export {
  type PronunciationEntry,
  type Synthesis,
  SYNTHESIS_STATUSES,
  resultPrefix,
  SYNTHESIS_TRANSITIONS,
  type SynthesisFormat,
  type SynthesisProgress,
  type SynthesisResult,
  type SynthesisStatus,
} from './synthesis.ts';
export {
  type ArchivedOriginal,
  type AudioRejection,
  type CanonicalAudio,
  CUSTODY_EVENTS,
  type CustodyEntry,
  type NewFetchedUpload,
  newFetchedUpload,
  parseUploadBlobName,
  type Upload,
  UPLOAD_PURPOSES,
  UPLOAD_STATUSES,
  UPLOAD_TRANSITIONS,
  uploadBlobName,
  type UploadPurpose,
  type UploadSource,
  type UploadStatus,
  withoutSourceUrl,
} from './upload.ts';
export {
  daysAfter,
  type Usage,
  USAGE_KINDS,
  usageDay,
  type UsageKey,
  type UsageKind,
  usageName,
  UsageSums,
} from './usage.ts';
export { assertConsented, assertSpeakable, type SpeakableVoice } from './speakable-voice.ts';
export {
  erasedVoice,
  isVoiceGrantedTo,
  providerVoiceId,
  sampleContainerName,
  type Voice,
  VOICE_STAGES,
  VOICE_STATUSES,
  VOICE_TRANSITIONS,
  type VoiceGrant,
  type VoiceStage,
  type VoiceStatus,
} from './voice.ts';
export {
  liveSecrets,
  type SealedSecret,
  secretPurpose,
  wantsEvent,
  WEBHOOK_ENDPOINT_STATUSES,
  type WebhookEndpoint,
  type WebhookEndpointStatus,
} from './webhook-endpoint.ts';
export {
  type Announcement,
  unannouncedEvent,
  WEBHOOK_EVENTS,
  type WebhookEvent,
  webhookEventOf,
} from './webhook-events.ts';
