import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { TokenCredential } from '@azure/core-auth';
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AZURE_CREDENTIAL, CONFIG, type Config } from '#config';
import { type Logger, LOGGER } from '#observability';
import { RedisLogin } from './redis-login.ts';
import type { RateLimitName } from './tiers.ts';

/** Limits are per minute. */
export const WINDOW_S = 60;
/** Longer than this process itself stalls under load: a count that times out is counted twice, at Redis and here. */
const COMMAND_TIMEOUT_MS = 1_000;
/** After this much silence the connection counts as broken, and requests no longer wait for it. */
const SOCKET_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
const MAX_RECONNECT_DELAY_MS = 5_000;

export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Until all of the limit is there again, in milliseconds. */
  readonly resetMs: number;
  readonly exceeded: boolean;
}

/**
 * Counts requests in fixed windows of a minute: in Redis, for all replicas together, where one is configured. While Redis cannot be
 * reached each replica counts for itself: limits are then looser, and nobody is turned away because of it.
 * See ADR 51.
 */
@Injectable()
export class RateLimits implements OnModuleInit, OnApplicationShutdown {
  private limiters: Readonly<Record<RateLimitName, RateLimiterAbstract>>;
  private redis: Redis | undefined;
  private login: RedisLogin | undefined;
  private isOver = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(AZURE_CREDENTIAL) private readonly credential: TokenCredential,
  ) {
    this.limiters = this.limitersOf(undefined);
  }

  /** Counts a request of `key`. */
  async consume(tier: RateLimitName, key: string): Promise<RateLimitState> {
    const limiter = this.limiters[tier];
    try {
      return stateOf(limiter.points, await limiter.consume(key), false);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return stateOf(limiter.points, refusal, true);
      throw refusal;
    }
  }

  async onModuleInit(): Promise<void> {
    const { redisUrl, redisAuth } = this.config.rateLimits;
    if (redisUrl === undefined) return;
    this.redis = await this.newRedis(redisUrl);
    if (redisAuth === 'entra') this.login = new RedisLogin(this.credential, this.redis, this.logger);
    this.limiters = this.limitersOf(this.redis);
    // Not waited for: until it is connected, and if it never is, each replica counts for itself.
    this.connect().catch((err: unknown) => this.logger.warn({ err }, 'Redis cannot be reached yet'));
  }

  onApplicationShutdown(): void {
    this.isOver = true;
    this.login?.stop();
    this.redis?.disconnect();
  }

  private async connect(): Promise<void> {
    await this.login?.start();
    if (!this.isOver) await this.redis?.connect();
  }

  private limitersOf(redis: Redis | undefined): Readonly<Record<RateLimitName, RateLimiterAbstract>> {
    const { rateLimits } = this.config;
    const limiter = (name: RateLimitName): RateLimiterAbstract => {
      const options = { points: rateLimits[name], duration: WINDOW_S, keyPrefix: `rate-limit:${name}` };
      const own = new RateLimiterMemory(options);
      if (!redis) return own;
      return new RateLimiterRedis({
        ...options,
        storeClient: redis,
        insuranceLimiter: own,
        rejectIfRedisNotReady: true,
      });
    };
    return {
      default: limiter('default'),
      synthesis: limiter('synthesis'),
      training: limiter('training'),
      hooks: limiter('hooks'),
      anonymous: limiter('anonymous'),
    };
  }

  private async newRedis(url: string): Promise<Redis> {
    // Most deployments have no Redis, and its client takes some megabytes.
    const { Redis } = await import('ioredis');
    const redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
    });
    let isGone = false;
    redis.on('error', (err: unknown) => {
      if (!isGone) this.logger.warn({ err }, 'Redis is unavailable; each replica counts its own requests');
      isGone = true;
    });
    redis.on('ready', () => {
      if (isGone) this.logger.info('Redis is available again; requests are counted for all replicas together');
      isGone = false;
    });
    return redis;
  }
}

function stateOf(limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes, exceeded: boolean): RateLimitState {
  return { limit, remaining: Math.max(0, remainingPoints), resetMs: Math.max(0, msBeforeNext), exceeded };
}
