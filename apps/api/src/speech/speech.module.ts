import { Module } from '@nestjs/common';
import { FairSemaphore, SpeakableTexts, SpeechSynthesizerPool } from '#speech';
import { UsageModule } from '../usage/usage.module.ts';
import { ComposeSpeech } from './compose-speech.service.ts';
import { Disclosures } from './disclosures.service.ts';
import { EstimateSpeech } from './estimate-speech.service.ts';
import { LiveRecords } from './live-records.service.ts';
import { MarkSpeech } from './mark-speech.service.ts';
import { SpeakLive } from './speak-live.service.ts';
import { SpeechAnswer } from './speech-answer.service.ts';
import { speechResourceProviders, SpeechResources } from './speech-resources.ts';
import { SpeechController } from './speech.controller.ts';
import { VoicesToSpeak } from './voices-to-speak.service.ts';

/** Live speech, and what all speech needs: who may speak with which voice, and the texts that can be spoken. */
@Module({
  imports: [UsageModule],
  controllers: [SpeechController],
  providers: [
    ...speechResourceProviders,
    SpeechResources,
    VoicesToSpeak,
    Disclosures,
    ComposeSpeech,
    LiveRecords,
    MarkSpeech,
    SpeakLive,
    EstimateSpeech,
    SpeechAnswer,
  ],
  exports: [
    SpeechSynthesizerPool,
    FairSemaphore,
    SpeakableTexts,
    VoicesToSpeak,
    Disclosures,
    ComposeSpeech,
    SpeakLive,
    EstimateSpeech,
    SpeechAnswer,
  ],
})
export class SpeechModule {}
