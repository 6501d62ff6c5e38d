import { Module } from '@nestjs/common';
import { CreateUpload } from './create-upload.usecase.ts';
import { DrawWaveform } from './draw-waveform.usecase.ts';
import { ReadRecording } from './read-recording.usecase.ts';
import { ReceiveUpload } from './receive-upload.service.ts';
import { TemporarySlots } from './temporary-slots.service.ts';
import { UploadsController } from './uploads.controller.ts';

/** Recordings on their way in. */
@Module({
  controllers: [UploadsController],
  providers: [CreateUpload, DrawWaveform, ReadRecording, ReceiveUpload, TemporarySlots],
  exports: [ReceiveUpload, TemporarySlots],
})
export class UploadsModule {}
