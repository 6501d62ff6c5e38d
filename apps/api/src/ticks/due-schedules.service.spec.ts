import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ScheduleName, ScheduleStore } from '#documents';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { MessagePublisher } from '#messaging';
import { MemoryPublisher } from '#messaging/testing';
import { MemoryLogger } from '#observability/testing';
import { MemoryContainer } from '#storage/testing';
import { DueSchedules } from './due-schedules.service.ts';
import { Round } from './round.ts';
import { BEAT_EVERY_MS } from './tick-table.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = '2026-11-22T00:00:00.000Z';

let container: MemoryContainer;
let store: ScheduleStore;
let publisher: MemoryPublisher;
/** Ids of all messages that were sent, also of those that the queue drops. */
let sent: string[];

beforeEach(() => {
  container = new MemoryContainer();
  store = new ScheduleStore(container.asContainer);
  publisher = new MemoryPublisher();
  sent = [];
});

/** An API process. */
function replica() {
  const due = new DueSchedules(new ScheduleStore(container.asContainer));
  const publish: MessagePublisher['publish'] = async (message) => {
    await publisher.publish(message);
    sent.push(message.id);
  };
  const beat = async (now: number) => {
    const round = new Round(stub<MessagePublisher>({ publish }), new MemoryLogger().asLogger);
    await due.publish(now, round);
    return round;
  };
  return { beat };
}

/** Lets processes beat side by side. */
async function run(from: string, forMs: number, { everyMs = BEAT_EVERY_MS, replicas = [replica()] } = {}) {
  const start = Date.parse(from);
  for (let now = start; now < start + forMs; now += everyMs) await Promise.all(replicas.map(({ beat }) => beat(now)));
}

/** Times of the runs of a schedule. */
const slotsOf = (name: ScheduleName): string[] =>
  publisher.published.flatMap(({ id }) =>
    id.startsWith(`tick:${name}:`) ? [id.slice(`tick:${name}:`.length, -8)] : [],
  );

async function set(name: ScheduleName, changes: { cron?: string; timeZone?: string; pausedAt?: string }, now = START) {
  await store.change(Date.parse(now), (states) => ({ ...states, [name]: { ...states[name], ...changes } }));
}

