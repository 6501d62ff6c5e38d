import { Module } from '@nestjs/common';
import { ExpireSyntheses } from './expire-syntheses.service.ts';
import { FairSlots } from './fair-slots.ts';
import { ForgetText } from './forget-text.ts';
import { InterruptedSynthesis } from './interrupted-synthesis.ts';
import { RunSynthesis } from './run-synthesis.usecase.ts';
import { SynthesisEnd } from './synthesis-end.ts';
import { SynthesisRecord } from './synthesis-record.ts';
import { SynthesisSpeaker } from './synthesis-speaker.ts';
import { SynthesisUsage } from './synthesis-usage.ts';

/** Single texts, spoken by way of the queue. */
@Module({
  providers: [
    ExpireSyntheses,
    FairSlots,
    ForgetText,
    InterruptedSynthesis,
    RunSynthesis,
    SynthesisEnd,
    SynthesisRecord,
    SynthesisSpeaker,
    SynthesisUsage,
  ],
  exports: [ExpireSyntheses],
})
export class SynthesesModule {}
