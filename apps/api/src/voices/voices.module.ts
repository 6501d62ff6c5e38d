import { Module } from '@nestjs/common';
import { UpdateVoice } from './update-voice.usecase.ts';
import { VoicesController } from './voices.controller.ts';

/** Voices: their enrollment, use and erasure. */
@Module({
  controllers: [VoicesController],
  providers: [UpdateVoice],
})
export class VoicesModule {}
