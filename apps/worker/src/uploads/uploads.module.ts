import { Module } from '@nestjs/common';
import { BlobCreatedHandler } from './blob-created.handler.ts';
import { DiscardOriginalHandler } from './discard-original.handler.ts';
import { ExamineRecording } from './examine-recording.usecase.ts';
import { ExpireUploads } from './expire-uploads.service.ts';
import { FetchRecording } from './fetch-recording.usecase.ts';
import { KeepRecording } from './keep-recording.usecase.ts';

/** Recordings: examined, kept, fetched, and removed. */
@Module({
  providers: [
    BlobCreatedHandler,
    DiscardOriginalHandler,
    ExamineRecording,
    ExpireUploads,
    FetchRecording,
    KeepRecording,
  ],
  exports: [ExpireUploads],
})
export class UploadsModule {}
