import { Global, Module, type Provider } from '@nestjs/common';
import { AZURE_CREDENTIAL, CONFIG } from '#config';
import { createSpeakableTexts, SpeakableTexts } from '#speech';
import { AuditTrail } from './audit/audit-trail.ts';
import { VoiceUse } from './audit/voice-use.ts';
import { CreateBatch } from './batches/create-batch.usecase.ts';
import { CreateConsent } from './consents/create-consent.usecase.ts';
import { SubmitConsentRecording } from './consents/submit-consent-recording.usecase.ts';
import { IdempotentRequests } from './idempotency/idempotent-requests.ts';
import { RefusedRequests } from './audit/refused-requests.ts';
import { AcceptProducerRequest } from './producers/accept-producer-request.usecase.ts';
import { AcceptedBefore } from './producers/accepted-before.ts';
import { ProducerRequests } from './producers/producer-requests.ts';
import { CancelOperation } from './operations/cancel-operation.usecase.ts';
import { ComposeSpeech } from './speech/compose-speech.ts';
import { Disclosures } from './speech/disclosures.ts';
import { VoicesToSpeak } from './speech/voices-to-speak.ts';
import { CreateSynthesis } from './syntheses/create-synthesis.usecase.ts';
import { FetchUpload } from './uploads/fetch-upload.ts';
import { UsableUploads } from './uploads/usable-uploads.ts';
import { CreateVoice } from './voices/create-voice.usecase.ts';
import { DeleteVoice } from './voices/delete-voice.usecase.ts';

/** What accepts work, and what that needs to know of voices, recordings and texts. */
const INTAKE: Provider[] = [
  { provide: SpeakableTexts, useFactory: createSpeakableTexts, inject: [CONFIG, AZURE_CREDENTIAL] },
  AuditTrail,
  IdempotentRequests,
  RefusedRequests,
  VoiceUse,
  UsableUploads,
  FetchUpload,
  VoicesToSpeak,
  Disclosures,
  ComposeSpeech,
  CreateConsent,
  SubmitConsentRecording,
  CreateVoice,
  DeleteVoice,
  CreateSynthesis,
  CreateBatch,
  CancelOperation,
  ProducerRequests,
  AcceptProducerRequest,
  AcceptedBefore,
];

/**
 * Provides, everywhere, the use cases that accept work, whichever way a request comes. Needs the configuration, `AzureCredentialModule`,
 * `ObservabilityModule`, `StorageModule`, `MessagingModule` and `DocumentsModule`.
 * See ADR 186.
 */
@Global()
@Module({ providers: INTAKE, exports: INTAKE })
export class IntakeModule {}
