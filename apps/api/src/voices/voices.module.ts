import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { CreateVoice } from './create-voice.service.ts';
import { DeleteVoice } from './delete-voice.usecase.ts';
import { UpdateVoice } from './update-voice.usecase.ts';
import { VoicesController } from './voices.controller.ts';

/** Voices: their enrollment, use and erasure. */
@Module({
  imports: [UploadsModule],
  controllers: [VoicesController],
  providers: [CreateVoice, UpdateVoice, DeleteVoice],
  exports: [CreateVoice],
})
export class VoicesModule {}
