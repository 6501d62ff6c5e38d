import { Module } from '@nestjs/common';
import { AudioProcessor } from '#audio';
import { Consumers, MESSAGE_HANDLERS, type MessageHandler, MessagePublisher, OutboxRelay } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import { DocumentStore, type StoredDocument } from '#storage';
import { BlobCreatedHandler } from './audio-uploads/blob-created.handler.ts';
import { DiscardOriginalHandler } from './audio-uploads/discard-original.handler.ts';
import { ExamineRecording } from './audio-uploads/examine-recording.usecase.ts';
import { KeepRecording } from './audio-uploads/keep-recording.usecase.ts';
import { BatchWriter } from './batch-synthesis/batch-writer.ts';
import { ChunkHandler } from './batch-synthesis/chunk.handler.ts';
import { ChunkStates } from './batch-synthesis/chunk-states.ts';
import { CollectChunk } from './batch-synthesis/collect-chunk.usecase.ts';
import { PollChunk } from './batch-synthesis/poll-chunk.usecase.ts';
import { StoreSpeech } from './batch-synthesis/store-speech.ts';
import { SubmitChunk } from './batch-synthesis/submit-chunk.usecase.ts';
import { DocumentWriter } from './documents/document-writer.ts';
import { SweepOutboxesHandler } from './maintenance/sweep-outboxes.handler.ts';
import { RunSynthesis } from './speech-synthesis/run-synthesis.usecase.ts';
import { SubjectHandler } from './subject.handler.ts';
import { CreateVoice } from './voice-enrollment/create-voice.usecase.ts';
import { PollConsent } from './voice-enrollment/poll-consent.usecase.ts';
import { PollVoice } from './voice-enrollment/poll-voice.usecase.ts';
import { VerifyConsent } from './voice-enrollment/verify-consent.usecase.ts';
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
    BlobCreatedHandler,
    DiscardOriginalHandler,
    VerifyConsent,
    PollConsent,
    CreateVoice,
    PollVoice,
    RunSynthesis,
    BatchWriter,
    ChunkStates,
    StoreSpeech,
    SubmitChunk,
    PollChunk,
    CollectChunk,
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
        submitChunk: SubmitChunk,
        pollChunk: PollChunk,
        collectChunk: CollectChunk,
        sweepOutboxes: SweepOutboxesHandler,
      ): MessageHandler[] => [
        blobCreated,
        discardOriginal,
        new SubjectHandler('consent.verify', verifyConsent),
        new SubjectHandler('consent.poll', pollConsent),
        new SubjectHandler('voice.create', createVoice),
        new SubjectHandler('voice.poll', pollVoice),
        new SubjectHandler('synthesis.run', runSynthesis),
        new ChunkHandler('batch.submit', submitChunk),
        new ChunkHandler('batch.poll', pollChunk),
        new ChunkHandler('batch.collect', collectChunk),
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
        SubmitChunk,
        PollChunk,
        CollectChunk,
        SweepOutboxesHandler,
      ],
    },
    Consumers,
  ],
  exports: [Consumers, AudioProcessor],
})
export class HandlersModule {}
