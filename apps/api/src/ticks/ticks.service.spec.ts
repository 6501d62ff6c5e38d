import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenWork, type OutboxRelay, ScheduleStore, type WorkFound } from '#documents';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { MessagePublisher } from '#messaging';
import { MemoryPublisher } from '#messaging/testing';
import { currentContext } from '#observability';
import { MemoryLogger } from '#observability/testing';
import { MemoryContainer } from '#storage/testing';
import { DueSchedules } from './due-schedules.service.ts';
import { BEAT_EVERY_MS } from './tick-table.ts';
import { Ticks } from './ticks.service.ts';

/** An hour without a schedule, and three more after it. */
const ONE = Date.parse('2026-11-22T13:00:00.000Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOTHING: WorkFound = { isOpen: false, isLeftBehind: false, isStalled: false };

let publisher: MemoryPublisher;
let logger: MemoryLogger;
let found: WorkFound;
/** Times of the looks at the store. */
let looks: number[];
let isAway: boolean;
let schedules: ScheduleStore;

beforeEach(() => {
  schedules = new ScheduleStore(new MemoryContainer().asContainer);
  publisher = new MemoryPublisher();
  logger = new MemoryLogger();
  [found, looks, isAway] = [NOTHING, [], false];
});

/** An API process, from `now` on. */
function replica(now = ONE) {
  const noted = { leftBehind: false, gaveWork: false };
  const take = (name: keyof typeof noted) => () => {
    const value = noted[name];
    noted[name] = false;
    return value;
  };
  const outbox = stub<OutboxRelay>({ takeLeftBehind: take('leftBehind'), takeGaveWork: take('gaveWork') });
  const work = stub<OpenWork>({
    look: (at) => {
      looks.push(at);
      return isAway ? Promise.reject(new ServiceError('dependency-unavailable', 'away')) : Promise.resolve(found);
    },
  });
  const publish: MessagePublisher['publish'] = (message) => publisher.publish(message);
  const due = new DueSchedules(schedules);
  const ticks = new Ticks(stub<MessagePublisher>({ publish }), outbox, work, due, logger.asLogger);
  /** Lets it beat for so long. */
  const run = async (forMs: number) => {
    for (const end = now + forMs; now < end; now += BEAT_EVERY_MS) await ticks.beat(now);
  };
  return { ticks, noted, run, now: () => now };
}

/** Minutes after one. */
const minutes = (times: readonly number[]) => times.map((time) => (time - ONE) / MINUTE_MS);

describe(Ticks.name, () => {
  it('looks at the store when it starts, and every hour while there is no work', async () => {
    const { run } = replica(ONE + 5 * MINUTE_MS);
    await run(3 * HOUR_MS - MINUTE_MS);
    expect(minutes(looks)).toEqual([5, 60, 120, 180]);
    expect(publisher.types).toEqual([]);
  });

  it('has a trace for each beat, which its log lines and its messages have', async () => {
    isAway = true;
    const traces: (string | undefined)[] = [];
    const { run } = replica();
    vi.spyOn(logger, 'warn').mockImplementation(() => void traces.push(currentContext().traceId));
    await run(2 * BEAT_EVERY_MS);
    isAway = false;
    found = { ...NOTHING, isLeftBehind: true };
    await run(20 * MINUTE_MS);
    expect(traces.length).toBeGreaterThan(0);
    for (const traceId of traces) expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(publisher.published.length).toBeGreaterThan(0);
    for (const { traceparent } of publisher.published) expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('looks at the next slot after it has given work to the workers, and then every ten minutes while there is work', async () => {
    const { run, noted } = replica();
    await run(3 * MINUTE_MS);
    noted.gaveWork = true;
    found = { ...NOTHING, isOpen: true };
    await run(30 * MINUTE_MS);
    expect(minutes(looks)).toEqual([0, 10, 20, 30]);
    found = NOTHING;
    await run(90 * MINUTE_MS);
    expect(minutes(looks)).toEqual([0, 10, 20, 30, 40, 60, 120]);
    expect(publisher.types).toEqual([]);
  });

  it.each([
    [{ ...NOTHING, isOpen: true, isLeftBehind: true }, ['outbox.sweep']],
    [{ ...NOTHING, isOpen: true, isStalled: true }, ['work.requeue']],
    [{ isOpen: true, isLeftBehind: true, isStalled: true }, ['outbox.sweep', 'work.requeue']],
  ])('publishes what has something to do, and nothing else: %j', async (seen, types) => {
    found = seen;
    await replica().run(MINUTE_MS);
    expect(publisher.types).toEqual(types);
  });

  it('publishes a tick under the same id from every process, and under another in the next slot', async () => {
    found = { ...NOTHING, isOpen: true, isStalled: true };
    for (const { run } of [replica(), replica(ONE + 7 * MINUTE_MS)]) await run(MINUTE_MS);
    expect(new Set(publisher.published.map(({ id }) => id))).toEqual(
      new Set(['tick:work.requeue:2026-11-22T13:00:00.000Z']),
    );
    await replica(ONE + 10 * MINUTE_MS).run(MINUTE_MS);
    expect(publisher.published.at(-1)?.id).toBe('tick:work.requeue:2026-11-22T13:10:00.000Z');
  });

  it('publishes at most one tick an hour while there is no work, and every schedule on its day', async () => {
    const { run, now } = replica(Date.parse('2026-11-22T00:00:00.000Z'));
    const counts: number[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      const before = publisher.published.length;
      await run(HOUR_MS);
      counts.push(publisher.published.length - before);
    }
    expect(Math.max(...counts)).toBe(1);
    expect(publisher.types.toSorted()).toEqual([
      'audit.anchor',
      'custom-voice.garbage-collect',
      ...Array(4).fill('retention.sweep'),
      'usage.roll',
    ]);
    expect(looks).toHaveLength(24);
    expect(now()).toBe(Date.parse('2026-11-23T00:00:00.000Z'));
  });

  it('has outboxes swept twice, half a minute apart, after something of its own stayed in one', async () => {
    const { run, noted } = replica();
    noted.leftBehind = true;
    await run(5 * MINUTE_MS);
    expect(publisher.published.map(({ id }) => id)).toEqual([
      'tick:outbox.sweep:2026-11-22T13:00:00.000Z',
      'tick:outbox.sweep:2026-11-22T13:00:30.000Z',
    ]);
  });

  it.each(['its own', 'those of others'])('has outboxes swept once the broker is back: %s', async (whose) => {
    const { run, noted } = replica();
    if (whose === 'its own') noted.leftBehind = true;
    else found = { ...NOTHING, isOpen: true, isLeftBehind: true };
    publisher.failure = new ServiceError('dependency-unavailable', 'no broker');
    await run(2 * MINUTE_MS);
    expect(logger.lines[0]).toMatchObject({ level: 'warn' });
    publisher.failure = undefined;
    found = NOTHING;
    await run(MINUTE_MS);
    expect(publisher.types).toEqual(['outbox.sweep', 'outbox.sweep']);
  });

  it('looks at the next slot when the store was away, and says that it failed', async () => {
    isAway = true;
    const { ticks } = replica();
    expect(await ticks.beat(ONE)).toEqual({ published: [], isWorkOpen: undefined, hasFailed: true });
    await ticks.beat(ONE + MINUTE_MS);
    await ticks.beat(ONE + 10 * MINUTE_MS);
    expect(minutes(looks)).toEqual([0, 10]);
  });

  it('looks within the hour after a clock that was ahead has been put right', async () => {
    const { ticks } = replica();
    await ticks.beat(ONE + 100 * HOUR_MS);
    await ticks.beat(ONE + MINUTE_MS);
    await ticks.beat(ONE + HOUR_MS);
    expect(minutes(looks)).toEqual([6_000, 60]);
  });
});
