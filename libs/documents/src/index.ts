export { DocumentsModule } from './documents.module.ts';
export {
  type ClaimResult,
  IDEMPOTENCY_LEASE_MS,
  type IdempotencyClaim,
  type IdempotencyScope,
  IdempotencyStore,
  type IdempotentAnswer,
} from './idempotency/idempotency-store.ts';
export { RequestIds } from './idempotency/request-ids.ts';
export { LeaseKeeper } from './leases/lease-keeper.ts';
export { DOCUMENT_MIGRATIONS } from './migrations/document-migrations.ts';
export { DocumentMigrator, type MigratedPage } from './migrations/document-migrator.ts';
export { type SchemaStamp, schemaOf } from './migrations/schema-version.ts';
export { newOperation, OperationStore } from './operations/operation-store.ts';
export { type HasOutbox, OutboxRelay, type OutboxStore } from './outbox/outbox-relay.ts';
export { type RecordingClaim, RecordingClaims, type RecordingUse } from './recordings/recording-claims.ts';
export { type SameRecording, SameRecordings } from './recordings/same-recording.ts';
export {
  cursorOf,
  type Documents,
  DocumentStore,
  type ListOptions,
  type Page,
  type Stored,
  type StoredDocument,
} from './store/document-store.ts';
export { ErasedSubjects } from './store/erased-subjects.ts';
export { partitionKeyOf } from './store/ids.ts';
export { isTextMissing } from './store/large-texts.ts';
export { TraceStore } from './store/trace-store.ts';
export { SpeakableVoices } from './voices/speakable-voices.ts';
export { isVoiceVerdict, type VoiceWatch, VoiceWatches } from './voices/voice-watches.ts';
export { EndpointSlots } from './webhooks/endpoint-slots.ts';