describe(DueSchedules.name, () => {
  it('publishes each schedule once for each of its times, from two processes', async () => {
    await run(START, 2 * DAY_MS, { everyMs: 5 * MINUTE_MS, replicas: [replica(), replica()] });
    expect(slotsOf('retention.sweep')).toEqual(
      ['22T00', '22T06', '22T12', '22T18', '23T00', '23T06', '23T12', '23T18'].map((hour) => `2026-11-${hour}:10`),
    );
    expect(slotsOf('usage.roll')).toEqual(['2026-11-22T02:10', '2026-11-23T02:10']);
    expect(new Set(sent).size).toBe(publisher.published.length);
  });

  it('does not publish what another process has noted', async () => {
    const [one, other] = [replica(), replica()];
    for (const { beat } of [one, other]) await beat(Date.parse('2026-11-22T02:00:00Z'));
    await one.beat(Date.parse('2026-11-22T02:10:00Z'));
    await other.beat(Date.parse('2026-11-22T02:10:05Z'));
    expect(sent).toEqual(['tick:usage.roll:2026-11-22T02:10:00.000Z']);
  });

  it('asks the store when it starts and each hour, and twice more for a run', async () => {
    await run('2026-11-22T13:00:00Z', 3 * HOUR_MS);
    // The first read finds nothing, is made again before the write, and the write.
    expect(container.calls).toBe(3 + 2);
    await run('2026-11-22T18:00:00Z', HOUR_MS);
    // A new process: at 18:00; at 18:10, with the read and the write that note the run.
    expect(container.calls).toBe(5 + 1 + 3);
  });

  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00:00.000Z', ['2026-03-29T01:30', '2026-03-30T00:30']],
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00.000Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00:00.000Z', ['2026-03-08T07:30', '2026-03-09T06:30']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00.000Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-02T16:00:00.000Z', ['2026-10-03T15:45', '2026-10-04T15:15']],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-03T15:30:00.000Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
  ])('runs once a day where clocks change: %s, %s from %s', async (timeZone, cron, from, slots) => {
    await set('usage.roll', { cron, timeZone }, from);
    await run(from, 2 * DAY_MS, { everyMs: 10 * MINUTE_MS, replicas: [replica(), replica()] });
    expect(slotsOf('usage.roll')).toEqual(slots);
  });

  it.each(['a new process', 'a process that was suspended'])(
    'catches up once after days without any: %s',
    async (who) => {
      const before = replica();
      await run(START, 3 * HOUR_MS, { everyMs: MINUTE_MS, replicas: [before] });
      const after = who === 'a new process' ? replica() : before;
      await run('2026-11-25T20:00:00Z', MINUTE_MS, { replicas: [after] });
      expect(slotsOf('usage.roll')).toEqual(['2026-11-22T02:10', '2026-11-25T02:10']);
      expect(slotsOf('retention.sweep')).toEqual(['2026-11-22T00:10', '2026-11-25T18:10']);
      await run('2026-11-26T02:00:00Z', HOUR_MS, { replicas: [after] });
      expect(slotsOf('usage.roll').at(-1)).toBe('2026-11-26T02:10');
    },
  );

  it('runs nothing of what came before the first start', async () => {
    await run('2026-11-22T05:00:00Z', HOUR_MS);
    expect(sent).toEqual([]);
  });

  it('runs nothing while it is paused, and notices that when the time has come', async () => {
    const own = replica();
    await run('2026-11-22T02:00:00Z', 5 * MINUTE_MS, { replicas: [own] });
    await set('usage.roll', { pausedAt: '2026-11-22T02:05:00.000Z' }, '2026-11-22T02:05:00.000Z');
    await run('2026-11-22T02:05:00Z', 2 * DAY_MS, { everyMs: 5 * MINUTE_MS, replicas: [own] });
    expect(slotsOf('usage.roll')).toEqual([]);
    expect(slotsOf('audit.anchor')).toHaveLength(2);
  });

  it('publishes again what the broker did not take, every half minute', async () => {
    const own = replica();
    publisher.failure = new ServiceError('dependency-unavailable', 'no broker');
    await store.read(Date.parse(START));
    const calls = container.calls;
    await run('2026-11-22T02:10:00Z', 5 * MINUTE_MS, { replicas: [own] });
    expect(container.calls - calls).toBe(10);
    expect((await own.beat(Date.parse('2026-11-22T02:15:00Z'))).hasFailed).toBe(true);
    publisher.failure = undefined;
    await run('2026-11-22T02:15:05Z', MINUTE_MS, { replicas: [own] });
    expect(slotsOf('usage.roll')).toEqual(['2026-11-22T02:10']);
  });

  it('uses the same message again when the run could not be noted', async () => {
    await store.read(Date.parse(START));
    const own = replica();
    await own.beat(Date.parse('2026-11-22T02:05:00Z'));
    const change = vi
      .spyOn(ScheduleStore.prototype, 'change')
      .mockRejectedValue(new ServiceError('dependency-unavailable', 'away'));
    try {
      await run('2026-11-22T02:10:00Z', MINUTE_MS, { replicas: [own] });
    } finally {
      change.mockRestore();
    }
    await run('2026-11-22T02:11:00Z', HOUR_MS, { replicas: [own] });
    expect(sent.filter((id) => id.startsWith('tick:usage.roll:'))).toHaveLength(3);
    expect(slotsOf('usage.roll')).toEqual(['2026-11-22T02:10']);
  });

  it('notes when it has run, and why', async () => {
    await run('2026-11-22T02:00:00Z', 20 * MINUTE_MS);
    expect((await store.read(Date.parse('2026-11-22T02:20:00Z')))['usage.roll']).toMatchObject({
      after: '2026-11-22T02:10:00.000Z',
      lastRun: { slot: '2026-11-22T02:10:00.000Z', startedAt: '2026-11-22T02:10:00.000Z', cause: 'schedule' },
    });
  });
});
