import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { errorCodeOf, type Usage, usageDay, usageName, UsageSums } from '#domain';
import { type Logger, LOGGER, recordMetric } from '#observability';
import { UsageStore } from '#storage';

/** What a process loses that is killed. */
const KEEP_EVERY_MS = 10_000;
const STOP_TIMEOUT_MS = 2_000;

export type LiveAmounts = Pick<Usage, 'tenantId' | 'voiceId' | 'billedCharacters' | 'audioMs'>;

/**
 * Counts live speech in memory, and keeps the counts of this process in records of its own: no request waits for a database because it is
 * counted. A record says how much it has come to be, so that writing it again, or later, is the same.
 */
@Injectable()
export class LiveUsage implements OnApplicationShutdown {
  readonly #process = randomUUID();
  readonly #sums = new UsageSums();
  /** By id, what is not kept yet. */
  readonly #unkept = new Map<string, Usage>();
  readonly #etags = new Map<string, string>();
  #keeping: Promise<void> | undefined;

  constructor(
    private readonly store: UsageStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Counts one text. Nobody waits for it. */
  count(amounts: LiveAmounts): void {
    const audioMs = Math.round(amounts.audioMs);
    const sum = this.#sums.add({ ...amounts, audioMs, day: usageDay(Date.now()), kind: 'live', requests: 1 });
    this.#unkept.set(this.idOf(sum), sum);
    recordMetric('voice.speech.characters', amounts.billedCharacters, { 'voice.use': 'live' });
  }

  /** What cannot be kept now is kept with the next round. */
  @Interval(KEEP_EVERY_MS)
  keep(): Promise<void> {
    // One after another: an older count must not be written after a newer one.
    this.#keeping ??= this.keepAll().finally(() => (this.#keeping = undefined));
    return this.#keeping;
  }

  async onApplicationShutdown(): Promise<void> {
    const kept = (async () => {
      await this.#keeping;
      await this.keep();
    })();
    await Promise.race([kept, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
  }

  private async keepAll(): Promise<void> {
    const today = usageDay(Date.now());
    // As of now: what is counted meanwhile is for the next round.
    for (const [id, usage] of new Map(this.#unkept)) {
      try {
        this.#etags.set(id, await this.store.keep(id, usage, this.#etags.get(id)));
      } catch (error) {
        const code = errorCodeOf(error);
        this.logger.warn({ code }, 'the usage of live speech could not be stored yet');
        // Without the database the others would fail too; what is the matter with one record is not theirs.
        if (code === 'dependency-unavailable') return;
        continue;
      }
      // More may have been counted while it was written.
      if (this.#unkept.get(id) === usage) this.#unkept.delete(id);
    }
    for (const usage of this.#sums.values()) {
      const id = this.idOf(usage);
      if (usage.day >= today || this.#unkept.has(id)) continue;
      this.#sums.delete(usage);
      this.#etags.delete(id);
    }
  }

  private idOf(usage: Usage): string {
    return `live:${this.#process}:${usageName(usage)}`;
  }
}
