import { Module } from '@nestjs/common';
import { FairSlots } from './fair-slots.ts';
import { InterruptedSynthesis } from './interrupted-synthesis.ts';
import { RunSynthesis } from './run-synthesis.usecase.ts';
import { SynthesisEnd } from './synthesis-end.ts';
import { SynthesisRecord } from './synthesis-record.ts';
import { SynthesisSpeaker } from './synthesis-speaker.ts';
import { SynthesisUsage } from './synthesis-usage.ts';

/** Single texts, spoken by way of the queue. */
@Module({
  providers: [
    FairSlots,
    InterruptedSynthesis,
    RunSynthesis,
    SynthesisEnd,
    SynthesisRecord,
    SynthesisSpeaker,
    SynthesisUsage,
  ],
})
export class SynthesesModule {}
