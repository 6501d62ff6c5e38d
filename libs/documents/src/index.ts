export { BudgetAlerts, budgetSubject } from './budgets/budget-alerts.ts';
export { type BudgetLedger, BudgetStore, type StoredLedger } from './budgets/budget-store.ts';
export { BUDGET_IDLE_MS, Budgets, type BudgetsOptions, type Charge, type Settlement } from './budgets/budgets.ts';
export { SettleCharge } from './budgets/settle-charge.ts';
export * from './commit/commit.ts';
export { retryLostRaces, startingWith } from './commit/lost-races.ts';
export * from './documents.module.ts';
export {
  type BegunRequest,
  IDEMPOTENCY_KEPT_MS,
  IDEMPOTENCY_LEASE_MS,
  type IdempotencyLease,
  type IdempotencyScope,
  IdempotencyStore,
  type IdempotentAnswer,
} from './idempotency/idempotency-store.ts';
export { RequestIds } from './idempotency/request-ids.ts';
export { LeaseKeeper } from './leases/lease-keeper.ts';
export { type Priority, withPriority } from './limits/priority.ts';
export { type LimitClock, SharedLimit, type SharedLimitOptions } from './limits/shared-limit.ts';
export { SliceStore } from './limits/slice-store.ts';
export { SPEECH_WINDOW_MS, SpeechLimits } from './limits/speech-limits.ts';
export * from './migrations/document-migrations.ts';
export * from './migrations/document-migrator.ts';
export { type SchemaStamp, schemaOf } from './migrations/schema-version.ts';
export { type JobCounts, TenantFigures } from './notifications/tenant-figures.ts';
export * from './operations/operation-store.ts';
export { isOperationSubject, newOperation, shownOperation, shownOperationId } from './operations/operation-view.ts';
export * from './outbox/outbox-relay.ts';
export { ProducerLimits } from './limits/producer-limits.ts';
export * from './producers/orders.ts';
export { type JobState, JobStates, type Sample } from './progress/job-states.ts';
export * from './progress/open-work.ts';
export * from './progress/stalled-after.ts';
export { type RecordingClaim, RecordingClaims, type RecordingUse } from './recordings/recording-claims.ts';
export * from './recordings/same-recording.ts';
export {
  DueDocuments,
  type DueDocument,
  type DueOptions,
  type DuePage,
  type RetainedDocuments,
} from './retention/due-documents.ts';
export { type DueMove, type DueMoveOptions, type DueMovePage, DueMoves } from './retention/due-moves.ts';
export { HELD_SUBJECT, type HeldDocument, HeldDocuments, type HeldPage } from './retention/held-documents.ts';
export { type OwnMoves, type OwnRetention, RetentionStore, type StoredRetention } from './retention/retention-store.ts';
export { ScheduleStore, type ScheduleStates } from './schedules/schedule-store.ts';
export * from './schedules/schedule-table.ts';
export * from './store/cosmos-indicator.ts';
export * from './store/document-store.ts';
export * from './store/erased-subjects.ts';
export * from './store/ids.ts';
export { isTextMissing } from './store/large-texts.ts';
export { TraceStore } from './store/trace-store.ts';
export { EXPIRED_SYNTHESIS, expiryMessage } from './syntheses/expiry-message.ts';
export { RemoveSynthesis } from './syntheses/remove-synthesis.ts';
export * from './voices/speakable-voices.ts';
export { VoiceEndpoints } from './voices/voice-endpoints.ts';
export * from './voices/voice-watches.ts';
export { EndpointSlots, SubscriptionSlots } from './webhooks/endpoint-slots.ts';
