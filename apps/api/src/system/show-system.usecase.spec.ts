import { beforeEach, describe, expect, it, vi } from 'vitest';
import { aPrincipal } from '#auth/testing';
import { ServiceError } from '#domain';
import { stub } from '#domain/testing';
import { PropertiesNotShown } from '#messaging';
import { MemoryLogger } from '#observability/testing';
import { FairSemaphore } from '#speech';
import { testConfig } from '../platform/testing/tiny-application.ts';
import { TemporarySlots } from '../uploads/temporary-slots.service.ts';
import type { ReadJobs } from './read-jobs.service.ts';
import { MIN_KEPT_MS, NOT_PERMITTED_KEPT_MS, QUEUES_KEPT_MS, ShowSystem } from './show-system.usecase.ts';
import { systemSchema } from './system.schema.ts';

type Read = Awaited<ReturnType<ReadJobs['execute']>>;

const config = testConfig({ SPEECH_POOL_SIZE: '4', AUDIO_WORKERS: '2' });
const operator = aPrincipal({ tenantId: config.entra.tenantId, roles: ['Voice.Admin'] });
const READ: Read = {
  readAt: '2026-11-22T12:00:00.000Z',
  jobs: {
    open: [{ kind: 'synthesis', status: 'queued', count: 2, oldestMs: 9, quietMs: 8, isComplete: true }],
    outbox: { count: 0, oldestMs: 0, isComplete: true },
    window: { from: '2026-11-22T11:45:00.000Z', to: '2026-11-22T12:00:00.000Z' },
    accepted: [],
    reached: [],
    durations: [],
    failuresWindow: { from: '2026-11-21T12:00:00.000Z', to: '2026-11-22T12:00:00.000Z' },
    failures: [],
    requestUnits: 8,
  },
};
const QUEUES = [{ queue: 'maintenance', active: 1, scheduled: 2, deadLettered: 3 }] as const;

let now: number;
let readJobs: () => Promise<Read>;
let readQueues: () => Promise<typeof QUEUES>;
let jobReads: number;
let queueReads: number;
let logger: MemoryLogger;
let speech: FairSemaphore;
let show: ShowSystem;

beforeEach(() => {
  [now, jobReads, queueReads] = [0, 0, 0];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  readJobs = () => Promise.resolve(READ);
  readQueues = () => Promise.resolve(QUEUES);
  logger = new MemoryLogger();
  speech = new FairSemaphore({ limit: 4 });
  const jobs = { execute: () => (jobReads++, readJobs()) };
  const queues = { read: () => (queueReads++, readQueues()) };
  show = new ShowSystem(config, stub(jobs), stub(queues), speech, new TemporarySlots(config), logger.asLogger);
});

describe(ShowSystem.name, () => {
  it('shows jobs, queues, and the slots of this process', async () => {
    const release = await speech.acquire('contoso');
    const shown = await show.execute(operator);
    release();
    expect(shown).toMatchObject({
      ...READ,
      queues: QUEUES,
      unavailable: [],
      refreshAfterMs: MIN_KEPT_MS,
      process: {
        slots: [
          { name: 'live-speech', inUse: 1, limit: 4, waiting: 0 },
          { name: 'recordings', inUse: 0, limit: 2, waiting: 0 },
        ],
      },
    });
    expect(systemSchema.parse(shown)).toEqual(shown);
  });

  it('refuses administrators of other tenants, before anything is read', async () => {
    const other = aPrincipal({ tenantId: '22222222-2222-4222-8222-222222222222', roles: ['Voice.Admin'] });
    await expect(show.execute(other)).rejects.toMatchObject({ code: 'forbidden' });
    expect([jobReads, queueReads]).toEqual([0, 0]);
  });

  it('reads once for all who ask within five seconds', async () => {
    for (now = 0; now < MIN_KEPT_MS; now += 50) await show.execute(operator);
    expect([jobReads, queueReads]).toEqual([1, 1]);
    await show.execute(operator);
    expect([jobReads, queueReads]).toEqual([2, 1]);
    now = QUEUES_KEPT_MS;
    await show.execute(operator);
    expect(queueReads).toBe(2);
  });

  it('keeps figures longer that cost more: four request units a second at most', async () => {
    readJobs = () => Promise.resolve({ ...READ, jobs: { ...READ.jobs, requestUnits: 400 } });
    expect((await show.execute(operator)).refreshAfterMs).toBe(100_000);
    now = 99_999;
    await show.execute(operator);
    expect(jobReads).toBe(1);
    now = 100_000;
    await show.execute(operator);
    expect(jobReads).toBe(2);
  });

  it('says that it may not read queues, and tries again after ten minutes only', async () => {
    readQueues = () => Promise.reject(new PropertiesNotShown('Service Bus answered 401'));
    const shown = await show.execute(operator);
    expect(shown.queues).toBeUndefined();
    expect(shown.unavailable).toEqual([{ part: 'queues', reason: 'not-permitted' }]);
    expect(shown.jobs).toEqual(READ.jobs);
    now = NOT_PERMITTED_KEPT_MS - 1;
    await show.execute(operator);
    expect(queueReads).toBe(1);
    now = NOT_PERMITTED_KEPT_MS;
    await show.execute(operator);
    expect(queueReads).toBe(2);
    expect(logger.lines).toEqual([]);
  });

  it('shows the rest when the database does not answer, and does not ask it more often for that', async () => {
    readJobs = () => Promise.reject(new ServiceError('dependency-unavailable', 'away'));
    const shown = await show.execute(operator);
    expect(shown.jobs).toBeUndefined();
    expect(shown.unavailable).toEqual([{ part: 'jobs', reason: 'not-available' }]);
    expect(shown.queues).toEqual(QUEUES);
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { part: 'jobs', code: 'dependency-unavailable' } }]);
    await show.execute(operator);
    expect(jobReads).toBe(1);
  });
});
