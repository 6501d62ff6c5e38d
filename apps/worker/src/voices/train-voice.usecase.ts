import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  type CanonicalAudio,
  type Consent,
  type Failure,
  isProfessional,
  isBeforeTraining,
  isUndecided,
  sampleContainerName,
  ServiceError,
  transition,
  type Voice,
  VOICE_TRANSITIONS,
  type VoiceStage,
  withoutNeedlessScripts,
} from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, messages, type MessageSubject } from '#messaging';
import { CustomVoiceClient } from '#speech';
import { BlobStore } from '#storage';
import { chooseRecordings, chooseSamples } from './choose-samples.ts';
import { ConsentProof } from './consent-proof.ts';
import { createPersonalVoice } from './personal-voice-submission.ts';
import { SubmitRecordings } from './professional/submit-recordings.service.ts';
import { delayBeforeNextPoll } from '../platform/provider-resources.ts';
import { delayBeforeNextLook, isPending } from '../platform/recording-wait.ts';
import { samplesOf } from './samples-of.ts';

/** Waits until recordings and consent are in order, then hands the samples to Azure. */
@Handles('voice.create')
@Injectable()
export class TrainVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly customVoice: CustomVoiceClient,
    private readonly proof: ConsentProof,
    private readonly commit: Commit,
    private readonly recordings: SubmitRecordings,
  ) {}

  async handle({ tenantId, subjectId: voiceId }: MessageSubject, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (!voice) throw new ServiceError('unknown-subject', 'The voice does not exist.');
    if (!isBeforeTraining(voice)) {
      await this.catchUp(voice);
      return DONE;
    }
    const uploads = await samplesOf(this.documents, voice);
    const delayMs = uploads.some(isPending) ? delayBeforeNextLook(voice.createdAt) : undefined;
    if (delayMs !== undefined) {
      await this.showStage(voice, 'waiting-for-recordings');
      return { retryAfterMs: delayMs };
    }
    const samples = isProfessional(voice) ? chooseRecordings(uploads) : chooseSamples(uploads);
    if ('code' in samples) return this.fail(voice, samples);
    const consent = await this.documents.findLatest('consent', tenantId, voice.consentId);
    if (consent && isUndecided(consent)) {
      await this.showStage(voice, 'waiting-for-consent');
      // A consent may wait in its queue before Azure has it, and comes to an end by itself.
      const { createdAt } = voice;
      const waitMs = delayBeforeNextPoll(createdAt, this.config.speech.pollMs) ?? delayBeforeNextLook(createdAt);
      if (waitMs !== undefined) return { retryAfterMs: waitMs };
      return this.fail(voice, { code: 'consent-not-active', detail: 'The consent was not verified in time.' });
    }
    const consented = await this.proof.check(consent, signal);
    if ('code' in consented) return this.fail(voice, consented);
    return this.submit(await this.validated({ ...voice, consented }), samples, consent, signal);
  }

  async onFailed({ tenantId, subjectId: voiceId }: MessageSubject, error: ServiceError): Promise<void> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (!voice) return;
    if (!isBeforeTraining(voice)) await this.catchUp(voice);
    else await this.fail(voice, { code: error.code, detail: error.detail });
  }

  /** Cleans up after a crashed run, and removes samples that a concurrent run left behind: they are kept only until Azure has them. */
  private async catchUp(voice: Stored<Voice>): Promise<void> {
    await this.commit.catchUp(voice);
    if (voice.status !== 'training') await this.blobs.deleteContainer(sampleContainerName(voice.id));
  }

  private async fail(voice: Stored<Voice>, failure: Failure): Promise<HandlerOutcome> {
    await this.blobs.deleteContainer(sampleContainerName(voice.id));
    const failed = transition(VOICE_TRANSITIONS, voice, 'failed', { stage: 'done', failure });
    await this.commit.save(withoutNeedlessScripts(failed));
    return DONE;
  }

  private async showStage(voice: Stored<Voice>, stage: VoiceStage): Promise<void> {
    if (voice.stage !== stage) await this.commit.save({ ...voice, stage });
  }

  private async validated(voice: Stored<Voice>): Promise<Stored<Voice>> {
    if (voice.status === 'validating') return voice;
    return this.commit.save(transition(VOICE_TRANSITIONS, voice, 'validating', { stage: 'submitting-samples' }));
  }

  private async submit(
    voice: Stored<Voice>,
    samples: readonly CanonicalAudio[],
    consent: Consent | undefined,
    signal: AbortSignal,
  ): Promise<HandlerOutcome> {
    if (consent && isProfessional(voice)) {
      const failure = await this.recordings.execute(voice, samples, consent, signal);
      if (failure) return this.fail(voice, failure);
      return this.submitted(voice, { stage: 'preparing-training-set', scripts: undefined });
    }
    const { customVoice, blobs } = this;
    const { audioTransfer } = this.config.speech;
    const atAzure = await createPersonalVoice({ customVoice, blobs, audioTransfer }, voice, samples, signal);
    return this.submitted(voice, { stage: 'training', speakerProfileId: atAzure.speakerProfileId });
  }

  private async submitted(voice: Stored<Voice>, change: Partial<Voice>): Promise<HandlerOutcome> {
    const { id: subjectId, tenantId, outbox } = voice;
    const poll = messages.voicePoll({ tenantId, subjectId, delayMs: this.config.speech.pollMs });
    await this.commit.save(
      transition(VOICE_TRANSITIONS, voice, 'training', {
        submittedAt: new Date().toISOString(),
        outbox: [...outbox, poll],
        ...change,
      }),
    );
    return DONE;
  }
}
