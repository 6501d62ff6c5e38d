import { Module, type Provider } from '@nestjs/common';
import { AudioProcessor } from '#audio';
import { ReceiptSigner, SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { Consumers, MESSAGE_HANDLERS, type MessageHandler, MessagePublisher, OutboxRelay } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { DocumentStore, ErasedSubjects, type StoredDocument } from '#storage';
import { BlobCreatedHandler } from './audio-uploads/blob-created.handler.ts';
import { DiscardOriginalHandler } from './audio-uploads/discard-original.handler.ts';
import { ExamineRecording } from './audio-uploads/examine-recording.usecase.ts';
import { FetchRecording } from './audio-uploads/fetch-recording.usecase.ts';
import { KeepRecording } from './audio-uploads/keep-recording.usecase.ts';
import { BatchWriter } from './batch-synthesis/batch-writer.ts';
import { ChunkHandler } from './batch-synthesis/chunk.handler.ts';
import { ChunkStates } from './batch-synthesis/chunk-states.ts';
import { ChunkUsage } from './batch-synthesis/chunk-usage.ts';
import { CollectChunk } from './batch-synthesis/collect-chunk.usecase.ts';
import { PollChunk } from './batch-synthesis/poll-chunk.usecase.ts';
import { StoreSpeech } from './batch-synthesis/store-speech.ts';
import { SubmitChunk } from './batch-synthesis/submit-chunk.usecase.ts';
import { DocumentWriter } from './documents/document-writer.ts';
import { CallOffWork } from './erasure/call-off-work.ts';
import { EnforceConsent } from './erasure/enforce-consent.usecase.ts';
import { ErasedSubjectsHandler } from './erasure/erased-subjects.handler.ts';
import { ErasureScopes } from './erasure/erasure-scope.ts';
import { ExpireConsent } from './erasure/expire-consent.usecase.ts';
import { FindLeftovers } from './erasure/find-leftovers.ts';
import { LeaveReceipt } from './erasure/leave-receipt.ts';
import { RemoveTraces } from './erasure/remove-traces.ts';
import { RunErasure } from './erasure/run-erasure.usecase.ts';
import { StopWriters } from './erasure/stop-writers.ts';
import { TakeInventory } from './erasure/take-inventory.ts';
import { AnchorAuditHandler } from './maintenance/anchor-audit.handler.ts';
import { AnchorAudit } from './maintenance/anchor-audit.usecase.ts';
import { AppendAuditHandler } from './maintenance/append-audit.handler.ts';
import { CountDeadLettersHandler } from './maintenance/count-dead-letters.handler.ts';
import { ExpireUploads } from './maintenance/expire-uploads.usecase.ts';
import { RedriveWork } from './maintenance/redrive-work.usecase.ts';
import { RollUsageHandler } from './maintenance/roll-usage.handler.ts';
import { RollUsage } from './maintenance/roll-usage.usecase.ts';
import { SweepBlobs } from './maintenance/sweep-blobs.usecase.ts';
import { SweepOperationsHandler } from './maintenance/sweep-operations.handler.ts';
import { SweepOutboxesHandler } from './maintenance/sweep-outboxes.handler.ts';
import { SweepRetentionHandler } from './maintenance/sweep-retention.handler.ts';
import { SweepSamples } from './maintenance/sweep-samples.usecase.ts';
import { SweepTrainingHandler } from './maintenance/sweep-training.handler.ts';
import { WaitingHeartbeat } from './maintenance/waiting-heartbeat.ts';
import { AnnounceEvent } from './notifications/announce-event.usecase.ts';
import { WebhookAnnounceHandler, WebhookDeliverHandler } from './notifications/handlers.ts';
import { WebhookSender } from './notifications/webhook-sender.ts';
import { DeliverWebhook } from './notifications/deliver-webhook.usecase.ts';
import { FairTurns } from './speech-synthesis/fair-turns.ts';
import { RunSynthesis } from './speech-synthesis/run-synthesis.usecase.ts';
import { SynthesisEnd } from './speech-synthesis/synthesis-end.ts';
import { SynthesisSpeaker } from './speech-synthesis/synthesis-speaker.ts';
import { SynthesisUsage } from './speech-synthesis/synthesis-usage.ts';
import { SubjectHandler } from './subject.handler.ts';
import { ConsentProof } from './voice-enrollment/consent-proof.ts';
import { CreateVoice } from './voice-enrollment/create-voice.usecase.ts';
import { PollConsent } from './voice-enrollment/poll-consent.usecase.ts';
import { PollVoice } from './voice-enrollment/poll-voice.usecase.ts';
import { VerifyConsent } from './voice-enrollment/verify-consent.usecase.ts';
import { ProcessHook } from './webhook-events/process-hook.usecase.ts';
import { WorkerResources, workerResourceProviders } from './worker-resources.ts';

const MAINTENANCE_HANDLERS = Symbol('MAINTENANCE_HANDLERS');

/** The handlers of the queue `maintenance`, some of which end what the others began. */
type MaintenanceHandlers = (work: readonly MessageHandler[]) => readonly MessageHandler[];

const maintenanceProvider: Provider = {
  provide: MAINTENANCE_HANDLERS,
  useFactory:
    (redrive: RedriveWork, logger: Logger, ...others: MessageHandler[]): MaintenanceHandlers =>
    (work) => [
      new SweepOperationsHandler(redrive, new Map(work.map((handler) => [handler.type, handler])), logger),
      ...others,
    ],
  inject: [
    RedriveWork,
    LOGGER,
    SweepOutboxesHandler,
    SweepRetentionHandler,
    SweepTrainingHandler,
    CountDeadLettersHandler,
    RollUsageHandler,
    AppendAuditHandler,
    AnchorAuditHandler,
  ],
};

/** The consumers with their handlers, and what only they need. */
@Module({
  providers: [
    ...workerResourceProviders,
    WorkerResources,
    {
      provide: OutboxRelay,
      useFactory: (publisher: MessagePublisher, documents: DocumentStore, logger: Logger) =>
        new OutboxRelay<StoredDocument>(publisher, documents, logger),
      inject: [MessagePublisher, DocumentStore, LOGGER],
    },
    DocumentWriter,
    KeepRecording,
    ExamineRecording,
    FetchRecording,
    BlobCreatedHandler,
    DiscardOriginalHandler,
    VerifyConsent,
    PollConsent,
    ConsentProof,
    CreateVoice,
    PollVoice,
    FairTurns,
    SynthesisSpeaker,
    SynthesisEnd,
    SynthesisUsage,
    RunSynthesis,
    BatchWriter,
    ChunkStates,
    ChunkUsage,
    StoreSpeech,
    SubmitChunk,
    PollChunk,
    CollectChunk,
    ProcessHook,
    {
      provide: SecretBox,
      useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
      inject: [CONFIG],
    },
    CallOffWork,
    EnforceConsent,
    ExpireConsent,
    ErasureScopes,
    StopWriters,
    TakeInventory,
    RemoveTraces,
    FindLeftovers,
    {
      provide: ReceiptSigner,
      useFactory: ({ receipts }: Config) => new ReceiptSigner(receipts.signingKeys),
      inject: [CONFIG],
    },
    LeaveReceipt,
    RunErasure,
    AnnounceEvent,
    WebhookSender,
    DeliverWebhook,
    WebhookAnnounceHandler,
    WebhookDeliverHandler,
    SweepOutboxesHandler,
    WaitingHeartbeat,
    RedriveWork,
    ExpireUploads,
    SweepBlobs,
    SweepSamples,
    SweepRetentionHandler,
    SweepTrainingHandler,
    CountDeadLettersHandler,
    RollUsage,
    RollUsageHandler,
    AppendAuditHandler,
    AnchorAudit,
    AnchorAuditHandler,
    maintenanceProvider,
    {
      provide: MESSAGE_HANDLERS,
      useFactory: (
        blobCreated: BlobCreatedHandler,
        discardOriginal: DiscardOriginalHandler,
        verifyConsent: VerifyConsent,
        pollConsent: PollConsent,
        createVoice: CreateVoice,
        pollVoice: PollVoice,
        runSynthesis: RunSynthesis,
        submitChunk: SubmitChunk,
        pollChunk: PollChunk,
        collectChunk: CollectChunk,
        fetchRecording: FetchRecording,
        processHook: ProcessHook,
        announceEvent: WebhookAnnounceHandler,
        deliverWebhook: WebhookDeliverHandler,
        heartbeat: WaitingHeartbeat,
        enforceConsent: EnforceConsent,
        expireConsent: ExpireConsent,
        erasure: RunErasure,
        erased: ErasedSubjects,
        maintenance: MaintenanceHandlers,
      ): MessageHandler[] => {
        const expecting: MessageHandler[] = [
          blobCreated,
          discardOriginal,
          new SubjectHandler('consent.verify', verifyConsent, heartbeat),
          new SubjectHandler('consent.poll', pollConsent, heartbeat),
          new SubjectHandler('voice.create', createVoice, heartbeat),
          new SubjectHandler('voice.poll', pollVoice, heartbeat),
          new SubjectHandler('consent.enforce', enforceConsent),
          new SubjectHandler('consent.expire', expireConsent),
          new SubjectHandler('consent.erase', erasure.of('consent'), heartbeat),
          new SubjectHandler('voice.erase', erasure.of('voice'), heartbeat),
          new SubjectHandler('synthesis.run', runSynthesis),
          new ChunkHandler('batch.submit', submitChunk, heartbeat),
          new ChunkHandler('batch.poll', pollChunk, heartbeat),
          new ChunkHandler('batch.collect', collectChunk, heartbeat),
          new SubjectHandler('upload.fetch', fetchRecording),
          new SubjectHandler('hook.received', processHook),
          announceEvent,
          deliverWebhook,
        ];
        const work = expecting.map((handler) => new ErasedSubjectsHandler(handler, erased));
        return [...work, ...maintenance(work)];
      },
      inject: [
        BlobCreatedHandler,
        DiscardOriginalHandler,
        VerifyConsent,
        PollConsent,
        CreateVoice,
        PollVoice,
        RunSynthesis,
        SubmitChunk,
        PollChunk,
        CollectChunk,
        FetchRecording,
        ProcessHook,
        WebhookAnnounceHandler,
        WebhookDeliverHandler,
        WaitingHeartbeat,
        EnforceConsent,
        ExpireConsent,
        RunErasure,
        ErasedSubjects,
        MAINTENANCE_HANDLERS,
      ],
    },
    Consumers,
  ],
  exports: [Consumers, AudioProcessor],
})
export class HandlersModule {}
