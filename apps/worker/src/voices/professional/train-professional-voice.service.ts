import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  enteredStatus,
  type Failure,
  hasConsentEnded,
  newEndpoint,
  professionalIds,
  ProviderError,
  sampleContainerName,
  transition,
  type Voice,
  VOICE_TRANSITIONS,
  type VoiceEndpoint,
} from '#domain';
import type { HandlerOutcome } from '#messaging';
import {
  CustomVoiceClient,
  type CustomVoiceStatus,
  type Model,
  ProfessionalVoiceClient,
  type TrainingSet,
} from '#speech';
import { BlobStore } from '#storage';
import { pollDelay, unlessItExists } from '../../platform/provider-resources.ts';
import { type TrainingLimit, trainingLimit, trainingStalled } from '../training-limit.ts';
import { createEndpoint } from './create-endpoint.ts';
import { agreementRefused, ENDPOINT_FAILED, modelRefused, RECORDINGS_REFUSED } from './training-failures.ts';
import { noRecipe, recipeFor } from './training-recipe.ts';

/** A model is trained for a day or two: rarer looks let the worker go to sleep in between. */
const MAX_MODEL_POLL_MS = 10 * 60_000;

/** How it goes on: a wait, a voice that is ready, or one that fails. */
type Step = HandlerOutcome | { readonly failure: Failure; readonly stalled?: TrainingLimit };

type Job = { readonly status?: CustomVoiceStatus | undefined; readonly lastActionDateTime?: string | undefined };

/**
 * Takes a professional voice from its training set over its model to its endpoint. Where it stands is told by the traces of the steps before, so that a
 * run after a dead one goes on.
 * See ADR 196.
 */
