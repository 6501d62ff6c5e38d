import { Inject, Injectable } from '@nestjs/common';
import { OpenWork, OutboxRelay } from '#documents';
import { MessagePublisher, messages } from '#messaging';
import { type Logger, LOGGER, newTrace, runInContext, traceFields } from '#observability';
import { DueSchedules } from './due-schedules.service.ts';
import { Round } from './round.ts';
import { IDLE_LOOK_EVERY_MS, SLOT_MS, slotOf, SWEEP_AGAIN_MS } from './tick-table.ts';

/** What one beat did. */
export interface Beat {
  /** Types of the messages that were published. */
  readonly published: readonly string[];
  /** Undefined when the store was not looked at. */
  readonly isWorkOpen: boolean | undefined;
  /** The store or the broker was away: the next beat, or the next slot, tries again. */
  readonly hasFailed: boolean;
}

/** The store could not be looked at. */
const UNKNOWN = undefined;

/**
 * Publishes recurring work. A tick wakes a worker that may be at zero replicas, so it is published only when the store shows that it has
 * something to do, or when a schedule is due (`DueSchedules`). The store is looked at when a process starts, every 10 minutes while there is
 * work, and every hour while there is none. That there is work is known to the process that gave it to the workers, and to each that has
 * seen it in the store. Several processes publish the same tick under the same id, and the queue keeps one: no leader, no lock. It has no
 * clock and no timer of its own.
 * See ADR 162.
 */
@Injectable()
export class Ticks {
  #isBeating = false;
  #sweepsDue = 0;
  #sweptIn = -Infinity;
  #nextLookAt = -Infinity;

  constructor(
    private readonly publisher: MessagePublisher,
    private readonly outbox: OutboxRelay,
    private readonly work: OpenWork,
    private readonly schedules: DueSchedules,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * To be called every `BEAT_EVERY_MS`. Never rejects. Does nothing while the beat before it has not ended.
   * @param now epoch milliseconds
   */
  async beat(now: number): Promise<Beat> {
    if (this.#isBeating) return { published: [], isWorkOpen: UNKNOWN, hasFailed: false };
    this.#isBeating = true;
    try {
      // A trace of its own, which its log lines and messages have.
      return await runInContext(traceFields(newTrace()), () => this.round(now));
    } finally {
      this.#isBeating = false;
    }
  }

  private async round(now: number): Promise<Beat> {
    const round = new Round(this.publisher, this.logger);
    await this.sweepOwn(now, round);
    const isWorkOpen = await this.lookWhenDue(now, round);
    await this.schedules.publish(now, round);
    return { published: round.published, isWorkOpen, hasFailed: round.hasFailed };
  }

  /** At once when this process could not publish what it had committed. */
  private async sweepOwn(now: number, round: Round): Promise<void> {
    // Twice: the first may come too soon, since a sweep leaves alone what was committed just now.
    if (this.outbox.takeLeftBehind()) this.#sweepsDue = 2;
    const slot = slotOf(now, SWEEP_AGAIN_MS);
    if (this.#sweepsDue === 0 || slot === this.#sweptIn) return;
    this.#sweptIn = slot;
    this.#sweepsDue -= 1;
    if (!(await round.publish(messages.outboxSweep, slot))) this.#sweepsDue = 2;
  }

  /** @returns whether there is work; undefined when it is not time to look, or nobody knows */
  private async lookWhenDue(now: number, round: Round): Promise<boolean | undefined> {
    const slot = slotOf(now, SLOT_MS);
    const nextHour = slotOf(now, IDLE_LOOK_EVERY_MS) + IDLE_LOOK_EVERY_MS;
    // Never later than the next hour, also after a clock that was ahead has been put right.
    this.#nextLookAt = Math.min(this.#nextLookAt, this.outbox.takeGaveWork() ? slot + SLOT_MS : nextHour);
    if (now < this.#nextLookAt) return UNKNOWN;
    this.#nextLookAt = slot + SLOT_MS;
    const found = await round.attempt(() => this.work.look(now), 'the store could not be looked at for work');
    if (found === undefined) return UNKNOWN;
    if (!found.isOpen) this.#nextLookAt = nextHour;
    if (found.isLeftBehind && !(await round.publish(messages.outboxSweep, slot))) this.#sweepsDue = 2;
    if (found.isStalled) await round.publish(messages.workRequeue, slot);
    return found.isOpen;
  }
}
