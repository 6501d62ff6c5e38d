import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, type Stored } from '#documents';
import {
  enteredStatus,
  errorCodeOf,
  idleSince,
  isEnrolled,
  isNewlyNear,
  isReopenable,
  isUnsuccessful,
  isWantedAgain,
  monthOf,
  professionalIds,
  sampleContainerName,
  usableLeftMs,
  type Voice,
  type VoiceEndpoint,
} from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { type Logger, LOGGER, recordEvent } from '#observability';
import { type CustomVoiceStatus, ProfessionalVoiceClient } from '#speech';
import { BlobStore } from '#storage';
import { pollDelay } from '../../platform/provider-resources.ts';
import { createEndpoint } from './create-endpoint.ts';
import { RemoveProfessionalVoice } from '../remove-professional-voice.service.ts';

/** Azure suspends and resumes in minutes. What takes longer will not end by itself. */
const MAX_CHANGE_MS = 3_600_000;
/** A resumption takes a minute, and ends as `Disabled` when it fails. */
const REFUSED_AFTER_MS = 5 * 60_000;
/** The hours are looked at as often as this while an endpoint is deployed, so that an operator hears in time that they are nearly used up. */
const MAX_CHECK_MS = 6 * 3_600_000;

/**
 * Suspends the endpoint of a professional voice that nobody uses or that has been up for its hours, resumes one that is wanted, and removes what Azure
 * has of a voice that has failed or whose consent is lost. The message that polled the training goes on as its clock: it comes back when there is something to decide,
 * and no worker is awake meanwhile.
 * See ADR 197.
 */
@Injectable()
export class EndpointCycle {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly professional: ProfessionalVoiceClient,
    private readonly remove: RemoveProfessionalVoice,
    private readonly blobs: BlobStore,
    private readonly commit: Commit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(voice: Stored<Voice>, signal: AbortSignal): Promise<HandlerOutcome> {
    const { endpoint, status } = voice;
    const hasRemains = endpoint !== undefined || voice.professional !== undefined;
    if (status === 'suspended' && hasRemains) return this.end(voice, signal);
    // What an operator may start again goes on with its training.
    if (isUnsuccessful(voice) && !isReopenable(voice)) return this.end(voice, signal);
    if (isUnsuccessful(voice) && endpoint !== undefined) return this.endEndpoint(voice, signal);
    if (endpoint === undefined || !isEnrolled(voice)) {
      await this.commit.catchUp(voice);
      return DONE;
    }
    switch (endpoint.status) {
      case 'deployed':
        return this.deployed(voice, endpoint, signal);
      case 'suspending':
        return this.suspending(voice, endpoint, signal);
      case 'deploying':
      case 'resuming':
        return this.resuming(voice, endpoint, signal);
      case 'suspended':
        await this.commit.catchUp(voice);
        return DONE;
    }
  }

  /** First what Azure has: somebody may have suspended or deleted it there. */
  private async deployed(voice: Stored<Voice>, endpoint: VoiceEndpoint, signal: AbortSignal): Promise<HandlerOutcome> {
    const status = (await this.professional.getEndpoint(professionalIds(voice.id).endpoint, { signal }))?.status;
    if (status === 'Disabled') {
      const suspended = enteredStatus(endpoint, 'suspended', Date.now());
      await this.commit.save({ ...voice, endpoint: suspended });
      return DONE;
    }
    const isLost = status === undefined || status === 'Failed';
    if (!isLost || this.leftMs(endpoint, Date.now()) <= 0) return this.inUse(voice, endpoint, signal);
    const resuming = enteredStatus(endpoint, 'resuming', Date.now());
    return this.resuming(await this.commit.save({ ...voice, endpoint: resuming }), resuming, signal);
  }

