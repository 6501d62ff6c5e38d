import 'reflect-metadata';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { type InjectionToken, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BearerGuard, type Principal, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { Commit, DocumentStore, IdempotencyStore, SpeakableVoices, VoiceWatches } from '#documents';
import type { SpeakableVoice } from '#domain';
import {
  CancelOperation,
  ComposeSpeech,
  CreateBatch,
  CreateSynthesis,
  Disclosures,
  VoicesToSpeak,
  VoiceUse,
  IdempotentRequests,
} from '#intake';
import { createLogger, ObservabilityModule } from '#observability';
import { SpeakableTexts } from '#speech';
import { BatchFiles, type BlobAddress, BlobStore } from '#storage';
import { BatchItems } from '../../../apps/api/src/batches/batch-items.ts';
import { BatchesController } from '../../../apps/api/src/batches/batches.controller.ts';
import { EstimateBatch } from '../../../apps/api/src/batches/estimate-batch.usecase.ts';
import { RetryBatch } from '../../../apps/api/src/batches/retry-batch.usecase.ts';
import { createHttpApplication } from '../../../apps/api/src/platform/create-http-application.ts';
import { ADMISSION_PROVIDERS } from '../../../apps/api/src/platform/testing/admission-providers.ts';
import { testConfig } from '../../../apps/api/src/platform/testing/tiny-application.ts';
import { IdempotencyInterceptor } from '../../../apps/api/src/platform/idempotency/idempotency.interceptor.ts';
import { OpenAnswers } from '../../../apps/api/src/platform/open-answers/open-answers.ts';
import { EstimateSpeech } from '../../../apps/api/src/speech/estimate-speech.service.ts';
import { DeleteSynthesis } from '../../../apps/api/src/syntheses/delete-synthesis.usecase.ts';
import { ReadCaptions } from '../../../apps/api/src/syntheses/read-captions.usecase.ts';
import { ReadTimings } from '../../../apps/api/src/syntheses/read-timings.usecase.ts';
import { SynthesesController } from '../../../apps/api/src/syntheses/syntheses.controller.ts';
import { ReadArchive } from '../../../apps/api/src/batches/read-archive.usecase.ts';
import { ReadAudio } from '../../../apps/api/src/syntheses/read-audio.usecase.ts';
import { OperationWatches } from '../../../apps/api/src/platform/operations/operation-watches.ts';

export const VOICE_ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
export const VOICE = {
  id: VOICE_ID,
  baseModel: 'PhoenixLatestNeural',
  speakerProfileId: '44444444-4444-4444-8444-444444444444',
  locale: 'en-US',
  ownerId: 'object',
} as SpeakableVoice;
const principal: Principal = {
  tenantId: 'home',
  objectId: 'object',
  kind: 'user',
  roles: ['Voice.Synthesize'],
  clientId: 'client',
};

export interface BudgetApplication {
  /** A POST, or a GET if there is no body. @returns the status of the answer */
  send(path: string, body?: Buffer): Promise<number>;
  close(): Promise<void>;
}

/**
 * The API's routes that take texts, listening, with everything real between the socket and the documents.
 * @param timings of syntheses that have succeeded, as JSON, by the ids of the syntheses
 */
export async function startBudgetApplication(timings: ReadonlyMap<string, Buffer>): Promise<BudgetApplication> {
  const config = testConfig();
  const logger = createLogger({ level: 'silent', service: 'test' });
  const given = (provide: InjectionToken, useValue: object = {}) => ({ provide, useValue });

  @Module({
    imports: [ObservabilityModule.forRoot({ logger })],
    controllers: [SynthesesController, BatchesController],
    providers: [
      given(TOKEN_AUTHENTICATOR, { ready: () => Promise.resolve(), authenticate: () => Promise.resolve(principal) }),
      given(CONFIG, config),
      BearerGuard,
      { provide: APP_GUARD, useExisting: BearerGuard },
      { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      IdempotentRequests,
      given(IdempotencyStore, {
        lease: () => Promise.resolve({ outcome: 'done', ids: {}, answer: { status: 202, headers: {}, body: {} } }),
      }),
      given(SpeakableVoices, { find: () => Promise.resolve(VOICE) }),
      given(SpeakableTexts, { check: () => undefined }),
      ...ADMISSION_PROVIDERS,
      VoicesToSpeak,
      ComposeSpeech,
      Disclosures,
      EstimateSpeech,
      EstimateBatch,
      ReadCaptions,
      ReadTimings,
      given(DocumentStore, {
        get: (_kind: string, _tenantId: string, id: string) =>
          Promise.resolve({
            id,
            voiceId: VOICE_ID,
            ownerId: 'object',
            status: 'succeeded',
            result: { timingsBlobName: id },
          }),
      }),
      given(BlobStore, {
        read: ({ name }: BlobAddress) => Promise.resolve({ stream: Readable.from([timings.get(name)]) }),
      }),
      ...[CreateSynthesis, DeleteSynthesis, CreateBatch, RetryBatch, BatchItems, ReadArchive, ReadAudio].map((it) =>
        given(it),
      ),
      ...[OpenAnswers, VoiceWatches, VoiceUse, Commit, CancelOperation, OperationWatches, BatchFiles].map((it) =>
        given(it),
      ),
    ],
  })
  class BudgetModule {}

  const app: NestFastifyApplication = await createHttpApplication(BudgetModule, { config, logger });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    send: (path, body) =>
      new Promise((resolve, reject) => {
        const headers = {
          authorization: 'Bearer token',
          'content-type': 'application/json',
          'content-length': body?.length ?? 0,
          'idempotency-key': 'key',
        };
        const method = body === undefined ? 'GET' : 'POST';
        request(`${url}${path}`, { method, headers }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode ?? 0));
        })
          .once('error', reject)
          .end(body);
      }),
    close: () => app.close(),
  };
}
