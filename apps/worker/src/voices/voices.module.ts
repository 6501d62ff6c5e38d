import { Module } from '@nestjs/common';
import { CancelVoiceWork } from './cancel-voice-work.service.ts';
import { ConsentProof } from './consent-proof.ts';
import { TrainVoice } from './train-voice.usecase.ts';
import { PollVoice } from './poll-voice.usecase.ts';
import { EndpointCycle } from './professional/endpoint-cycle.service.ts';
import { RemoveProfessionalVoice } from './remove-professional-voice.service.ts';
import { SubmitRecordings } from './professional/submit-recordings.service.ts';
import { SweepEndpoints } from './sweep-endpoints.service.ts';
import { TrainProfessionalVoice } from './professional/train-professional-voice.service.ts';
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
    SubmitRecordings,
    EndpointCycle,
    RemoveProfessionalVoice,
    SweepEndpoints,
    TrainProfessionalVoice,
    SweepSamples,
    GarbageCollectCustomVoiceHandler,
    TellBaseModelExpiry,
  ],
  exports: [CancelVoiceWork, SweepSamples, RemoveProfessionalVoice, SweepEndpoints],
})
export class VoicesModule {}