  private async inUse(found: Stored<Voice>, endpoint: VoiceEndpoint, signal: AbortSignal): Promise<HandlerOutcome> {
    const now = Date.now();
    let voice = found;
    if (isNewlyNear(endpoint, this.config.professionalEndpoints.maxMsPerMonth, now)) {
      voice = await this.tellThatHoursAreNear(found, endpoint, now);
    }
    const leftMs = this.leftMs(endpoint, now);
    if (leftMs > 0) return { retryAfterMs: Math.min(leftMs, MAX_CHECK_MS) };
    const suspending = enteredStatus(voice.endpoint ?? endpoint, 'suspending', now);
    return this.suspending(await this.commit.save({ ...voice, endpoint: suspending }), suspending, signal);
  }

  /** How long it may stay deployed, as nobody uses it or as its hours end. */
  private leftMs(endpoint: VoiceEndpoint, now: number): number {
    const { professionalEndpoints: limits } = this.config;
    return Math.min(usableLeftMs(endpoint, limits, now), idleSince(endpoint) + limits.idleMs - now);
  }

  private async suspending(
    voice: Stored<Voice>,
    endpoint: VoiceEndpoint,
    signal: AbortSignal,
  ): Promise<HandlerOutcome> {
    const { status } = await this.ask(voice, endpoint, signal);
    const now = Date.now();
    if (status === undefined || status === 'Disabled') {
      const suspended = enteredStatus(endpoint, 'suspended', now);
      const isWanted = isWantedAgain(endpoint) && usableLeftMs(suspended, this.config.professionalEndpoints, now) > 0;
      const next = isWanted ? enteredStatus(suspended, 'resuming', now, { usedAt: endpoint.usedAt }) : suspended;
      const saved = await this.commit.save({ ...voice, endpoint: next });
      return isWanted ? this.resuming(saved, next, signal) : DONE;
    }
    if (status === 'Failed' || isOverdue(endpoint, now)) return this.replace(voice, endpoint, signal);
    // Azure gave up: a new operation, which is not asked for more often than the first one.
    if (status === 'Succeeded' && endpoint.isAsked === true) {
      recordEvent('endpoint.change-refused', { subjectId: voice.id, status });
      this.logger.warn({ subjectId: voice.id, status }, 'Azure did not suspend the endpoint of a voice');
      const { changedAt } = endpoint;
      await this.commit.save({ ...voice, endpoint: enteredStatus(endpoint, 'suspending', now, { changedAt }) });
    } else await this.noteAsked(voice, endpoint);
    return this.again(endpoint, now);
  }

  private async resuming(voice: Stored<Voice>, endpoint: VoiceEndpoint, signal: AbortSignal): Promise<HandlerOutcome> {
    if (usableLeftMs(endpoint, this.config.professionalEndpoints, Date.now()) <= 0) {
      const suspending = enteredStatus(endpoint, 'suspending', Date.now());
      return this.suspending(await this.commit.save({ ...voice, endpoint: suspending }), suspending, signal);
    }
    const { status } = await this.ask(voice, endpoint, signal);
    const now = Date.now();
    if (status === 'Succeeded') {
      const deployed = enteredStatus(endpoint, 'deployed', now);
      return this.inUse(await this.commit.save({ ...voice, endpoint: deployed }), deployed, signal);
    }
    if (status === 'Failed' || isOverdue(endpoint, now)) return this.replace(voice, endpoint, signal);
    const isRefused = status === 'Disabled' && endpoint.isAsked === true;
    // Right after the request it may still say what it was before.
    if (isRefused && now - Date.parse(endpoint.changedAt) >= REFUSED_AFTER_MS) {
      this.logger.warn({ subjectId: voice.id, status }, 'Azure could not resume the endpoint of a voice');
      const failed = enteredStatus(endpoint, 'suspended', now, { failedAt: new Date(now).toISOString() });
      await this.commit.save({ ...voice, endpoint: failed });
      return DONE;
    }
    await this.noteAsked(voice, endpoint);
    return this.again(endpoint, now);
  }

