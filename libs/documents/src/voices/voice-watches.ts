import { ServiceError } from '#domain';
import type { SpeakableVoices } from './speakable-voices.ts';

/** What a look at a voice can find that ends its use; everything else that goes wrong may pass. */
const VERDICTS: ReadonlySet<string> = new Set([
  'voice-not-ready',
  'state-conflict',
  'consent-not-active',
  'consent-revoked',
  'consent-mismatch',
]);

/** A look that began longer ago than this says nothing about now. With `everyMs` it makes the 2 s after which nothing may be heard. */
const FRESH_MS = 1_500;
const AGAIN_AFTER_MS = 100;
/** For so long audio waits for a database that does not answer; then it breaks off. */
const MAX_WAIT_MS = 15_000;

/** The use of a voice, for as long as it is allowed. To be disposed of when the use ends. */
export interface VoiceWatch extends Disposable {
  /** Aborts when the voice may not speak any longer; the reason is a ServiceError. */
  readonly signal: AbortSignal;
  /**
   * To be awaited before each piece of audio leaves. Resolves at once while the last look is recent, otherwise after the next.
   * @throws ServiceError why the voice may not speak any longer; `dependency-unavailable` when that cannot be found out
   */
  confirmed(): Promise<void>;
  /** As `confirmed`, by a look that begins now: before audio is kept. */
  confirmedNow(): Promise<void>;
}

/** Whether an error says that a voice may not be used, rather than that this could not be found out. */
export function isVoiceVerdict(error: unknown): error is ServiceError {
  return error instanceof ServiceError && VERDICTS.has(error.code);
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

  /** @param checkedAt when a look began that found the voice allowed, by `performance.now()` */
  watch(tenantId: string, voiceId: string, checkedAt: number): VoiceWatch {
    const key = `${tenantId}/${voiceId}`;
    let watched = this.#watched.get(key);
    if (!watched || watched.signal.aborted) {
      watched = new WatchedVoice(() => this.look(tenantId, voiceId), this.everyMs);
      this.#watched.set(key, watched);
    }
    const used = watched;
    const release = used.use(checkedAt);
    return {
      signal: used.signal,
      confirmed: () => used.confirmed(),
      confirmedNow: () => used.confirmedAnew(),
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
      confirmed: async () => void (await Promise.all(watches.map((watch) => watch.confirmed()))),
      confirmedNow: async () => void (await Promise.all(watches.map((watch) => watch.confirmedNow()))),
      [Symbol.dispose]: () => {
        for (const watch of watches) watch[Symbol.dispose]();
      },
    };
  }

  private async look(tenantId: string, voiceId: string): Promise<void> {
    if ((await this.voices.find(tenantId, voiceId)) === undefined) {
      throw new ServiceError('state-conflict', 'The voice was deleted.');
    }
  }
}

class WatchedVoice {
  readonly #lost = new AbortController();
  #users = 0;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  /** How many looks have begun, and which of them was the last to find the voice allowed. */
  #begun = 0;
  #confirmed = 0;
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
    this.#confirmedAt = Math.max(this.#confirmedAt, checkedAt);
    if (this.#users++ === 0) this.lookLater();
    let used = true;
    return () => {
      if (used) this.#users -= 1;
      used = false;
      if (this.#users > 0) return false;
      clearTimeout(this.#timer);
      return true;
    };
  }

  confirmed(): Promise<void> {
    return this.until(() => this.#confirmedAt >= performance.now() - FRESH_MS);
  }

  /** By a look that begins after this call: one that is under way may have read before it. */
  confirmedAnew(): Promise<void> {
    const begun = this.#begun;
    return this.until(() => this.#confirmed > begun);
  }

  private async until(isConfirmed: () => boolean): Promise<void> {
    const askedAt = performance.now();
    for (;;) {
      this.#lost.signal.throwIfAborted();
      if (isConfirmed()) return;
      if (performance.now() - askedAt > MAX_WAIT_MS) {
        throw new ServiceError('dependency-unavailable', 'The permission to use the voice could not be checked.');
      }
      const before = this.#confirmed;
      await this.look();
      const failed = this.#confirmed === before && !this.#lost.signal.aborted;
      if (failed) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }

  /** Those who look at the same time share it. */
  private look(): Promise<void> {
    this.#looking ??= this.begin();
    return this.#looking;
  }

  private async begin(): Promise<void> {
    const number = ++this.#begun;
    const startedAt = performance.now();
    try {
      await this.read();
      this.#confirmed = number;
      this.#confirmedAt = Math.max(this.#confirmedAt, startedAt);
    } catch (error) {
      if (isVoiceVerdict(error)) this.#lost.abort(error);
      // Anything else decides nothing; callers that need to know check again.
    } finally {
      this.#looking = undefined;
    }
  }

  private async lookAgain(): Promise<void> {
    await this.look();
    if (this.#users > 0 && !this.#lost.signal.aborted) this.lookLater();
  }

  private lookLater(): void {
    this.#timer = setTimeout(() => {
      void this.lookAgain();
    }, this.everyMs);
  }
}
