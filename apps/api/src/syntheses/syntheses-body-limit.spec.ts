import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BearerGuard, type Principal, TOKEN_AUTHENTICATOR } from '#auth';
import { CONFIG } from '#config';
import { DocumentStore } from '#documents';
import { CreateSynthesis, type CreateSynthesisBody, MAX_TEXT_CHARACTERS } from '#intake';
import { createLogger, ObservabilityModule } from '#observability';
import { LEXICON_MAX_CHARACTERS, LEXICON_MAX_ENTRIES } from '#speech';
import { createHttpApplication } from '../platform/create-http-application.ts';
import { OpenAnswers } from '../platform/open-answers/open-answers.ts';
import { ADMISSION_PROVIDERS } from '../platform/testing/admission-providers.ts';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { EstimateSpeech } from '../speech/estimate-speech.service.ts';
import { DeleteSynthesis } from './delete-synthesis.usecase.ts';
import { ReadCaptions } from './read-captions.usecase.ts';
import { ReadTimings } from './read-timings.usecase.ts';
import { SynthesesController } from './syntheses.controller.ts';
import { Answer } from '../platform/answers/answer.ts';
import { ReadAudio } from './read-audio.usecase.ts';
import { OperationWatches } from '../platform/operations/operation-watches.ts';

const principal: Principal = {
  tenantId: 't',
  objectId: 'o',
  kind: 'user',
  roles: ['Voice.Synthesize'],
  clientId: 'c',
};
const config = testConfig();
const logger = createLogger({ level: 'silent', service: 'test' });
let accepted: CreateSynthesisBody | undefined;
let app: NestFastifyApplication;

@Module({
  imports: [ObservabilityModule.forRoot({ logger })],
  controllers: [SynthesesController],
  providers: [
    { provide: TOKEN_AUTHENTICATOR, useValue: { authenticate: () => Promise.resolve(principal) } },
    { provide: CONFIG, useValue: config },
    BearerGuard,
    ...ADMISSION_PROVIDERS,
    OpenAnswers,
    {
      provide: CreateSynthesis,
      useValue: {
        execute: (_: Principal, body: CreateSynthesisBody) => {
          accepted = body;
          return new Answer({}, {});
        },
      },
    },
    ...[DeleteSynthesis, EstimateSpeech, ReadAudio, ReadCaptions, ReadTimings, DocumentStore, OperationWatches].map(
      (provide) => ({
        provide,
        useValue: {},
      }),
    ),
  ],
})
class SynthesesModule {}

beforeAll(async () => {
  app = await createHttpApplication(SynthesesModule, { config, logger });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(() => app.close());

/** As a client may write any text: nothing but ASCII. */
function escaped(text: string): string {
  return text.replaceAll(/./gsu, (all) =>
    [...Array(all.length).keys()].map((at) => `\\u${all.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

it('takes the longest text with the largest lexicon, however it is written', async () => {
  const text = escaped('語'.repeat(MAX_TEXT_CHARACTERS));
  const said = escaped('語'.repeat(LEXICON_MAX_CHARACTERS));
  const lexicon = Array(LEXICON_MAX_ENTRIES).fill(`{ "grapheme": "${said}", "alias": "${said}" }`).join(', ');
  const response = await app.inject({
    method: 'POST',
    url: '/v1/syntheses',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json', 'idempotency-key': 'k' },
    payload: `{ "voiceId": "vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D", "text": "${text}", "lexicon": [${lexicon}] }`,
  });
  expect(response.statusCode, response.body.slice(0, 500)).toBe(202);
  expect(accepted?.text).toHaveLength(MAX_TEXT_CHARACTERS);
  expect(accepted?.lexicon).toHaveLength(LEXICON_MAX_ENTRIES);
});