  /** Has Azure begin the change, unless it has; and what the endpoint is then. Undefined when there is none. */
  private async ask(
    { id }: Voice,
    endpoint: VoiceEndpoint,
    signal: AbortSignal,
  ): Promise<{ readonly status: CustomVoiceStatus | undefined }> {
    const endpointId = professionalIds(id).endpoint;
    const found = await this.professional.getEndpoint(endpointId, { signal });
    const isSuspending = endpoint.status === 'suspending';
    if (found === undefined && isSuspending) return { status: undefined };
    // Somebody has deleted it: the model is deployed again.
    if (found === undefined) return { status: (await createEndpoint(this.professional, id, endpoint, signal)).status };
    const isToBeAsked = endpoint.isAsked !== true && found.status === (isSuspending ? 'Succeeded' : 'Disabled');
    if (!isToBeAsked) return { status: found.status };
    const operationId = `${isSuspending ? 'suspend' : 'resume'}-${endpointId}-${endpoint.round}`;
    const asked = isSuspending
      ? this.professional.suspendEndpoint(endpointId, operationId, { signal })
      : this.professional.resumeEndpoint(endpointId, operationId, { signal });
    // Another run may have been faster: what the endpoint is then tells it.
    const answered = await asked.catch(async (error: unknown) => {
      if (errorCodeOf(error) !== 'provider-rejected') throw error;
      return this.professional.getEndpoint(endpointId, { signal });
    });
    return { status: answered?.status };
  }

  /** Azure cannot change the endpoint: it is deleted, costs nothing, and is deployed again when it is wanted. */
  private async replace(voice: Stored<Voice>, endpoint: VoiceEndpoint, signal: AbortSignal): Promise<HandlerOutcome> {
    const { id: subjectId } = voice;
    const { status } = endpoint;
    recordEvent('endpoint.change-failed', { subjectId, status });
    this.logger.error({ subjectId, status }, 'Azure cannot change the endpoint of a voice, which is deleted');
    await this.remove.endpoint(subjectId, signal);
    const now = Date.now();
    const failed = status === 'suspending' ? {} : { failedAt: new Date(now).toISOString() };
    await this.commit.save({ ...voice, endpoint: enteredStatus(endpoint, 'suspended', now, failed) });
    return DONE;
  }

  private async noteAsked(voice: Stored<Voice>, endpoint: VoiceEndpoint): Promise<void> {
    if (endpoint.isAsked !== true) await this.commit.save({ ...voice, endpoint: { ...endpoint, isAsked: true } });
  }

  private again({ changedAt }: VoiceEndpoint, now: number): HandlerOutcome {
    return { retryAfterMs: pollDelay(changedAt, this.config.speech.pollMs, now) };
  }

  /** Recorded first: a run that dies in between says it twice rather than never. */
  private async tellThatHoursAreNear(
    voice: Stored<Voice>,
    endpoint: VoiceEndpoint,
    now: number,
  ): Promise<Stored<Voice>> {
    recordEvent('endpoint.hours-near', { subjectId: voice.id });
    this.logger.warn({ subjectId: voice.id }, 'the endpoint of a voice has used most of its hours of this month');
    return this.commit.save({ ...voice, endpoint: { ...endpoint, nearIn: monthOf(now) } });
  }

  /** The person no longer agrees, or the enrollment has failed: nothing of the voice stays at Azure, and no training goes on. */
  private async end(voice: Stored<Voice>, signal: AbortSignal): Promise<HandlerOutcome> {
    await this.remove.execute(voice.id, signal);
    await this.blobs.deleteContainer(sampleContainerName(voice.id));
    await this.commit.save({ ...voice, endpoint: undefined, professional: undefined });
    return DONE;
  }

  private async endEndpoint(voice: Stored<Voice>, signal: AbortSignal): Promise<HandlerOutcome> {
    await this.remove.endpoint(voice.id, signal);
    await this.commit.save({ ...voice, endpoint: undefined });
    return DONE;
  }
}

function isOverdue({ changedAt, isAsked }: VoiceEndpoint, now: number): boolean {
  return isAsked === true && now - Date.parse(changedAt) > MAX_CHANGE_MS;
}
