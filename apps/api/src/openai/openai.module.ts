import { Module } from '@nestjs/common';
import { SpeechModule } from '../speech/speech.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { FindVoice } from './find-voice.ts';
import { OpenAiModels } from './openai-models.ts';
import { OpenAiSpeechController } from './openai-speech.controller.ts';
import { OpenAiVoicesController } from './openai-voices.controller.ts';

/** Routes for clients of the OpenAI API. See ADR 32. */
@Module({
  imports: [SpeechModule, UploadsModule],
  controllers: [OpenAiSpeechController, OpenAiVoicesController],
  providers: [FindVoice, OpenAiModels],
})
export class OpenAiModule {}
