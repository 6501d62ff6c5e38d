import { Module, type Provider } from '@nestjs/common';
import { AudioProcessor } from '#audio';
import { ReceiptSigner, SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { ErasedSubjects } from '#documents';
import { Consumers, MESSAGE_HANDLERS, type MessageHandler } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { BlobCreatedHandler } from './uploads/blob-created.handler.ts';
import { DiscardOriginalHandler } from './uploads/discard-original.handler.ts';
import { ExamineRecording } from './uploads/examine-recording.usecase.ts';
import { FetchRecording } from './uploads/fetch-recording.usecase.ts';
import { KeepRecording } from './uploads/keep-recording.usecase.ts';
import { BatchWriter } from './batches/batch-writer.ts';
import { ChunkHandler } from './batches/chunk.handler.ts';
import { ChunkStates } from './batches/chunk-states.ts';
import { ChunkUsage } from './batches/chunk-usage.ts';
import { CollectChunk } from './batches/collect-chunk.usecase.ts';
import { PollChunk } from './batches/poll-chunk.usecase.ts';
import { StoreSpeech } from './batches/store-speech.ts';
import { SubmitChunk } from './batches/submit-chunk.usecase.ts';
import { CallOffWork } from './voices/call-off-work.ts';
import { EnforceConsent } from './consents/enforce-consent.usecase.ts';
import { ErasedSubjectsHandler } from './platform/erased-subjects.handler.ts';
import { ErasureScopes } from './erasure/erasure-scope.ts';
import { ExpireConsent } from './consents/expire-consent.usecase.ts';
import { FindLeftovers } from './erasure/find-leftovers.ts';
import { LeaveReceipt } from './erasure/leave-receipt.ts';
import { RemoveTraces } from './erasure/remove-traces.ts';
import { RunErasure } from './erasure/run-erasure.usecase.ts';
import { StopWriters } from './erasure/stop-writers.ts';
import { TakeInventory } from './erasure/take-inventory.ts';
import { AnchorAuditHandler } from './audit/anchor-audit.handler.ts';
import { AnchorAudit } from './audit/anchor-audit.usecase.ts';
import { AppendAuditHandler } from './audit/append-audit.handler.ts';
import { CountDeadLettersHandler } from './dead-letters/count-dead-letters.handler.ts';
import { ExpireUploads } from './uploads/expire-uploads.usecase.ts';
import { RedriveWork } from './operations/redrive-work.usecase.ts';
import { RollUsageHandler } from './usage/roll-usage.handler.ts';
import { RollUsage } from './usage/roll-usage.usecase.ts';
import { SweepBlobs } from './maintenance/sweep-blobs.usecase.ts';
import { SweepOperationsHandler } from './operations/sweep-operations.handler.ts';
import { SweepOutboxesHandler } from './maintenance/sweep-outboxes.handler.ts';
import { SweepRetentionHandler } from './maintenance/sweep-retention.handler.ts';
import { SweepSamples } from './voices/sweep-samples.usecase.ts';
import { SweepTrainingHandler } from './voices/sweep-training.handler.ts';
import { WaitingHeartbeat } from './platform/waiting-heartbeat.ts';
import { AnnounceEvent } from './webhooks/announce-event.usecase.ts';
import { WebhookAnnounceHandler, WebhookDeliverHandler } from './webhooks/handlers.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';
import { DeliverWebhook } from './webhooks/deliver-webhook.usecase.ts';
import { FairTurns } from './syntheses/fair-turns.ts';
import { RunSynthesis } from './syntheses/run-synthesis.usecase.ts';
import { SynthesisEnd } from './syntheses/synthesis-end.ts';
import { SynthesisSpeaker } from './syntheses/synthesis-speaker.ts';
import { SynthesisUsage } from './syntheses/synthesis-usage.ts';
import { SubjectHandler } from './platform/subject.handler.ts';
import { ConsentProof } from './voices/consent-proof.ts';
import { CreateVoice } from './voices/create-voice.usecase.ts';
import { PollConsent } from './consents/poll-consent.usecase.ts';
import { PollVoice } from './voices/poll-voice.usecase.ts';
import { VerifyConsent } from './consents/verify-consent.usecase.ts';
import { ProcessHook } from './hooks/process-hook.usecase.ts';
import { WorkerResources, workerResourceProviders } from './platform/worker-resources.ts';

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
