import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#config';
import { Commit, type Stored, TraceStore } from '#documents';
import { errorCodeOf, idleSince, isGone, isUndecided, lastSignOfLife, usableLeftMs, type Voice } from '#domain';
import { messages } from '#messaging';
import { type Logger, LOGGER } from '#observability';
import type { SweptPage } from '../platform/swept-page.ts';

const VOICES_AT_ONCE = 100;
/** For the message that would do it at this moment. */
const MARGIN_MS = 15 * 60_000;

/** Requeues the polls of endpoints that cost while no message looks after them: it was lost, or is a dead letter. */
@Injectable()
export class SweepEndpoints {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly traces: TraceStore,
    private readonly commit: Commit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const now = Date.now();
    const voices = await this.traces.voicesWithEndpointUp(VOICES_AT_ONCE, after);
    let endpoints = 0;
    for (const voice of voices) {
      signal.throwIfAborted();
      if (this.isOverdue(voice, now) && (await this.restart(voice, now))) endpoints += 1;
    }
    return { counts: { endpoints }, next: voices.length === VOICES_AT_ONCE ? voices.at(-1)?.id : undefined };
  }

  private isOverdue(voice: Voice, now: number): boolean {
    const { endpoint, status } = voice;
    // Its enrollment is requeued when it stalls, and an erasure deletes it.
    if (endpoint === undefined || isUndecided(voice) || isGone(voice)) return false;
    const { professionalEndpoints: limits } = this.config;
    if (status === 'ready' && endpoint.status === 'deployed') {
      const overdueMs = Math.max(now - idleSince(endpoint) - limits.idleMs, -usableLeftMs(endpoint, limits, now));
      return overdueMs > MARGIN_MS;
    }
    const last = Math.max(Date.parse(endpoint.changedAt), Date.parse(lastSignOfLife(voice)));
    return now - last > MARGIN_MS;
  }

  private async restart(voice: Stored<Voice>, now: number): Promise<boolean> {
    const { tenantId, id: subjectId, outbox } = voice;
    const poll = messages.voicePoll({ tenantId, subjectId, part: `sweep-${now}` });
    try {
      await this.commit.save({ ...voice, outbox: [...outbox, poll] });
    } catch (error) {
      // It changed meanwhile: something looks after it.
      if (errorCodeOf(error) !== 'etag-mismatch') throw error;
      return false;
    }
    this.logger.warn({ subjectId }, 'the endpoint of a voice was looked after by no message');
    return true;
  }
}
