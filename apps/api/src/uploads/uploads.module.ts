import { Module } from '@nestjs/common';
import { CreateUpload } from './create-upload.usecase.ts';
import { DrawWaveform } from './draw-waveform.usecase.ts';
import { FetchUpload } from './fetch-upload.service.ts';
import { ReceiveUpload } from './receive-upload.service.ts';
import { TemporaryPlaces } from './temporary-places.ts';
import { UploadsController } from './uploads.controller.ts';
import { UsableUploads } from './usable-upload.ts';

/** Recordings on their way in. */
@Module({
  controllers: [UploadsController],
  providers: [CreateUpload, DrawWaveform, FetchUpload, ReceiveUpload, TemporaryPlaces, UsableUploads],
  exports: [FetchUpload, ReceiveUpload, TemporaryPlaces, UsableUploads],
})
export class UploadsModule {}
