import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryContainer } from '#storage/testing';
import { ScheduleStore, type ScheduleStates } from './schedule-store.ts';
import { SCHEDULE_NAMES, scheduledRunOf, tickId } from './schedule-table.ts';

const NOW = Date.parse('2026-11-22T10:15:00.000Z');
const AT = new Date(NOW).toISOString();

let container: MemoryContainer;
let store: ScheduleStore;

beforeEach(() => {
  container = new MemoryContainer();
  store = new ScheduleStore(container.asContainer);
});

function paused(states: ScheduleStates, pausedAt = AT): ScheduleStates {
  return { ...states, 'usage.roll': { ...states['usage.roll'], pausedAt } };
}

describe(ScheduleStore.name, () => {
  it('has each schedule of the table, none of whose times are due', async () => {
    const states = await store.read(NOW);
    expect(Object.keys(states)).toEqual(SCHEDULE_NAMES);
    expect(states['usage.roll']).toEqual({ after: AT });
    const calls = container.calls;
    expect(await store.read(NOW + 60_000)).toEqual(states);
    expect(container.calls - calls).toBe(1);
  });

  it('adds a schedule that a new release has, and keeps one that only another release knows', async () => {
    const states = await store.read(NOW);
    const { 'usage.roll': _, ...others } = states;
    const later = { after: AT };
    const { _etag, ...item } = container.stored.get('schedules') ?? { id: '', partitionKey: '', _etag: '' };
    container.stored.set('schedules', { ...item, _etag, schedules: { ...others, 'digest.send': later } });
    expect((await store.read(NOW + 1))['usage.roll'].after).toBe(new Date(NOW + 1).toISOString());
    await store.change(NOW + 2, (before) => paused(before));
    expect(container.stored.get('schedules')?.['schedules']).toMatchObject({ 'digest.send': later });
  });

  it('makes a change again when another process was faster', async () => {
    await store.read(NOW);
    const other = new ScheduleStore(container.asContainer);
    let isFirst = true;
    const changed = await Promise.all([
      store.change(NOW, (states) => paused(states)),
      other.change(NOW, (states) => {
        isFirst = false;
        return { ...states, 'audit.anchor': { ...states['audit.anchor'], pausedAt: AT } };
      }),
    ]);
    expect(isFirst).toBe(false);
    expect(changed).toHaveLength(2);
    const states = await store.read(NOW);
    expect([states['usage.roll'].pausedAt, states['audit.anchor'].pausedAt]).toEqual([AT, AT]);
  });

  it('lets no process whose clock was far ahead stop a schedule', async () => {
    await store.read(NOW);
    const ahead = '2027-03-01T02:10:00.000Z';
    const late = (states: ScheduleStates) => ({ ...states, 'usage.roll': { ...states['usage.roll'], after: ahead } });
    await store.change(Date.parse(ahead), late);
    expect((await store.read(NOW))['usage.roll'].after).toBe(AT);
    expect((await store.read(NOW + 60_000))['usage.roll'].after).toBe(AT);
  });

  it('lets no process whose clock is far behind bring times back that are over', async () => {
    await store.read(NOW);
    const item = container.stored.get('schedules') ?? { id: '', partitionKey: '', _etag: '' };
    const written = { ...item, _ts: NOW / 1_000 };
    container.stored.set('schedules', written);
    const behind = NOW - 3 * 3_600_000;
    expect((await store.read(behind))['usage.roll'].after).toBe(AT);
    expect((await store.change(behind, (states) => paused(states)))['usage.roll'].after).toBe(AT);
    // Nor does it begin a schedule of a new release in the past.
    const { 'usage.roll': _, ...others } = await store.read(NOW);
    container.stored.set('schedules', { ...written, schedules: others });
    expect((await store.read(behind))['usage.roll'].after).toBe(AT);
  });

  it('writes nothing when nothing has changed', async () => {
    await store.read(NOW);
    const before = container.stored.get('schedules')?._etag;
    await store.change(NOW, (states) => states);
    expect(container.stored.get('schedules')?._etag).toBe(before);
  });
});

describe(scheduledRunOf.name, () => {
  const id = tickId('usage.roll', NOW);

  it('knows the run of a message, and of those that continue it', () => {
    expect(id).toBe('tick:usage.roll:2026-11-22T10:15:00.000Z');
    for (const each of [id, `${id}:2`, `${id}:17`]) {
      expect(scheduledRunOf({ id: each })).toEqual({ name: 'usage.roll', slot: AT });
    }
  });

  it.each(['tick:outbox.sweep:2026-11-22T10:15:00.000Z', 'syn_1:synthesis.run:1', `x${id}`, `${id}:x`])(
    'finds none in %s',
    (other) => expect(scheduledRunOf({ id: other })).toBeUndefined(),
  );
});
