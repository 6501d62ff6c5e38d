import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '#config';
import { endpointResuming, type Voice, type VoiceEndpoint, wanted } from '#domain';
import { messages } from '#messaging';
import { Commit } from '../commit/commit.ts';
import type { Stored } from '../store/document-store.ts';

/** How often the use of a deployed endpoint is noted, at most: it is suspended by the hour. */
const NOTE_EVERY_MS = 5 * 60_000;
/** Of the time after which an unused endpoint is suspended. */
const NOTE_SHARE = 0.1;
const REMEMBERED = 1_000;

type Speaking = Pick<Voice, 'id' | 'tenantId' | 'endpoint'>;

/**
 * Where the API and the worker say, before each synthesis, that a professional voice is wanted: its endpoint is resumed when it is suspended, and is
 * not suspended while it is used. The worker changes it at Azure.
 * See ADR 197.
 */
@Injectable()
export class VoiceEndpoints {
  /** When the use of a voice was noted last. */
  private readonly noted = new LRUCache<string, number>({ max: REMEMBERED });

  constructor(
    private readonly commit: Commit,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Resolves when the voice can speak. A voice without an endpoint always can, and costs nothing here.
   * @throws ServiceError `endpoint-resuming` with the time to wait, `endpoint-hours-exhausted`; ProviderError `provider-unavailable` when Azure has just
   *   failed to resume it
   */
  async wake(voice: Speaking): Promise<void> {
    if (voice.endpoint === undefined) return;
    const now = Date.now();
    if (voice.endpoint.status === 'deployed' && !this.isToBeNoted(voice, voice.endpoint, now)) return;
    const { limits } = this;
    let endpoint: VoiceEndpoint | undefined;
    const change = (current: Stored<Voice>): Stored<Voice> | undefined => {
      endpoint = current.endpoint && wanted(current.endpoint, limits, now);
      return endpoint === current.endpoint || endpoint === undefined ? undefined : withEndpoint(current, endpoint);
    };
    await this.commit.update('voice', voice.tenantId, voice.id, change, { following: 'background' });
    if (endpoint === undefined) return;
    if (endpoint.status !== 'deployed') throw endpointResuming(endpoint, now);
    this.noted.set(voice.id, now);
  }

  /** Notes that an endpoint is still in use, so that it is not suspended. Nothing else depends on it. */
  async keepAwake(voice: Pick<Voice, 'id' | 'tenantId'>): Promise<void> {
    const now = Date.now();
    if (!this.isToBeNoted(voice, undefined, now)) return;
    this.noted.set(voice.id, now);
    const change = (current: Stored<Voice>): Stored<Voice> | undefined =>
      current.endpoint?.status === 'deployed'
        ? { ...current, endpoint: { ...current.endpoint, usedAt: new Date(now).toISOString() } }
        : undefined;
    await this.commit.update('voice', voice.tenantId, voice.id, change, { following: 'background' });
  }

  private get limits() {
    return this.config.professionalEndpoints;
  }

  private isToBeNoted({ id }: Pick<Voice, 'id'>, endpoint: VoiceEndpoint | undefined, now: number): boolean {
    const last = Math.max(this.noted.get(id) ?? 0, Date.parse(endpoint?.usedAt ?? '') || 0);
    return now - last >= Math.min(NOTE_EVERY_MS, this.limits.idleMs * NOTE_SHARE);
  }
}

/** With the message that resumes it, if that is about to happen. */
function withEndpoint(voice: Stored<Voice>, endpoint: VoiceEndpoint): Stored<Voice> {
  if (endpoint.round === voice.endpoint?.round) return { ...voice, endpoint };
  const { tenantId, id: subjectId, outbox } = voice;
  const poll = messages.voicePoll({ tenantId, subjectId, part: `endpoint-${endpoint.round}` });
  return { ...voice, endpoint, outbox: [...outbox, poll] };
}
