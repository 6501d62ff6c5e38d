import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  type Failure,
  hasConsentEnded,
  isProfessional,
  ProviderError,
  providerVoiceId,
  sampleContainerName,
  ServiceError,
  transition,
  type Voice,
  VOICE_TRANSITIONS,
} from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, type MessageSubject } from '#messaging';
import { recordEvent } from '#observability';
import { CustomVoiceClient, type PersonalVoice } from '#speech';
import { BlobStore } from '#storage';
import { pollDelay, UNREACHABLE_STORAGE_ADVICE } from '../platform/provider-resources.ts';
import { EndpointCycle } from './professional/endpoint-cycle.service.ts';
import { removalPoll } from './professional/removal-poll.ts';
import { TrainProfessionalVoice } from './professional/train-professional-voice.service.ts';
import { type TrainingLimit, trainingLimit, trainingStalled } from './training-limit.ts';

const FAILURE_DETAILS: Readonly<Record<string, string>> = {
  SpeakerVerificationFailed:
    'The samples and the consent are not spoken by the same person. Record both with the same speaker and enroll again.',
  DataNotEnough: 'The samples contain too little clean speech. Add recordings and enroll again.',
  DataNotReady: 'Azure could not process the samples in time. Enroll again.',
};

/**
 * Asks Azure whether the voice is trained, and fails a voice whose training does not go on.
 * See ADR 205.
 */
@Handles('voice.poll')
@Injectable()
export class PollVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly customVoice: CustomVoiceClient,
    private readonly commit: Commit,
    private readonly professional: TrainProfessionalVoice,
    private readonly endpoints: EndpointCycle,
  ) {}

  async handle({ tenantId, subjectId: voiceId }: MessageSubject, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (!voice) throw new ServiceError('unknown-subject', 'The voice does not exist.');
    if (voice.status !== 'training') {
      if (isProfessional(voice)) return this.endpoints.execute(voice, signal);
      await this.commit.catchUp(voice);
      return DONE;
    }
    if (isProfessional(voice)) return this.pollProfessional(voice, signal);
    const atAzure = await this.customVoice.getPersonalVoice(providerVoiceId(voiceId), { signal });
    switch (atAzure?.status) {
      case 'Succeeded':
        if ((atAzure.speakerProfileId ?? voice.speakerProfileId) === undefined) {
          throw new ProviderError(
            'provider-unavailable',
            'Azure has finished the voice but has not returned its id yet.',
          );
        }
        const consent = await this.documents.findLatest('consent', tenantId, voice.consentId);
        if (!consent || hasConsentEnded(consent, Date.now())) {
          return this.fail(voice, { code: 'consent-revoked', detail: 'The consent was revoked or has expired.' });
        }
        // Before the commit: dying in between deletes it again, the other way round would leave the recordings lying there.
        await this.blobs.deleteContainer(sampleContainerName(voiceId));
        await this.commit.save(
          transition(VOICE_TRANSITIONS, voice, 'ready', {
            stage: 'done',
            speakerProfileId: atAzure.speakerProfileId ?? voice.speakerProfileId,
          }),
        );
        return DONE;
      case 'Failed':
        return this.fail(voice, refusal(atAzure.properties?.failureReason));
      case undefined:
        return this.fail(voice, { code: 'provider-rejected', detail: 'The voice no longer exists at Azure.' });
      default:
        return this.wait(voice, { ...atAzure });
    }
  }

  async onFailed({ tenantId, subjectId: voiceId }: MessageSubject, error: ServiceError): Promise<void> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (voice?.status === 'training') await this.fail(voice, { code: error.code, detail: error.detail });
    else if (voice) await this.commit.catchUp(voice);
  }

  private async pollProfessional(voice: Stored<Voice>, signal: AbortSignal): Promise<HandlerOutcome> {
    const step = await this.professional.execute(voice, signal);
    if (!('failure' in step)) return step;
    await this.fail(voice, step.failure);
    if (step.stalled) recordStalled(voice, step.stalled);
    return DONE;
  }

  /** Asks again when it is time, at the latest when the training has stalled. */
  private async wait(voice: Stored<Voice>, atAzure: Partial<PersonalVoice>): Promise<HandlerOutcome> {
    const { speech } = this.config;
    const now = Date.now();
    const limit = trainingLimit(atAzure, voice.submittedAt, speech, now);
    if (limit.leftMs > 0) {
      const delayMs = pollDelay(voice.submittedAt, speech.pollMs, now);
      return { retryAfterMs: Math.min(delayMs, limit.leftMs) };
    }
    await this.fail(voice, trainingStalled(limit));
    recordStalled(voice, limit);
    return DONE;
  }

  private async fail(voice: Stored<Voice>, failure: Failure): Promise<HandlerOutcome> {
    await this.blobs.deleteContainer(sampleContainerName(voice.id));
    const { outbox } = voice;
    const change = {
      stage: 'done',
      failure,
      outbox: isProfessional(voice) ? [...outbox, removalPoll(voice)] : outbox,
    } as const;
    await this.commit.save(transition(VOICE_TRANSITIONS, voice, 'failed', change));
    return DONE;
  }
}

function recordStalled({ id }: Voice, { state }: TrainingLimit): void {
  recordEvent('training.stalled', { subjectId: id, status: state });
}

function refusal(reason: string | undefined): Failure {
  if (reason === 'InaccessibleCustomerStorage') {
    const detail = `Azure could not read the samples. ${UNREACHABLE_STORAGE_ADVICE} Then enroll again.`;
    return { code: 'audio-unreachable', detail, providerReason: reason };
  }
  const detail =
    FAILURE_DETAILS[reason ?? ''] ?? 'Azure could not create the voice. Enroll again; contact support if this repeats.';
  return { code: 'voice-training-failed', detail, providerReason: reason };
}
