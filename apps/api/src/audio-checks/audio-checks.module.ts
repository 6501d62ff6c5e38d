import { Module } from '@nestjs/common';
import { AudioProcessor } from '#audio';
import { CONFIG, type Config } from '#config';
import { type Logger, LOGGER } from '#observability';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { AudioChecksController } from './audio-checks.controller.ts';
import { CheckAudio } from './check-audio.usecase.ts';

/** Checks of recordings that are not stored. */
@Module({
  imports: [UploadsModule],
  controllers: [AudioChecksController],
  providers: [
    CheckAudio,
    {
      provide: AudioProcessor,
      useFactory: ({ audio }: Config, logger: Logger) => new AudioProcessor({ ...audio, logger }),
      inject: [CONFIG, LOGGER],
    },
  ],
})
export class AudioChecksModule {}
