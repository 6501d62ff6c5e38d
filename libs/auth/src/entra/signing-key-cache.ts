import { ServiceError } from '#domain';
import type { Logger } from '#observability';
import type { SigningKeys } from './key-set.ts';

/** Keys are fetched again after this long: a key that Entra has removed is refused after that. */
const MAX_AGE_MS = 3_600_000;
/** An unknown key id may mean that the keys have rotated, or that someone is making ids up: it causes one fetch in this time. */
const UNKNOWN_KEY_COOLDOWN_MS = 60_000;
/** How soon an issuer that did not answer is asked again. */
const FAILURE_COOLDOWN_MS = 2_000;

export interface SigningKeyCacheOptions {
  readonly fetchKeys: () => Promise<SigningKeys>;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The issuer's keys, fetched when they are first needed, and the last good ones kept for as long as the issuer is down. */
export class SigningKeyCache {
  private keys: SigningKeys | undefined;
  private fetchedAt = -Infinity;
  private failedAt = -Infinity;
  private unknownKeyAt = -Infinity;
  private refresh: Promise<void> | undefined;

  constructor(private readonly options: SigningKeyCacheOptions) {}

  /**
   * The keys, refreshed if need be so that `id` is among them.
   * @throws ServiceError `dependency-unavailable` if there are none because the issuer does not answer.
   */
  async keysFor(id: string): Promise<SigningKeys> {
    if (!this.keys) return this.load();
    const now = this.options.now();
    if (this.keys.find(id) === undefined) {
      if (now - this.unknownKeyAt >= UNKNOWN_KEY_COOLDOWN_MS) {
        this.unknownKeyAt = now;
        await this.refreshed();
      } else {
        await this.refresh;
      }
    } else if (now - this.fetchedAt >= MAX_AGE_MS && now - this.failedAt >= FAILURE_COOLDOWN_MS) {
      // In the background: the key at hand is good until the issuer says otherwise. `refreshed` never rejects.
      void this.refreshed();
    }
    return this.keys;
  }

  /** The keys, fetched if there are none yet. */
  async load(): Promise<SigningKeys> {
    if (!this.keys && (this.refresh || this.options.now() - this.failedAt >= FAILURE_COOLDOWN_MS))
      await this.refreshed();
    if (this.keys) return this.keys;
    throw new ServiceError(
      'dependency-unavailable',
      'Could not fetch the issuer’s signing keys. Try again in a moment.',
      { retryAfterMs: FAILURE_COOLDOWN_MS },
    );
  }

  /** One fetch at a time, which everyone waits for; a failure is logged and leaves the keys as they were. */
  private refreshed(): Promise<void> {
    this.refresh ??= this.fetch().finally(() => {
      this.refresh = undefined;
    });
    return this.refresh;
  }

  private async fetch(): Promise<void> {
    try {
      this.keys = await this.options.fetchKeys();
      this.fetchedAt = this.options.now();
      this.options.logger.info({ keys: this.keys.size }, 'The issuer’s signing keys were fetched');
    } catch (error) {
      this.failedAt = this.options.now();
      this.options.logger.warn(
        { err: error, kept: this.keys?.size ?? 0 },
        'The issuer’s signing keys could not be fetched; the last valid ones stay in use',
      );
    }
  }
}
