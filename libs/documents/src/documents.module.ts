import { type Container, Database } from '@azure/cosmos';
import { Global, Module, type Provider } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { MessagePublisher } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { AuditLog, BlobStore, COSMOS_CONTAINERS } from '#storage';
import { BudgetAlerts } from './budgets/budget-alerts.ts';
import { Budgets } from './budgets/budgets.ts';
import { BudgetStore } from './budgets/budget-store.ts';
import { SettleCharge } from './budgets/settle-charge.ts';
import { Commit } from './commit/commit.ts';
import { IdempotencyStore } from './idempotency/idempotency-store.ts';
import { DocumentMigrator } from './migrations/document-migrator.ts';
import { ProducerLimits } from './limits/producer-limits.ts';
import { SpeechLimits } from './limits/speech-limits.ts';
import { TenantFigures } from './notifications/tenant-figures.ts';
import { OperationStore } from './operations/operation-store.ts';
import { OutboxRelay } from './outbox/outbox-relay.ts';
import { JobStates } from './progress/job-states.ts';
import { OpenWork } from './progress/open-work.ts';
import { RecordingClaims } from './recordings/recording-claims.ts';
import { SameRecordings } from './recordings/same-recording.ts';
import { DueDocuments } from './retention/due-documents.ts';
import { DueMoves } from './retention/due-moves.ts';
import { HeldDocuments } from './retention/held-documents.ts';
import { RetentionStore } from './retention/retention-store.ts';
import { ScheduleStore } from './schedules/schedule-store.ts';
import { DocumentStore } from './store/document-store.ts';
import { ErasedSubjects } from './store/erased-subjects.ts';
import { LargeTexts } from './store/large-texts.ts';
import { TraceStore } from './store/trace-store.ts';
import { RemoveSynthesis } from './syntheses/remove-synthesis.ts';
import { SpeakableVoices } from './voices/speakable-voices.ts';
import { VoiceEndpoints } from './voices/voice-endpoints.ts';
import { VoiceWatches } from './voices/voice-watches.ts';
import { EndpointSlots, SubscriptionSlots } from './webhooks/endpoint-slots.ts';

/** A store that needs nothing but its container. */
function storeIn(name: 'documents' | 'idempotency' | 'usage', store: new (container: Container) => object): Provider {
  return {
    provide: store,
    useFactory: (database: Database) => new store(database.container(COSMOS_CONTAINERS[name].id)),
    inject: [Database],
  };
}

const STORES: Provider[] = [
  storeIn('documents', DocumentMigrator),
  storeIn('documents', DueMoves),
  storeIn('documents', HeldDocuments),
  storeIn('documents', JobStates),
  storeIn('documents', SameRecordings),
  storeIn('documents', TenantFigures),
  storeIn('documents', TraceStore),
  storeIn('usage', BudgetStore),
  storeIn('usage', RetentionStore),
  storeIn('idempotency', EndpointSlots),
  storeIn('idempotency', ErasedSubjects),
  storeIn('idempotency', IdempotencyStore),
  storeIn('idempotency', ScheduleStore),
  storeIn('idempotency', SubscriptionSlots),
  {
    provide: DocumentStore,
    useFactory: (database: Database, blobs: BlobStore) =>
      new DocumentStore(database.container(COSMOS_CONTAINERS.documents.id), new LargeTexts(blobs)),
    inject: [Database, BlobStore],
  },
  {
    provide: DueDocuments,
    useFactory: (database: Database, traces: TraceStore) =>
      new DueDocuments(database.container(COSMOS_CONTAINERS.documents.id), traces),
    inject: [Database, TraceStore],
  },
  {
    provide: OutboxRelay,
    useFactory: (publisher: MessagePublisher, documents: DocumentStore, logger: Logger) =>
      new OutboxRelay(publisher, documents, logger),
    inject: [MessagePublisher, DocumentStore, LOGGER],
  },
  {
    provide: SpeechLimits,
    useFactory: (database: Database, { speech }: Config) =>
      new SpeechLimits(database.container(COSMOS_CONTAINERS.idempotency.id), speech),
    inject: [Database, CONFIG],
  },
  {
    provide: ProducerLimits,
    useFactory: (database: Database, config: Config) =>
      new ProducerLimits(database.container(COSMOS_CONTAINERS.idempotency.id), config),
    inject: [Database, CONFIG],
  },
  {
    provide: OpenWork,
    useFactory: (documents: DocumentStore, { work }: Config) => new OpenWork(documents, work.stalledAfterMs),
    inject: [DocumentStore, CONFIG],
  },
  OperationStore,
  Commit,
  {
    provide: BudgetAlerts,
    useFactory: (documents: DocumentStore, commit: Commit, auditLog: AuditLog) =>
      new BudgetAlerts(documents, commit, auditLog),
    inject: [DocumentStore, Commit, AuditLog],
  },
  {
    provide: Budgets,
    useFactory: (store: BudgetStore, alerts: BudgetAlerts, { prices }: Config, logger: Logger) =>
      new Budgets({ store, alerts, prices: prices.perMillion, logger }),
    inject: [BudgetStore, BudgetAlerts, CONFIG, LOGGER],
  },
  SettleCharge,
  RemoveSynthesis,
  SpeakableVoices,
  VoiceEndpoints,
  {
    provide: VoiceWatches,
    useFactory: (voices: SpeakableVoices, { speech }: Config) => new VoiceWatches(voices, speech.consentCheckMs),
    inject: [SpeakableVoices, CONFIG],
  },
  {
    provide: RecordingClaims,
    useFactory: (database: Database, documents: DocumentStore) =>
      new RecordingClaims(database.container(COSMOS_CONTAINERS.documents.id), documents),
    inject: [Database, DocumentStore],
  },
];

/** Provides, everywhere, `Commit`, the stores of documents and of what is kept beside them. Needs CONFIG, StorageModule and MessagingModule. */
@Global()
@Module({ providers: STORES, exports: STORES })
export class DocumentsModule {}
