import { Module } from '@nestjs/common';
import { CancelVoiceWork } from './cancel-voice-work.service.ts';
import { ConsentProof } from './consent-proof.ts';
import { TrainVoice } from './train-voice.usecase.ts';
import { PollVoice } from './poll-voice.usecase.ts';
import { SweepSamples } from './sweep-samples.service.ts';
import { TellBaseModelExpiry } from './tell-base-model-expiry.usecase.ts';
import { DeliveriesModule } from '../webhooks/deliveries.module.ts';
import { GarbageCollectCustomVoiceHandler } from './garbage-collect-custom-voice.handler.ts';

/** Voices: created with Azure, and what was left of them there removed. */
@Module({
  imports: [DeliveriesModule],
  providers: [
    CancelVoiceWork,
    ConsentProof,
    TrainVoice,
    PollVoice,
    SweepSamples,
    GarbageCollectCustomVoiceHandler,
    TellBaseModelExpiry,
  ],
  exports: [CancelVoiceWork, SweepSamples],
})
export class VoicesModule {}
