import { Injectable } from '@nestjs/common';
import { SCHEDULE_NAMES, type ScheduleName, scheduleOf, ScheduleStore, type ScheduleStates, timesOf } from '#documents';
import { dueSlot, nextSlot, withRun } from '#domain';
import type { Round } from './round.ts';
import { IDLE_LOOK_EVERY_MS, slotOf, SWEEP_AGAIN_MS } from './tick-table.ts';

/**
 * Publishes the schedules whose time has come, each once for a time. The store is read when a process starts, each hour, and when the memory of it
 * says that something is due: so it is the store that decides, and a beat on which nothing is due asks nobody. The message is published before that is
 * noted. A process that dies in between leaves a message whose id the next process uses again, and the queue keeps one.
 * See ADR 193.
 */
@Injectable()
export class DueSchedules {
  #states: ScheduleStates | undefined;
  /** When something is due by the states that were read, unless the store says otherwise then. */
  #nextAt = -Infinity;

  constructor(private readonly store: ScheduleStore) {}

  /** @param now epoch milliseconds */
  async publish(now: number, round: Round): Promise<void> {
    // Never later than the next hour, also after a clock that was ahead has been put right: another process may have changed a schedule.
    const nextHour = slotOf(now, IDLE_LOOK_EVERY_MS) + IDLE_LOOK_EVERY_MS;
    this.#nextAt = Math.min(this.#nextAt, nextHour);
    if (now < this.#nextAt) return;
    const states = await round.attempt(() => this.store.read(now), 'the schedules could not be read');
    const isDone = states !== undefined && (await this.publishAll(states, now, round));
    // What failed is retried soon, and not at each beat.
    this.#nextAt = isDone ? Math.min(nextHour, this.nextDue()) : now + SWEEP_AGAIN_MS;
  }

  /** @returns whether nothing has failed */
  private async publishAll(read: ScheduleStates, now: number, round: Round): Promise<boolean> {
    this.#states = read;
    let isDone = true;
    for (const name of SCHEDULE_NAMES) {
      const slot = dueSlot(read[name], timesOf(name, read[name]), now);
      if (slot === undefined) continue;
      const isPublished = await round.publish(scheduleOf(name).tick, slot, name);
      const noted =
        isPublished && (await round.attempt(() => this.note(name, slot, now), `a run of ${name} could not be noted`));
      if (noted) this.#states = noted;
      else isDone = false;
    }
    return isDone;
  }

  private note(name: ScheduleName, slot: number, now: number): Promise<ScheduleStates> {
    const run = { slot: timeOf(slot), startedAt: timeOf(now), cause: 'schedule' } as const;
    return this.store.change(now, (states) => {
      const state = states[name];
      // Another process was faster.
      if (dueSlot(state, timesOf(name, state), now) !== slot) return states;
      return { ...states, [name]: { ...withRun(state, run), after: run.slot } };
    });
  }

  private nextDue(): number {
    const next = SCHEDULE_NAMES.map((name) => {
      const state = this.#states?.[name];
      return state === undefined || state.pausedAt !== undefined ? undefined : nextSlot(state, timesOf(name, state));
    });
    return Math.min(...next.map((time) => time ?? Infinity));
  }
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
