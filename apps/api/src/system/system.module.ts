import { Module } from '@nestjs/common';
import { SpeechModule } from '../speech/speech.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ReadJobs } from './read-jobs.service.ts';
import { ShowSystem } from './show-system.usecase.ts';
import { SystemController } from './system.controller.ts';

/** What the system does, for operators. */
@Module({ imports: [SpeechModule, UploadsModule], controllers: [SystemController], providers: [ReadJobs, ShowSystem] })
export class SystemModule {}
