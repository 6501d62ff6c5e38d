import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventLoopWatch } from './event-loop-watch.ts';
import { createHealthApplication, get, later, pass, report, world } from './testing/health-application.ts';

describe('the health report', () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    app = await createHealthApplication();
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    await app.close();
  });

  it('asks what is counted or billed for people only, and at most once in the time that it says', async () => {
    world.speech = () => Promise.reject(new Error('down'));
    expect((await get(app, '/health/ready')).body).not.toHaveProperty('details.speech');
    expect(world.checks.speech).toBe(0);
    expect(await report(app)).toMatchObject({
      status: 200,
      body: { status: 'degraded', dependencies: { speech: { status: 'degraded', essential: false } } },
    });
    pass(9_000);
    await report(app);
    expect(world.checks.speech).toBe(1);
    pass(11_000);
    await report(app);
    expect(world.checks.speech).toBe(2);
  });

  it('reports release, resources, dependencies and details', async () => {
    const { status, body } = await report(app);
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      service: 'test',
      version: '1.2.3',
      commit: 'abc',
      instance: expect.any(String),
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      uptimeSeconds: expect.any(Number),
      process: {
        memory: {
          status: 'up',
          usedBytes: 100,
          limitBytes: 1_000,
          heapUsedBytes: 1,
          heapLimitBytes: 100,
          residentBytes: expect.any(Number),
        },
        cpu: { usedCpus: expect.any(Number), limitCpus: 0.5 },
        disk: { status: 'up', freeBytes: 90, totalBytes: 100 },
        eventLoop: { status: 'up', delayMs: 0, maxDelayMs: 0 },
      },
      dependencies: {
        cosmos: { status: 'up', essential: true, latencyMs: expect.any(Number), checkedAt: expect.any(String) },
        blob: expect.objectContaining({ status: 'up' }),
        'service-bus': expect.objectContaining({ status: 'up', essential: false }),
        speech: expect.objectContaining({ status: 'up', essential: false }),
      },
      details: { pool: { size: 2 } },
    });
  });

  it('names the culprit with what it said, also after it is back', async () => {
    world.cosmos = () => Promise.reject(new Error('connect ECONNREFUSED documents?sig=canary AccountKey=canary'));
    const down = await report(app);
    expect(down).toMatchObject({
      status: 503,
      body: { status: 'error', dependencies: { cosmos: { status: 'down', lastError: { code: 'unavailable' } } } },
    });
    expect(down.body.dependencies['cosmos']?.lastError?.said).toContain('ECONNREFUSED');
    expect(JSON.stringify(down.body)).not.toContain('canary');
    world.cosmos = () => Promise.resolve();
    later(app);
    expect(await report(app)).toMatchObject({
      status: 200,
      body: { dependencies: { cosmos: { status: 'up', lastError: { code: 'unavailable' } } } },
    });
  });

  it('calls a part of the report that cannot be read n/a', async () => {
    world.pool = () => Promise.reject(new Error('no'));
    expect((await report(app)).body.details).toEqual({ pool: 'n/a' });
  });

  it.each([
    ['of the container', () => (world.controlGroup = { usedBytes: 900, limitBytes: 1_000 })],
    ['of the heap', () => (world.heap = { usedBytes: 90, limitBytes: 100 })],
  ])('says degraded when the memory %s is nearly used up, lives on, and logs it once', async (_, use) => {
    world.controlGroup = { usedBytes: 899, limitBytes: 1_000 };
    expect((await get(app, '/health/live')).body).toMatchObject({ status: 'ok' });
    use();
    expect(await get(app, '/health/live')).toMatchObject({
      status: 200,
      body: { status: 'degraded', details: { memory: { status: 'degraded' } } },
    });
    await get(app, '/health/live');
    expect(await report(app)).toMatchObject({ status: 200, body: { status: 'degraded' } });
    expect(world.lines.map(({ msg }) => msg)).toEqual(['Memory is nearly used up']);
  });

  it('says degraded when the disk is nearly full', async () => {
    world.disk = { freeBytes: 10, totalBytes: 100 };
    expect((await report(app)).body).toMatchObject({ status: 'degraded', process: { disk: { status: 'degraded' } } });
  });

  it('does not live when its event loop stood still for 10 s', async () => {
    vi.spyOn(app.get(EventLoopWatch), 'delayMs', 'get').mockReturnValue(9_999);
    expect((await get(app, '/health/live')).status).toBe(200);
    vi.spyOn(app.get(EventLoopWatch), 'delayMs', 'get').mockReturnValue(10_000);
    expect(await get(app, '/health/live')).toMatchObject({
      status: 503,
      body: { error: { 'event-loop': { status: 'down' } } },
    });
  });
});
