import { Module } from '@nestjs/common';
import { SpeechModule } from '../speech/speech.module.ts';
import { DeleteSynthesis } from './delete-synthesis.usecase.ts';
import { NoteSent } from './note-sent.ts';
import { ReadAudio } from './read-audio.usecase.ts';
import { ReadCaptions } from './read-captions.usecase.ts';
import { ReadTimings } from './read-timings.usecase.ts';
import { SynthesesController } from './syntheses.controller.ts';

/** Texts that are queued to be spoken. */
@Module({
  imports: [SpeechModule],
  controllers: [SynthesesController],
  providers: [DeleteSynthesis, NoteSent, ReadAudio, ReadCaptions, ReadTimings],
})
export class SynthesesModule {}
