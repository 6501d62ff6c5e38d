import 'reflect-metadata';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BearerGuard, type Principal, ROLES, TOKEN_AUTHENTICATOR, type TokenAuthenticator } from '#auth';
import { AZURE_CREDENTIAL, CONFIG } from '#config';
import {
  Budgets,
  DocumentStore,
  type ListOptions,
  type Page,
  type Stored,
  SpeakableVoices,
  VoiceEndpoints,
  VoiceWatches,
} from '#documents';
import { type Consent, ServiceError, type Voice } from '#domain';
import { stored, unlimitedBudgets } from '#documents/testing';
import { aConsent, someEvidence, stub } from '#domain/testing';
import { type Audited, AuditTrail, ComposeSpeech, Disclosures, VoicesToSpeak, VoiceUse } from '#intake';
import { createLogger, ObservabilityModule } from '#observability';
import { createSpeakableTexts, FairSemaphore, SpeakableTexts, SpeechSynthesizerPool } from '#speech';
import { NumberedCredential, SpeechProtocolServer } from '#speech/testing';
import { createHttpApplication } from '../../apps/api/src/platform/create-http-application.ts';
import { ADMISSION_PROVIDERS } from '../../apps/api/src/platform/testing/admission-providers.ts';
import { testConfig } from '../../apps/api/src/platform/testing/tiny-application.ts';
import { OpenAnswers } from '../../apps/api/src/platform/open-answers/open-answers.ts';
import { FindVoice } from '../../apps/api/src/openai/find-voice.ts';
import { OpenAiModels } from '../../apps/api/src/openai/openai-models.ts';
import { OpenAiSpeechController } from '../../apps/api/src/openai/openai-speech.controller.ts';
import { EstimateSpeech } from '../../apps/api/src/speech/estimate-speech.service.ts';
import { MarkSpeech } from '../../apps/api/src/speech/mark-speech.service.ts';
import { SpeakLive } from '../../apps/api/src/speech/speak-live.service.ts';
import { LiveRecords } from '../../apps/api/src/speech/live-records.service.ts';
import { SpeechAnswer } from '../../apps/api/src/speech/speech-answer.service.ts';
import { speechResourceProviders, SpeechResources } from '../../apps/api/src/speech/speech-resources.ts';
import { SpeechController } from '../../apps/api/src/speech/speech.controller.ts';
import { type LiveAmounts, LiveUsage } from '../../apps/api/src/usage/live-usage.service.ts';

export const VOICE_ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
const CONSENT_ID = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3D';
export const OTHER_VOICE_ID = 'vce_01JD8F3R5V6W7X8Y9Z0A1B2C3E';
export const OTHER_PROFILE_ID = '2f2dbbdb-5a3c-4c2b-8a5e-2b1f2b4d8c11';
const OTHER_CONSENT_ID = 'cns_01JD8F3R5V6W7X8Y9Z0A1B2C3E';

const PARTIES = { voiceTalentName: 'Ada Lovelace', companyName: 'Contoso', locale: 'en-US' };
const RECORDING_SHA256 = 'aa';
/** What both consents hold beside their status. */
const GIVEN = { ...PARTIES, evidence: someEvidence({ sha256: RECORDING_SHA256 }) };

/** Voices and consents in memory, for the routes of live speech. */
export class MemoryVoices {
  voice: Voice = {
    id: VOICE_ID,
    kind: 'voice',
    tenantId: 'home',
    ownerId: 'object',
    status: 'ready',
    stage: 'done',
    name: 'Narration',
    voiceKind: 'personal',
    locale: 'en-US',
    baseModel: 'DragonLatestNeural',
    consentId: CONSENT_ID,
    sampleUploadIds: [],
    operationId: 'op_1',
    speakerProfileId: '3059912f-a3dc-49e3-bdd0-02e449df1fe3',
    consented: { ...PARTIES, recordingSha256: RECORDING_SHA256 },
    createdAt: '2026-11-22T10:00:00.000Z',
    updatedAt: '2026-11-22T10:00:00.000Z',
    outbox: [],
  };
  consentStatus: Consent['status'] = 'active';
  /** Of another person, whose consent has a status of its own. */
  readonly other: Voice = {
    ...this.voice,
    id: OTHER_VOICE_ID,
    consentId: OTHER_CONSENT_ID,
    speakerProfileId: OTHER_PROFILE_ID,
  };
  otherConsentStatus: Consent['status'] = 'active';
  /** Each read waits for this. */
  gate: Promise<unknown> = Promise.resolve();
  reads = 0;

  async find(_kind: string, tenantId: string, id: string): Promise<Stored<Voice | Consent> | undefined> {
    this.reads += 1;
    await this.gate;
    // Another tenant's documents look exactly like missing ones.
    if (tenantId !== this.voice.tenantId) return undefined;
    if (id === VOICE_ID || id === OTHER_VOICE_ID) return { ...(id === VOICE_ID ? this.voice : this.other), etag: '1' };
    if (id === OTHER_CONSENT_ID) return stored(aConsent({ ...GIVEN, id, status: this.otherConsentStatus }));
    return id === CONSENT_ID ? stored(aConsent({ ...GIVEN, id, status: this.consentStatus })) : undefined;
  }

