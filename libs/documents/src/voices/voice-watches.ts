import { ServiceError } from '#domain';
import type { SpeakableVoices } from './speakable-voices.ts';

/** What a check of a voice can find that ends its use; everything else that goes wrong may pass. */
const UNAUTHORIZED: ReadonlySet<string> = new Set([
  'voice-not-ready',
  'state-conflict',
  'consent-not-active',
  'consent-revoked',
  'consent-mismatch',
]);

/** A check that began longer ago than this says nothing about now. With `everyMs` it makes the 2 s after which nothing may be heard. */
const FRESH_MS = 1_500;
const AGAIN_AFTER_MS = 100;
/** For so long audio waits for a database that does not answer; then it breaks off. */
const MAX_WAIT_MS = 15_000;

/** The use of a voice, for as long as it is allowed. To be disposed of when the use ends. */
export interface VoiceWatch extends Disposable {
  /** Aborts when the voice may no longer speak; the reason is a ServiceError. */
  readonly signal: AbortSignal;
  /**
   * To be awaited before each piece of audio leaves. Resolves at once while the last check is recent, otherwise after the next.
   * @throws ServiceError why the voice may no longer speak; `dependency-unavailable` when that cannot be found out
   */
  authorized(): Promise<void>;
  /** As `authorized`, by a check that begins now: before audio is kept. */
  authorizedNow(): Promise<void>;
}

/** Whether an error says that a voice may not be used, rather than that this could not be found out. */
export function isVoiceUnauthorized(error: unknown): error is ServiceError {
  return error instanceof ServiceError && UNAUTHORIZED.has(error.code);
}

/**
 * Checks repeatedly whether the voices that speak in this process may still do so: two point reads for each voice, however many
 * streams and jobs use it. A revocation is noticed within `everyMs` and the time of a read.
 * See ADR 71.
 */
export class VoiceWatches {
  readonly #watched = new Map<string, WatchedVoice>();

  constructor(
    private readonly voices: Pick<SpeakableVoices, 'find'>,
    private readonly everyMs: number,
  ) {}

  /** @param checkedAt when a check began that found the voice allowed, by `performance.now()` */
  watch(tenantId: string, voiceId: string, checkedAt: number): VoiceWatch {
    const key = `${tenantId}/${voiceId}`;
    let watched = this.#watched.get(key);
    if (!watched || watched.signal.aborted) {
      watched = new WatchedVoice(() => this.check(tenantId, voiceId), this.everyMs);
      this.#watched.set(key, watched);
    }
    const used = watched;
    const release = used.use(checkedAt);
    return {
      signal: used.signal,
      authorized: () => used.authorized(),
      authorizedNow: () => used.authorizedNow(),
      [Symbol.dispose]: () => {
        if (release() && this.#watched.get(key) === used) this.#watched.delete(key);
      },
    };
  }

  /** As `watch`, for voices that are heard together: it lasts for as long as all of them may speak. */
  watchAll(tenantId: string, voiceIds: readonly string[], checkedAt: number): VoiceWatch {
    const watches = voiceIds.map((voiceId) => this.watch(tenantId, voiceId, checkedAt));
    const [only] = watches;
    if (only && watches.length === 1) return only;
    return {
      signal: AbortSignal.any(watches.map((watch) => watch.signal)),
      authorized: async () => void (await Promise.all(watches.map((watch) => watch.authorized()))),
      authorizedNow: async () => void (await Promise.all(watches.map((watch) => watch.authorizedNow()))),
      [Symbol.dispose]: () => {
        for (const watch of watches) watch[Symbol.dispose]();
      },
    };
  }

  private async check(tenantId: string, voiceId: string): Promise<void> {
    if ((await this.voices.find(tenantId, voiceId)) === undefined) {
      throw new ServiceError('state-conflict', 'The voice was deleted.');
    }
  }
}

class WatchedVoice {
  readonly #lost = new AbortController();
  #users = 0;
  #authorizedAt = Number.NEGATIVE_INFINITY;
  #checking: Promise<void> | undefined;
  /** How many checks have begun, and which of them was the last to find the voice allowed. */
  #begun = 0;
  #lastAuthorized = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly read: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** @returns what ends the use; it returns whether that was the last one */
  use(checkedAt: number): () => boolean {
    this.#authorizedAt = Math.max(this.#authorizedAt, checkedAt);
    if (this.#users++ === 0) this.checkLater();
    let used = true;
    return () => {
      if (used) this.#users -= 1;
      used = false;
      if (this.#users > 0) return false;
      clearTimeout(this.#timer);
      return true;
    };
  }

  authorized(): Promise<void> {
    return this.until(() => this.#authorizedAt >= performance.now() - FRESH_MS);
  }

  /** By a check that begins after this call: one that is under way may have read before it. */
  authorizedNow(): Promise<void> {
    const begun = this.#begun;
    return this.until(() => this.#lastAuthorized > begun);
  }

  private async until(isAuthorized: () => boolean): Promise<void> {
    const askedAt = performance.now();
    for (;;) {
      this.#lost.signal.throwIfAborted();
      if (isAuthorized()) return;
      if (performance.now() - askedAt > MAX_WAIT_MS) {
        throw new ServiceError('dependency-unavailable', 'The permission to use the voice could not be checked.');
      }
      const before = this.#lastAuthorized;
      await this.check();
      const failed = this.#lastAuthorized === before && !this.#lost.signal.aborted;
      if (failed) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }

  /** Those who check at the same time share it. */
  private check(): Promise<void> {
    this.#checking ??= this.begin();
    return this.#checking;
  }

  private async begin(): Promise<void> {
    const number = ++this.#begun;
    const startedAt = performance.now();
    try {
      await this.read();
      this.#lastAuthorized = number;
      this.#authorizedAt = Math.max(this.#authorizedAt, startedAt);
    } catch (error) {
      if (isVoiceUnauthorized(error)) this.#lost.abort(error);
      // Anything else decides nothing; callers that need to know check again.
    } finally {
      this.#checking = undefined;
    }
  }

  private async checkAgain(): Promise<void> {
    await this.check();
    if (this.#users > 0 && !this.#lost.signal.aborted) this.checkLater();
  }

  private checkLater(): void {
    this.#timer = setTimeout(() => {
      void this.checkAgain();
    }, this.everyMs);
  }
}
