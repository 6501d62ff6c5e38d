import { Module } from '@nestjs/common';
import { C2paProcesses, VERIFIER_MEMORY_MB } from '#audio';
import { CONFIG, type Config } from '#config';
import { type Logger, LOGGER } from '#observability';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { MatchRecord } from './match-record.ts';
import { ProvenanceController } from './provenance.controller.ts';
import { ReadRecord } from './read-record.usecase.ts';
import { VerifyFile } from './verify-file.usecase.ts';

/** Two jobs for each file, which may take 200 s to arrive: the ingress ends requests after 240 s. A file of 32 MiB takes about 1 s. */
const LIMITS = { wallMs: 18_000, cpuSeconds: 15, memoryMb: VERIFIER_MEMORY_MB };

/** What is recorded of synthetic speech. */
@Module({
  imports: [UploadsModule],
  controllers: [ProvenanceController],
  providers: [
    ReadRecord,
    MatchRecord,
    VerifyFile,
    {
      provide: C2paProcesses,
      useFactory: ({ audio }: Config, logger: Logger) =>
        new C2paProcesses({ workers: audio.workers, limits: LIMITS, logger }),
      inject: [CONFIG, LOGGER],
    },
  ],
})
export class ProvenanceRecordsModule {}
