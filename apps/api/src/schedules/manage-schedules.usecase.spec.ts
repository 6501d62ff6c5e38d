import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Principal } from '#auth';
import { scheduledRunOf, ScheduleStore } from '#documents';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import type { MessagePublisher } from '#messaging';
import { MemoryPublisher } from '#messaging/testing';
import { MemoryContainer } from '#storage/testing';
import type { AuditTrail } from '#intake';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { ManageSchedules } from './manage-schedules.usecase.ts';
import { scheduleTimesSchema } from './schedules.schema.ts';

const config = testConfig();
const operator: Principal = {
  tenantId: config.entra.tenantId,
  objectId: 'ada',
  kind: 'user',
  roles: ['Voice.Admin'],
  clientId: 'c',
};

let publisher: MemoryPublisher;
let recorded: { action: string; subject: unknown }[];
let refusal: ServiceError | undefined;
let schedules: ManageSchedules;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T10:00:00.000Z') });
  publisher = new MemoryPublisher();
  recorded = [];
  refusal = undefined;
  const publish: MessagePublisher['publish'] = (message) => publisher.publish(message);
  const audit = stub<AuditTrail>({
    recordFirst: (_principal, { action, subject }) => {
      if (refusal) return Promise.reject(refusal);
      recorded.push({ action, subject });
      return Promise.resolve();
    },
  });
  const store = new ScheduleStore(new MemoryContainer().asContainer);
  schedules = new ManageSchedules(config, store, stub<MessagePublisher>({ publish }), audit);
});
afterEach(() => void vi.useRealTimers());

const shown = async () => (await schedules.list(operator)).data.find(({ name }) => name === 'usage.roll');

describe(ManageSchedules.name, () => {
  it('shows when each runs next', async () => {
    expect(await shown()).toEqual({
      name: 'usage.roll',
      description: 'Sums up the usage of days that are over',
      cron: '10 2 * * *',
      timeZone: 'UTC',
      isPaused: false,
      nextRunAt: '2026-11-23T02:10:00.000Z',
    });
  });

  it('runs one now, under an id of that time, and leaves its next time', async () => {
    const view = await schedules.run(operator, 'usage.roll');
    const at = '2026-11-22T10:00:00.000Z';
    expect(view).toMatchObject({
      nextRunAt: '2026-11-23T02:10:00.000Z',
      lastRun: { slot: at, startedAt: at, cause: 'request' },
    });
    expect(publisher.types).toEqual(['usage.roll']);
    expect(publisher.published.map((message) => scheduledRunOf(message))).toEqual([{ name: 'usage.roll', slot: at }]);
    expect(recorded).toEqual([{ action: 'schedule.run', subject: { kind: 'schedule', id: 'usage.roll' } }]);
  });

  it('pauses and resumes, without catching up', async () => {
    expect(await schedules.pause(operator, 'usage.roll')).toMatchObject({
      isPaused: true,
      pausedAt: '2026-11-22T10:00:00.000Z',
    });
    vi.setSystemTime(Date.parse('2026-11-25T10:00:00.000Z'));
    await schedules.pause(operator, 'usage.roll');
    expect(await shown()).toMatchObject({ isPaused: true, pausedAt: '2026-11-22T10:00:00.000Z' });
    expect((await shown())?.nextRunAt).toBeUndefined();
    expect(await schedules.resume(operator, 'usage.roll')).toMatchObject({
      isPaused: false,
      nextRunAt: '2026-11-26T02:10:00.000Z',
    });
    expect(recorded.map(({ action }) => action)).toEqual(['schedule.pause', 'schedule.pause', 'schedule.resume']);
  });

  it('changes when one runs, and takes back what it has changed', async () => {
    const changed = await schedules.update(operator, 'usage.roll', { cron: '30 7 * * 1', timeZone: 'Europe/Berlin' });
    expect(changed).toMatchObject({
      cron: '30 7 * * 1',
      timeZone: 'Europe/Berlin',
      nextRunAt: '2026-11-23T06:30:00.000Z',
    });
    expect(await schedules.update(operator, 'usage.roll', {})).toMatchObject({ cron: '10 2 * * *', timeZone: 'UTC' });
    expect(recorded.map(({ action }) => action)).toEqual(['schedule.update', 'schedule.update']);
  });

  it('catches up nothing when it is changed', async () => {
    await shown();
    vi.setSystemTime(Date.parse('2026-11-23T12:00:00.000Z'));
    const changed = await schedules.update(operator, 'usage.roll', { cron: '10 9 * * *' });
    expect(changed).toMatchObject({ nextRunAt: '2026-11-24T09:10:00.000Z' });
  });

  it.each([
    { cron: '* * * * *' },
    { cron: '0,30 2 * * *' },
    { cron: '0 0 30 2 *' },
    { cron: '@daily' },
    { cron: 'x'.repeat(101) },
    { timeZone: 'Europe/Nowhere' },
    { hours: 2 },
  ])('refuses %j', (body) => {
    expect(scheduleTimesSchema.safeParse(body).success).toBe(false);
  });

  it('leaves the times of one that is not paused when it is resumed', async () => {
    await shown();
    vi.setSystemTime(Date.parse('2026-11-23T03:00:00.000Z'));
    expect(await schedules.resume(operator, 'usage.roll')).toMatchObject({ nextRunAt: '2026-11-23T02:10:00.000Z' });
  });

  it('does nothing that could not be recorded', async () => {
    refusal = new ServiceError('dependency-unavailable', 'away');
    for (const change of ['run', 'pause', 'resume'] as const) {
      await expect(schedules[change](operator, 'usage.roll')).rejects.toMatchObject({ code: 'dependency-unavailable' });
    }
    expect(publisher.published).toEqual([]);
    expect(await shown()).toMatchObject({ isPaused: false });
  });

  it('is for the operator’s tenant', async () => {
    const stranger = { ...operator, tenantId: '22222222-3333-4444-8555-666666666666' };
    const attempts = [
      schedules.list(stranger),
      ...(['run', 'pause', 'resume'] as const).map((change) => schedules[change](stranger, 'usage.roll')),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'forbidden' });
    expect(recorded).toEqual([]);
  });
});
