import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  type CanonicalAudio,
  type Failure,
  providerConsentId,
  providerProjectId,
  isBeforeTraining,
  isUndecided,
  providerVoiceId,
  sampleContainerName,
  ServiceError,
  transition,
  type Voice,
  VOICE_TRANSITIONS,
  type VoiceStage,
} from '#domain';
import { DONE, type HandlerContext, type HandlerOutcome, Handles, messages, type MessageSubject } from '#messaging';
import { CustomVoiceClient } from '#speech';
import { BlobStore } from '#storage';
import { samplesByUrl, samplesInMemory, whileUploading } from '../platform/azure-audio.ts';
import { chooseSamples } from './choose-samples.ts';
import { ConsentProof } from './consent-proof.ts';
import { delayBeforeNextPoll, unlessItExists } from '../platform/provider-resources.ts';
import { delayBeforeNextLook, isPending } from '../platform/recording-wait.ts';

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
  ) {}

  async handle({ tenantId, subjectId: voiceId }: MessageSubject, { signal }: HandlerContext): Promise<HandlerOutcome> {
    const voice = await this.documents.find('voice', tenantId, voiceId);
    if (!voice) throw new ServiceError('unknown-subject', 'The voice does not exist.');
    if (!isBeforeTraining(voice)) {
      await this.catchUp(voice);
      return DONE;
    }
    const uploads = await Promise.all(
      voice.sampleUploadIds.map((id) => this.documents.findReferenced('upload', tenantId, id)),
    );
    const delayMs = uploads.some(isPending) ? delayBeforeNextLook(voice.createdAt) : undefined;
    if (delayMs !== undefined) {
      await this.showStage(voice, 'waiting-for-recordings');
      return { retryAfterMs: delayMs };
    }
    const samples = chooseSamples(uploads);
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
    await this.submit(await this.validated({ ...voice, consented }), samples, signal);
    return DONE;
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
    await this.commit.save(transition(VOICE_TRANSITIONS, voice, 'failed', { stage: 'done', failure }));
    return DONE;
  }

  private async showStage(voice: Stored<Voice>, stage: VoiceStage): Promise<void> {
    if (voice.stage !== stage) await this.commit.save({ ...voice, stage });
  }

  private async validated(voice: Stored<Voice>): Promise<Stored<Voice>> {
    if (voice.status === 'validating') return voice;
    return this.commit.save(transition(VOICE_TRANSITIONS, voice, 'validating', { stage: 'submitting-samples' }));
  }

  private async submit(voice: Stored<Voice>, samples: readonly CanonicalAudio[], signal: AbortSignal): Promise<void> {
    const { tenantId } = voice;
    const id = providerVoiceId(voice.id);
    const atAzure = await unlessItExists(
      () => this.customVoice.getPersonalVoice(id, { signal }),
      async () => {
        const { blobs, customVoice } = this;
        const of = {
          projectId: providerProjectId(voice.consentId),
          consentId: providerConsentId(voice.consentId),
        };
        if (this.config.speech.audioTransfer === 'upload') {
          return whileUploading(tenantId, signal, async () => {
            const body = { ...of, audios: await samplesInMemory(blobs, samples) };
            return customVoice.postPersonalVoice(id, body, `create-${id}`, { signal });
          });
        }
        const containerUrl = await samplesByUrl(blobs, voice.id, samples);
        const body = { ...of, audios: { containerUrl, extensions: ['.wav'] } };
        return customVoice.createPersonalVoice(id, body, `create-${id}`, { signal });
      },
    );
    await this.commit.save(
      transition(VOICE_TRANSITIONS, voice, 'training', {
        stage: 'training',
        speakerProfileId: atAzure.speakerProfileId,
        submittedAt: new Date().toISOString(),
        outbox: [
          ...voice.outbox,
          messages.voicePoll({
            tenantId,
            subjectId: voice.id,
            delayMs: this.config.speech.pollMs,
          }),
        ],
      }),
    );
  }
}
