import { Module } from '@nestjs/common';
import { SpeechModule } from '../speech/speech.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ChangeLogLevel } from './change-log-level.usecase.ts';
import { LogLevelController } from './log-level.controller.ts';
import { ReadJobs } from './read-jobs.service.ts';
import { ShowSystem } from './show-system.usecase.ts';
import { SystemController } from './system.controller.ts';

/** What the system does, for operators. */
@Module({
  imports: [SpeechModule, UploadsModule],
  controllers: [SystemController, LogLevelController],
  providers: [ReadJobs, ShowSystem, ChangeLogLevel],
})
export class SystemModule {}
