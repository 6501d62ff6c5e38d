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
} from './aggregate.ts';
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
  CONSENT_STAGES,
  CONSENT_STATUSES,
  CONSENT_TRANSITIONS,
  type Consent,
  type ConsentEvidence,
  type ConsentStage,
  type ConsentStatus,
  providerConsentId,
  providerProjectId,
} from './consent.ts';
export {
  CONSENT_LOCALES,
  CONSENT_STATEMENTS,
  type ConsentLocale,
  consentStatement,
  isConsentLocale,
} from './consent-statements.ts';
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
  advanceOperation,
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
export { canTransition, isTerminal, transition, type TransitionTable } from './state-machine.ts';
export { matchStatement, type StatementMatch } from './statement-match.ts';
export {
  type Synthesis,
  SYNTHESIS_STATUSES,
  SYNTHESIS_TRANSITIONS,
  type SynthesisResult,
  type SynthesisStatus,
} from './synthesis.ts';
export {
  type ArchivedOriginal,
  type AudioRejection,
  type CanonicalAudio,
  CUSTODY_EVENTS,
  type CustodyEntry,
  parseUploadBlobName,
  type Upload,
  UPLOAD_PURPOSES,
  UPLOAD_STATUSES,
  UPLOAD_TRANSITIONS,
  uploadBlobName,
  type UploadPurpose,
  type UploadStatus,
} from './upload.ts';
export {
  providerVoiceId,
  sampleContainerName,
  type Voice,
  VOICE_STAGES,
  VOICE_STATUSES,
  VOICE_TRANSITIONS,
  type VoiceStage,
  type VoiceStatus,
} from './voice.ts';
