import type { Container } from '@azure/cosmos';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '#config';
import { type RequestTier, ServiceError } from '#domain';
import { SharedLimit } from './shared-limit.ts';
import { SliceStore } from './slice-store.ts';

/** Limits are requests a minute, as those of the API. */
const WINDOW_MS = 60_000;
/** A request waits so long for its limit before it is put back: others of its producer wait behind it anyway. */
const MAX_WAIT_MS = 5_000;
const MIN_RETRY_MS = 1_000;
/** A worker takes so much of a limit at once, where it needs that soon. */
const MAX_RESERVED = 500;

type Producer = Config['producers'][number];

/**
 * The limits of producers, which all workers share by slices: workers scale, and no request comes twice at the same one. One that nobody uses reads
 * and writes nothing. See ADR 164 and ADR 180.
 */
export class ProducerLimits implements OnApplicationShutdown {
  readonly #limits = new Map<string, SharedLimit>();

  constructor(
    private readonly container: Container,
    private readonly config: Pick<Config, 'rateLimits'>,
    private readonly maxWaitMs = MAX_WAIT_MS,
  ) {}

  /**
   * Counts a request.
   * @throws ServiceError `rate-limited` with the time after which to try again; the signal's reason
   */
  async enter(producer: Producer, tier: RequestTier, signal: AbortSignal): Promise<void> {
    const { rateLimits } = this.config;
    if (!rateLimits.enabled) return;
    const perMinute = producer.limits[tier] ?? rateLimits[tier];
    const limit = this.limitOf(`${producer.name}:${tier}`, perMinute);
    const release = limit.reserve(Math.min(perMinute, MAX_RESERVED));
    const timeout = AbortSignal.timeout(this.maxWaitMs);
    try {
      const leave = await limit.enter(AbortSignal.any([signal, timeout]));
      leave();
    } catch (error) {
      signal.throwIfAborted();
      if (!timeout.aborted) throw error;
      const detail = `The producer ${producer.name} may send ${perMinute} such requests a minute. This one is retried later.`;
      throw new ServiceError('rate-limited', detail, {
        retryAfterMs: Math.min(WINDOW_MS, Math.max(MIN_RETRY_MS, limit.waitMs(1))),
      });
    } finally {
      release();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#limits.values()].map((limit) => limit.close()));
  }

  private limitOf(name: string, limit: number): SharedLimit {
    const known = this.#limits.get(name);
    if (known) return known;
    const created = new SharedLimit(new SliceStore(this.container, `limit:producer:${name}`), {
      limit,
      windowMs: WINDOW_MS,
    });
    this.#limits.set(name, created);
    return created;
  }
}
