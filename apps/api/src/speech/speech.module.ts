import { Module } from '@nestjs/common';
import { FairSemaphore, SpeechSynthesizerPool } from '#speech';
import { UsageModule } from '../usage/usage.module.ts';
import { EstimateSpeech } from './estimate-speech.service.ts';
import { LiveRecords } from './live-records.service.ts';
import { MarkSpeech } from './mark-speech.service.ts';
import { SpeakLive } from './speak-live.service.ts';
import { SpeechAnswer } from './speech-answer.service.ts';
import { speechResourceProviders, SpeechResources } from './speech-resources.ts';
import { SpeechController } from './speech.controller.ts';

/** Live speech, and what all requests for speech need. */
@Module({
  imports: [UsageModule],
  controllers: [SpeechController],
  providers: [
    ...speechResourceProviders,
    SpeechResources,
    LiveRecords,
    MarkSpeech,
    SpeakLive,
    EstimateSpeech,
    SpeechAnswer,
  ],
  exports: [SpeechSynthesizerPool, FairSemaphore, SpeakLive, EstimateSpeech, SpeechAnswer],
})
export class SpeechModule {}
