import { Module } from '@nestjs/common';
import { CreateUpload } from './create-upload.usecase.ts';
import { DrawWaveform } from './draw-waveform.usecase.ts';
import { FetchUpload } from './fetch-upload.service.ts';
import { ReadRecording } from './read-recording.usecase.ts';
import { ReceiveUpload } from './receive-upload.service.ts';
import { TemporarySlots } from './temporary-slots.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UsableUploads } from './usable-uploads.service.ts';

/** Recordings on their way in. */
@Module({
  controllers: [UploadsController],
  providers: [CreateUpload, DrawWaveform, FetchUpload, ReadRecording, ReceiveUpload, TemporarySlots, UsableUploads],
  exports: [FetchUpload, ReceiveUpload, TemporarySlots, UsableUploads],
})
export class UploadsModule {}