  findLatest(kind: string, tenantId: string, id: string): Promise<Stored<Voice | Consent> | undefined> {
    return this.find(kind, tenantId, id);
  }

  async list(_kind: string, tenantId: string, { where = {} }: ListOptions): Promise<Page<Stored<Voice>>> {
    await this.gate;
    const fits = tenantId === this.voice.tenantId && where['name'] === this.voice.name;
    return { data: fits ? [{ ...this.voice, etag: '1' }] : [], next: undefined };
  }
}

export interface LiveApplication {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Azure AI Speech, which does what the test tells it. */
  readonly speech: SpeechProtocolServer;
  readonly voices: MemoryVoices;
  readonly pool: SpeechSynthesizerPool;
  readonly slots: FairSemaphore;
  /** What the audit trail was given, which takes forever to bring it anywhere. */
  readonly audited: Audited[];
  /** What was counted as spoken. */
  readonly counted: LiveAmounts[];
  /** Everything that was logged, as it was written. */
  readonly lines: string[];
  close(): Promise<void>;
}

/** Tokens are `{tenant}:{role}`. */
const authenticator: TokenAuthenticator = {
  ready: () => Promise.resolve(),
  authenticate: (token) => {
    const [tenantId = '', role = ''] = token.split(':');
    if (role === '') return Promise.reject(new ServiceError('unauthenticated', 'The bearer token is not valid.'));
    return Promise.resolve({
      tenantId,
      objectId: 'object',
      kind: 'user',
      roles: ROLES.filter((each) => each === role),
      clientId: 'client',
    });
  },
};

/** The API's routes for live speech, listening, with the real edge, pool and SDK. */
export async function startLiveApplication(
  variables: Record<string, string> = {},
  budgets = unlimitedBudgets(),
): Promise<LiveApplication> {
  const speech = await SpeechProtocolServer.start();
  const config = testConfig({
    SPEECH_WEBSOCKET_URL: speech.url,
    SPEECH_POOL_WARM: '0',
    OPENAI_VOICE_ALIASES: `alloy=${VOICE_ID}`,
    ...variables,
  });
  const lines: string[] = [];
  const logger = createLogger({
    level: 'trace',
    service: 'test',
    destination: { write: (line) => void lines.push(line) },
  });
  const voices = new MemoryVoices();
  const audited: Audited[] = [];
  const counted: LiveAmounts[] = [];
  const trail = {
    record: (_: Principal, event: Audited): Promise<void> => {
      audited.push(event);
      return new Promise<never>(() => undefined);
    },
  };

  @Global()
  @Module({
    providers: [
      { provide: TOKEN_AUTHENTICATOR, useValue: authenticator },
      { provide: CONFIG, useValue: config },
      { provide: AZURE_CREDENTIAL, useFactory: () => new NumberedCredential() },
      { provide: DocumentStore, useValue: voices },
      { provide: Budgets, useValue: budgets },
      // The voices here are personal voices, which have no endpoint.
      { provide: VoiceEndpoints, useValue: {} },
      { provide: SpeakableVoices, useFactory: () => new SpeakableVoices(stub<DocumentStore>(voices)) },
      {
        provide: VoiceWatches,
        useFactory: (speakable: SpeakableVoices) => new VoiceWatches(speakable, config.speech.consentCheckMs),
        inject: [SpeakableVoices],
      },
      BearerGuard,
    ],
    exports: [
      TOKEN_AUTHENTICATOR,
      CONFIG,
      AZURE_CREDENTIAL,
      Budgets,
      VoiceEndpoints,
      DocumentStore,
      SpeakableVoices,
      VoiceWatches,
      BearerGuard,
    ],
  })
  class OutsideModule {}

  @Module({
    imports: [OutsideModule, ObservabilityModule.forRoot({ logger })],
    controllers: [SpeechController, OpenAiSpeechController],
    providers: [
      ...ADMISSION_PROVIDERS,
      { provide: SpeakableTexts, useFactory: createSpeakableTexts, inject: [CONFIG, AZURE_CREDENTIAL] },
      ...speechResourceProviders,
      SpeechResources,
      VoicesToSpeak,
      { provide: AuditTrail, useValue: trail },
      VoiceUse,
      { provide: LiveUsage, useValue: { count: (amounts: LiveAmounts) => void counted.push(amounts) } },
      MarkSpeech,
      { provide: LiveRecords, useValue: { recorded: (_: unknown, audio: AsyncIterable<Uint8Array>) => audio } },
      SpeakLive,
      ComposeSpeech,
      Disclosures,
      EstimateSpeech,
      SpeechAnswer,
      OpenAnswers,
      FindVoice,
      OpenAiModels,
    ],
  })
  class LiveModule {}

  const app = await createHttpApplication(LiveModule, { config, logger });
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    speech,
    voices,
    pool: app.get(SpeechSynthesizerPool),
    slots: app.get(FairSemaphore),
    audited,
    counted,
    lines,
    close: async () => {
      await app.close();
      await speech.stop();
    },
  };
}
