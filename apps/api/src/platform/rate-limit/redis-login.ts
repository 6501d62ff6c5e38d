import type { TokenCredential } from '@azure/core-auth';
import type { Redis } from 'ioredis';
import type { Logger } from '#observability';

/** What Azure Managed Redis takes tokens of Entra ID for: https://learn.microsoft.com/azure/redis/entra-for-authentication. */
const REDIS_SCOPE = 'https://redis.azure.com/.default';
/** Redis closes a connection whose token has expired; the credential has a new one five minutes before that. */
const RENEWAL_MARGIN_MS = 4 * 60_000;
const MIN_RENEWAL_DELAY_MS = 10_000;
/** The longest that `setTimeout` takes is 24.8 days; a token of a managed identity lives for a day. */
const MAX_RENEWAL_DELAY_MS = 24 * 3_600_000;

export type RedisWithLogin = Pick<Redis, 'options' | 'status' | 'auth'>;

/**
 * Signs in to Azure Managed Redis with tokens of Entra ID: the object id of the identity is the user, the token is the password. Each new token
 * is used for the connection that is open, and for those to come (ADR 51).
 */
export class RedisLogin {
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    private readonly credential: TokenCredential,
    private readonly redis: RedisWithLogin,
    private readonly logger: Logger,
  ) {}

  /** Resolves once there is a first token, however often it has to be asked for. Never rejects. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      const renew = async (): Promise<void> => {
        const delayMs = await this.#renew();
        if (this.#isOver || this.redis.options.password !== undefined) resolve();
        if (!this.#isOver) this.#timer = setTimeout(() => void renew(), delayMs).unref();
      };
      void renew();
    });
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  /** @returns milliseconds until the next time */
  async #renew(): Promise<number> {
    try {
      const token = await this.credential.getToken(REDIS_SCOPE);
      if (token === null) throw new Error('The credential has no token for Redis.');
      const username = objectIdOf(token.token);
      const isNew = this.redis.options.password !== token.token;
      Object.assign(this.redis.options, { username, password: token.token });
      if (isNew && this.redis.status === 'ready') await this.redis.auth(username, token.token);
      const delayMs = token.expiresOnTimestamp - Date.now() - RENEWAL_MARGIN_MS;
      return Math.min(Math.max(delayMs, MIN_RENEWAL_DELAY_MS), MAX_RENEWAL_DELAY_MS);
    } catch (err) {
      this.logger.warn({ err }, 'could not sign in to Redis; retrying');
      return MIN_RENEWAL_DELAY_MS;
    }
  }
}

/** The claim `oid`. The token is for Redis, which is who verifies it. @throws Error when there is none */
function objectIdOf(token: string): string {
  const [, payload = ''] = token.split('.');
  const { oid } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { oid?: unknown };
  if (typeof oid !== 'string') throw new Error('The token for Redis names no object id.');
  return oid;
}
