import type { Container, Resource } from '@azure/cosmos';
import { type ScheduleState, ServiceError, withoutFuture } from '#domain';
import { createItem, readItem, replaceItem } from '#storage';
import { retryLostRaces } from '../commit/lost-races.ts';
import { type ScheduleName, SCHEDULES } from './schedule-table.ts';

export type ScheduleStates = Readonly<Record<ScheduleName, ScheduleState>>;

interface SchedulesItem {
  readonly id: string;
  readonly partitionKey: string;
  /** Those of a later release are kept as they are. */
  readonly schedules: Readonly<Record<string, ScheduleState>>;
}

const ID = 'schedules';

/**
 * The state of all schedules: one item in the container `idempotency`, without a time to live, so that a process knows all of them after one read.
 * All methods throw ServiceError `dependency-unavailable`.
 * See ADR 193.
 */
export class ScheduleStore {
  constructor(private readonly container: Container) {}

  /** Makes what is missing: of a schedule that is new, all times until now are over. @param now epoch milliseconds */
  async read(now: number): Promise<ScheduleStates> {
    const found = await this.find();
    if (isComplete(found, now)) return statesOf(found, now);
    return this.change(now, (states) => states);
  }

  /**
   * @param change is called again when another process was faster. The same states: nothing is written, unless one was missing
   * @returns what is stored now
   * @throws ServiceError `etag-mismatch` after many lost races
   */
  async change(now: number, change: (states: ScheduleStates) => ScheduleStates): Promise<ScheduleStates> {
    return retryLostRaces(
      () => this.find(),
      async (found) => {
        const before = statesOf(found, now);
        const after = change(before);
        if (after === before && isComplete(found, now)) return after;
        const item: SchedulesItem = { id: ID, partitionKey: ID, schedules: { ...found?.schedules, ...after } };
        const written =
          found === undefined
            ? await createItem(this.container, item)
            : await replaceItem(this.container, item, found._etag);
        if (written === undefined)
          throw new ServiceError('etag-mismatch', 'Another process has changed the schedules.');
        return after;
      },
    );
  }

  private find() {
    return readItem<SchedulesItem>(this.container.item(ID, ID));
  }
}

/** Whether it has a usable state of each schedule. */
function isComplete(item: (SchedulesItem & Resource) | undefined, now: number): boolean {
  return SCHEDULES.every(({ name }) => {
    const state = item?.schedules[name];
    return state !== undefined && withoutFuture(state, latest(item, now)) === state;
  });
}

function statesOf(item: (SchedulesItem & Resource) | undefined, now: number): ScheduleStates {
  const at = latest(item, now);
  const states = SCHEDULES.map(({ name }): [ScheduleName, ScheduleState] => {
    const state = item?.schedules[name];
    return [name, state === undefined ? { after: new Date(at).toISOString() } : withoutFuture(state, at)];
  });
  return Object.fromEntries(states) as Record<ScheduleName, ScheduleState>;
}

/**
 * The later one of the own clock and of Cosmos DB's at the last write: to a process whose clock is behind, times that have come look like the future,
 * and without them their runs would come again.
 */
function latest(item: Resource | undefined, now: number): number {
  return Math.max(now, (item?._ts ?? 0) * 1_000);
}
