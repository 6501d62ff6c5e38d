import { Module } from '@nestjs/common';
import { AudioProcessor } from '#audio';
import { Consumers, MESSAGE_HANDLERS, type MessageHandler, MessagePublisher, OutboxRelay } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { DocumentStore, type StoredDocument } from '#storage';
import { BlobCreatedHandler } from './audio-uploads/blob-created.handler.ts';
import { DiscardOriginalHandler } from './audio-uploads/discard-original.handler.ts';
import { ExamineRecording } from './audio-uploads/examine-recording.usecase.ts';
import { FetchRecording } from './audio-uploads/fetch-recording.usecase.ts';
import { KeepRecording } from './audio-uploads/keep-recording.usecase.ts';
import { DocumentWriter } from './documents/document-writer.ts';
import { SweepOutboxesHandler } from './maintenance/sweep-outboxes.handler.ts';
import { AnnounceEvent } from './notifications/announce-event.usecase.ts';
import { WebhookAnnounceHandler, WebhookDeliverHandler } from './notifications/handlers.ts';
import { DeliverWebhook } from './notifications/deliver-webhook.usecase.ts';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { RunSynthesis } from './speech-synthesis/run-synthesis.usecase.ts';
import { SubjectHandler } from './subject.handler.ts';
import { CreateVoice } from './voice-enrollment/create-voice.usecase.ts';
import { PollConsent } from './voice-enrollment/poll-consent.usecase.ts';
import { PollVoice } from './voice-enrollment/poll-voice.usecase.ts';
import { VerifyConsent } from './voice-enrollment/verify-consent.usecase.ts';
import { ProcessHook } from './webhook-events/process-hook.usecase.ts';
import { WorkerResources, workerResourceProviders } from './worker-resources.ts';

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
    CreateVoice,
    PollVoice,
    RunSynthesis,
    ProcessHook,
    {
      provide: SecretBox,
      useFactory: ({ webhooks }: Config) => new SecretBox(webhooks.secretKeys),
      inject: [CONFIG],
    },
    AnnounceEvent,
    DeliverWebhook,
    WebhookAnnounceHandler,
    WebhookDeliverHandler,
    SweepOutboxesHandler,
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
        fetchRecording: FetchRecording,
        processHook: ProcessHook,
        announceEvent: WebhookAnnounceHandler,
        deliverWebhook: WebhookDeliverHandler,
        sweepOutboxes: SweepOutboxesHandler,
      ): MessageHandler[] => [
        blobCreated,
        discardOriginal,
        new SubjectHandler('consent.verify', verifyConsent),
        new SubjectHandler('consent.poll', pollConsent),
        new SubjectHandler('voice.create', createVoice),
        new SubjectHandler('voice.poll', pollVoice),
        new SubjectHandler('synthesis.run', runSynthesis),
        new SubjectHandler('upload.fetch', fetchRecording),
        new SubjectHandler('hook.received', processHook),
        announceEvent,
        deliverWebhook,
        sweepOutboxes,
      ],
      inject: [
        BlobCreatedHandler,
        DiscardOriginalHandler,
        VerifyConsent,
        PollConsent,
        CreateVoice,
        PollVoice,
        RunSynthesis,
        FetchRecording,
        ProcessHook,
        WebhookAnnounceHandler,
        WebhookDeliverHandler,
        SweepOutboxesHandler,
      ],
    },
    Consumers,
  ],
  exports: [Consumers, AudioProcessor],
})
export class HandlersModule {}
