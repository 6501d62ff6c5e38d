import 'reflect-metadata';
import { type INestApplicationContext, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConsumersModule } from '#messaging';
import { CancelOperation } from '../../apps/api/src/operations/cancel-operation.service.ts';
import { ComposeSpeech } from '../../apps/api/src/speech/compose-speech.service.ts';
import { Disclosures } from '../../apps/api/src/speech/disclosures.service.ts';
import { VoicesToSpeak } from '../../apps/api/src/speech/voices-to-speak.service.ts';
import { CreateSynthesis } from '../../apps/api/src/syntheses/create-synthesis.usecase.ts';
import { DueSchedules } from '../../apps/api/src/ticks/due-schedules.service.ts';
import { Ticks } from '../../apps/api/src/ticks/ticks.service.ts';
import { CreateUpload } from '../../apps/api/src/uploads/create-upload.usecase.ts';
import { FetchUpload } from '../../apps/api/src/uploads/fetch-upload.service.ts';
import { UsableUploads } from '../../apps/api/src/uploads/usable-uploads.service.ts';
import { CreateVoice } from '../../apps/api/src/voices/create-voice.service.ts';
import { PlatformModule } from '../../apps/worker/src/platform/platform.module.ts';
import { FeaturesModule } from '../../apps/worker/src/worker.module.ts';

export type Container = Pick<INestApplicationContext, 'get'>;

/** What a process runs: the worker whole, except for its health checks; of the API what the clients and the clock ask for. */
const PARTS: Readonly<Record<'api' | 'worker', ModuleMetadata>> = {
  worker: { imports: [PlatformModule, FeaturesModule, ConsumersModule] },
  api: {
    providers: [
      CancelOperation,
      ComposeSpeech,
      CreateSynthesis,
      CreateUpload,
      CreateVoice,
      Disclosures,
      DueSchedules,
      FetchUpload,
      Ticks,
      UsableUploads,
      VoicesToSpeak,
    ],
  },
};

/** What the modules of Azure's clients and of their stores provide everywhere in a deployment. */
@Module({})
class AzureModule {}

@Module({})
class ProcessModule {}

/**
 * Starts a worker or an API on Nest. Its modules are dynamic: thousands of classes with decorators would slow down the garbage collection.
 * @param azure what `AzureModule` provides
 */
export async function startContainer(role: 'api' | 'worker', azure: Provider[]): Promise<Container> {
  const { imports = [], providers = [] } = PARTS[role];
  const azureModule = { module: AzureModule, global: true, providers: azure, exports: azure };
  return NestFactory.createApplicationContext(
    { module: ProcessModule, imports: [azureModule, ...imports], providers },
    { logger: false, abortOnError: false },
  );
}
