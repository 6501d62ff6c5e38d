import { Injectable } from '@nestjs/common';
import { type Priority, type SharedLimit, SpeechLimits, withPriority } from '#documents';
import {
  type HandlerOutcome,
  MAX_BACKOFF_MS,
  type Message,
  type MessageInterceptor,
  messages,
  type MessageType,
} from '#messaging';

interface Use {
  readonly limit: 'customVoice' | 'batch';
  readonly priority: Priority;
  /** Requests that a run makes as a rule. */
  readonly calls: number;
  /** Whether it may be put off: polls and what removes data are not. */
  readonly waits: boolean;
}

/** What handlers ask of Azure AI Speech beside speaking and listening. Somebody waits for the polls. */
export const SPEECH_USES: Readonly<Partial<Record<MessageType, Use>>> = {
  [messages.consentPoll.type]: { limit: 'customVoice', priority: 'poll', calls: 1, waits: false },
  [messages.voicePoll.type]: { limit: 'customVoice', priority: 'poll', calls: 1, waits: false },
  // Project and consent, each looked for and created.
  [messages.consentVerify.type]: { limit: 'customVoice', priority: 'work', calls: 4, waits: true },
  // The consent is looked at, the voice looked for and created.
  [messages.voiceCreate.type]: { limit: 'customVoice', priority: 'work', calls: 3, waits: true },
  [messages.consentErase.type]: { limit: 'customVoice', priority: 'background', calls: 1, waits: false },
  [messages.voiceErase.type]: { limit: 'customVoice', priority: 'background', calls: 1, waits: false },
  [messages.customVoiceGarbageCollect.type]: { limit: 'customVoice', priority: 'background', calls: 1, waits: false },
  [messages.batchPoll.type]: { limit: 'batch', priority: 'poll', calls: 1, waits: false },
  [messages.batchCollect.type]: { limit: 'batch', priority: 'work', calls: 2, waits: false },
  [messages.batchSubmit.type]: { limit: 'batch', priority: 'work', calls: 3, waits: true },
};

/** Work that has to wait longer than this for its requests does so in its queue, so that polls are not held up behind it. */
export const MAX_WAIT_IN_WORKER_MS = 30_000;
/**
 * In a rush Azure is asked about a job so often at most, ms: looks that find nothing new take the requests of those who wait. Somebody still hears
 * within half a minute that a job has ended.
 */
export const MIN_POLL_IN_RUSH_MS = 25_000;
/** A rush lasts for so long after work was put off. */
const RUSH_MS = 60_000;
/** How early at most work comes back of the time that it is put off for. */
const EARLIEST = 0.6;

/**
 * Runs handlers under the limits that workers share. Work whose requests could not be made soon is put off before it does anything: its message comes
 * back when the work before it should be done. A message that has begun goes on to its end.
 * See ADR 164.
 */
@Injectable()
export class SpeechLimitsInterceptor implements MessageInterceptor {
  /** Until when the time of each limit is promised to work that was put off. */
  readonly #promisedUntil = new Map<SharedLimit, number>();
  readonly #putOffAt = new Map<SharedLimit, number>();

  constructor(
    private readonly limits: SpeechLimits,
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {}

  async intercept(
    { type, attempt }: Pick<Message, 'type' | 'attempt'>,
    next: () => Promise<HandlerOutcome>,
  ): Promise<HandlerOutcome> {
    const use = SPEECH_USES[type];
    if (!use) return next();
    const limit = this.limits[use.limit];
    const isRush = this.now() - (this.#putOffAt.get(limit) ?? -Infinity) < RUSH_MS;
    if (use.priority === 'poll' && isRush) {
      // The first one is sent with the job.
      if (attempt === 1) return { retryAfterMs: MIN_POLL_IN_RUSH_MS };
      const outcome = await this.run(limit, use, next);
      return 'retryAfterMs' in outcome
        ? { ...outcome, retryAfterMs: Math.max(outcome.retryAfterMs, MIN_POLL_IN_RUSH_MS) }
        : outcome;
    }
    if (use.waits && limit.waitMs(use.calls) > MAX_WAIT_IN_WORKER_MS) return { retryAfterMs: this.putOff(limit, use) };
    return this.run(limit, use, next);
  }

  private async run(limit: SharedLimit, use: Use, next: () => Promise<HandlerOutcome>): Promise<HandlerOutcome> {
    const end = limit.reserve(use.calls);
    try {
      return await withPriority(use.priority, next);
    } finally {
      end();
    }
  }

  private putOff(limit: SharedLimit, { calls }: Use): number {
    const now = this.now();
    const after = Math.max(this.#promisedUntil.get(limit) ?? 0, now + MAX_WAIT_IN_WORKER_MS);
    const until = Math.min(after + calls * limit.msForCall(), now + MAX_BACKOFF_MS);
    this.#promisedUntil.set(limit, until);
    this.#putOffAt.set(limit, now);
    return Math.ceil((until - now) * (EARLIEST + (1 - EARLIEST) * this.random()));
  }
}