@Injectable()
export class TrainProfessionalVoice {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly documents: DocumentStore,
    private readonly blobs: BlobStore,
    private readonly customVoice: CustomVoiceClient,
    private readonly professional: ProfessionalVoiceClient,
    private readonly commit: Commit,
  ) {}

  async execute(voice: Stored<Voice>, signal: AbortSignal): Promise<Step> {
    const consent = await this.documents.findLatest('consent', voice.tenantId, voice.consentId);
    if (!consent || hasConsentEnded(consent, Date.now())) {
      return { failure: { code: 'consent-revoked', detail: 'The consent was revoked or has expired.' } };
    }
    if (voice.endpoint !== undefined) return this.deploying(voice, voice.endpoint, signal);
    return voice.professional?.modelSubmittedAt === undefined
      ? this.preparing(voice, signal)
      : this.training(voice, signal);
  }

  /** Until Azure has read the recordings, and verified the consent in the project of the voice. */
  private async preparing(voice: Stored<Voice>, signal: AbortSignal): Promise<Step> {
    const ids = professionalIds(voice.id);
    const set = await this.professional.getTrainingSet(ids.trainingSet, { signal });
    const agreement = await this.customVoice.getConsent(ids.consent, { signal });
    if (set === undefined || agreement === undefined) return gone('training set');
    if (agreement.status === 'Failed') return { failure: agreementRefused(agreement.properties?.failureReason) };
    if (set.status === 'Failed') return { failure: RECORDINGS_REFUSED };
    const waitsFor = [set, agreement].find(({ status }) => status !== 'Succeeded') ?? ifItIsEmpty(set);
    if (waitsFor !== undefined) return this.wait(voice, waitsFor);
    const recipe = recipeFor(await this.professional.listRecipes({ signal }), voice.locale);
    if (recipe === undefined) return { failure: noRecipe(voice.locale) };
    const { kind, version } = recipe;
    const model = {
      voiceName: voiceNameOf(voice),
      recipe: { kind, ...(version !== undefined && { version }) },
      projectId: ids.project,
      consentId: ids.consent,
      trainingSetId: ids.trainingSet,
      locale: voice.locale,
    };
    const created = await unlessItExists<Model | ProviderError>(
      () => this.professional.getModel(ids.model, { signal }),
      () => this.professional.createModel(ids.model, model, `create-${ids.model}`, { signal }).catch(quotaRefusal),
    );
    if (created instanceof ProviderError) return this.waitForQuota(voice, created);
    await this.blobs.deleteContainer(sampleContainerName(voice.id));
    const now = new Date().toISOString();
    const professional = { ...voice.professional, recipe: { kind, version }, modelSubmittedAt: now };
    const baseModel = version === undefined ? kind : `${kind} ${version}`;
    await this.commit.save({ ...voice, stage: 'training', baseModel, professional, submittedAt: now });
    return { retryAfterMs: this.config.speech.pollMs };
  }

  /** Shows why it waits, and asks again later: a message that comes back by itself burns no attempt. See ADR 204. */
  private async waitForQuota(found: Stored<Voice>, { retryAfterMs = 0 }: ProviderError): Promise<Step> {
    const isFirst = found.stage !== 'waiting-for-training-quota';
    // The limit counts from the first refusal: Azure has read the recordings before.
    const voice = isFirst
      ? { ...found, stage: 'waiting-for-training-quota' as const, submittedAt: new Date().toISOString() }
      : found;
    if (isFirst) await this.commit.save(voice);
    return this.wait(voice, { status: 'NotStarted' }, MAX_MODEL_POLL_MS, retryAfterMs);
  }

  private async training(voice: Stored<Voice>, signal: AbortSignal): Promise<Step> {
    const ids = professionalIds(voice.id);
    const model = await this.professional.getModel(ids.model, { signal });
    if (model === undefined) return gone('model');
    if (model.status === 'Failed') return { failure: modelRefused(model.properties?.failureReason) };
    if (model.status !== 'Succeeded') return this.wait(voice, model, MAX_MODEL_POLL_MS);
    await this.deploy(voice, model, signal);
    return { retryAfterMs: this.config.speech.pollMs };
  }

  /** First it is noted: from here on it may cost. */
  private async deploy(found: Stored<Voice>, { voiceName }: Model, signal: AbortSignal): Promise<void> {
    const now = Date.now();
    const endpoint = newEndpoint(now);
    await this.commit.save({
      ...found,
      stage: 'deploying-endpoint',
      professional: { ...found.professional, voiceName },
      endpoint,
      submittedAt: new Date(now).toISOString(),
    });
    await createEndpoint(this.professional, found.id, endpoint, signal);
  }

  private async deploying(voice: Stored<Voice>, endpoint: VoiceEndpoint, signal: AbortSignal): Promise<Step> {
    const atAzure = await createEndpoint(this.professional, voice.id, endpoint, signal);
    if (atAzure.status === 'Failed') return { failure: ENDPOINT_FAILED };
    if (atAzure.status !== 'Succeeded') return this.wait(voice, atAzure);
    const deployed = enteredStatus(endpoint, 'deployed', Date.now());
    await this.commit.save(transition(VOICE_TRANSITIONS, voice, 'ready', { stage: 'done', endpoint: deployed }));
    return { retryAfterMs: this.config.speech.pollMs };
  }

  /** Asks again when it is time and Azure allows it, at the latest when the step has stalled. */
  private wait({ submittedAt }: Voice, job: Job, longestMs?: number, shortestMs = 0): Step {
    const { pollMs, professionalTrainingStartTimeoutMs, professionalTrainingTimeoutMs } = this.config.speech;
    const limits = {
      trainingStartTimeoutMs: professionalTrainingStartTimeoutMs,
      trainingTimeoutMs: professionalTrainingTimeoutMs,
    };
    const now = Date.now();
    const { status, lastActionDateTime } = job;
    const limit = trainingLimit({ status, lastActionDateTime }, submittedAt, limits, now);
    if (limit.leftMs <= 0) return { failure: trainingStalled(limit), stalled: limit };
    const delayMs = Math.max(pollDelay(submittedAt, pollMs, now, longestMs), shortestMs);
    return { retryAfterMs: Math.min(delayMs, limit.leftMs) };
  }
}

/** Letters and digits: what SSML names the voice, which no caller sees. Azure may add to it. */
function voiceNameOf({ id }: Voice): string {
  return `Voice${id.slice(id.indexOf('_') + 1)}Neural`;
}

/** Azure has not begun to read it. */
function ifItIsEmpty(set: TrainingSet): Job | undefined {
  const { lastActionDateTime, properties } = set;
  return (properties?.utteranceCount ?? 0) === 0 ? { status: 'NotStarted', lastActionDateTime } : undefined;
}

/** Azure takes no further training now. 429 is the only code of the OpenAPI file that can mean that; it is no fault of the request. */
function quotaRefusal(error: unknown): ProviderError {
  if (error instanceof ProviderError && error.code === 'provider-throttled') return error;
  throw error;
}

function gone(what: string): Step {
  return { failure: { code: 'provider-rejected', detail: `The ${what} of the voice no longer exists at Azure.` } };
}
