import 'reflect-metadata';
import { type INestApplicationContext, Module, type ModuleMetadata, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CancelOperation,
  ComposeSpeech,
  CreateSynthesis,
  CreateVoice,
  Disclosures,
  FetchUpload,
  UsableUploads,
  VoicesToSpeak,
} from '#intake';
import { ConsumersModule } from '#messaging';
import { DueSchedules } from '../../apps/api/src/ticks/due-schedules.service.ts';
import { Ticks } from '../../apps/api/src/ticks/ticks.service.ts';
import { CreateUpload } from '../../apps/api/src/uploads/create-upload.usecase.ts';
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
