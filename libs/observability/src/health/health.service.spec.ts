import 'reflect-metadata';
import { Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '#domain';
import { Activity } from './activity.ts';
import { HEALTH_CACHE_MS, IDLE_MS } from './dependency-checks.ts';
import { ProbesController } from './probes.controller.ts';
import { PUBLIC_ROUTE } from './public-route.ts';
import { ShutdownState } from './shutdown-state.ts';
import { createHealthApplication, get, later, pass, world } from './testing/health-application.ts';

describe('the probes', () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    app = await createHealthApplication();
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    await app.close();
  });

  it('is ready when every dependency is', async () => {
    const { status, body } = await get(app, '/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', details: { cosmos: { status: 'up' }, blob: { status: 'up' } } });
  });

  it('is not ready when one dependency is down, and says which, but not what it said', async () => {
    world.cosmos = () => Promise.reject(new Error('connect ECONNREFUSED secret-host.documents.azure.com?key=canary'));
    const { status, body, raw } = await get(app, '/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'error', error: { cosmos: { status: 'down', message: 'unavailable' } } });
    expect(body).toMatchObject({ details: { blob: { status: 'up' } } });
    expect(raw).not.toMatch(/secret-host|canary/);
    expect((await get(app, '/health')).status).toBe(503);
  });

  it('shows the code of an expected failure', async () => {
    world.cosmos = () => Promise.reject(new ServiceError('dependency-unavailable', 'secret-host'));
    const { body } = await get(app, '/health/ready');
    expect(body).toMatchObject({ error: { cosmos: { message: 'dependency-unavailable' } } });
  });

  it('lives and has started whatever the dependencies do, and does not ask them', async () => {
    world.cosmos = () => Promise.reject(new Error('down'));
    expect((await get(app, '/health/live')).status).toBe(200);
    expect((await get(app, '/health/startup')).status).toBe(200);
    expect(world.checks.cosmos).toBe(0);
  });

  it('does not live when a part of it can only be repaired by a restart, and says which', async () => {
    expect(await get(app, '/health/live')).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        info: { engine: { status: 'up' }, 'event-loop': { status: 'up' }, memory: { status: 'up' } },
      },
    });
    world.isAlive = false;
    expect(await get(app, '/health/live')).toMatchObject({
      status: 503,
      body: { error: { engine: { status: 'down' } } },
    });
    expect((await get(app, '/health/ready')).status).toBe(200);
  });

  it('asks each dependency at most once in half a second, however many ask for it: 1,000 probes in one second', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    world.cosmos = () => Promise.reject(new Error('down'));
    for (let ms = 0; ms < 1_000; ms += 10) {
      app.get(Activity).note();
      await Promise.all(Array.from({ length: 10 }, (_, index) => get(app, index === 0 ? '/health' : '/health/ready')));
      vi.setSystemTime(Date.now() + 10);
    }
    expect([world.checks.cosmos, world.checks.blob, world.checks.speech]).toEqual([2, 2, 1]);
  });

  it('does not ask for probes what was up, for an hour, while nobody has the process work; people are told how it is', async () => {
    await get(app, '/health/ready');
    pass(IDLE_MS - 1_000);
    await get(app, '/health/ready');
    expect(world.checks.cosmos).toBe(1);
    await get(app, '/health');
    expect(world.checks.cosmos).toBe(2);
    pass(IDLE_MS - 1_000);
    expect(await get(app, '/health/ready')).toMatchObject({
      status: 200,
      body: { details: { cosmos: { status: 'up' } } },
    });
    expect(world.checks.cosmos).toBe(2);
    pass(1_001);
    await get(app, '/health/ready');
    expect(world.checks.cosmos).toBe(3);
    later(app);
    await get(app, '/health/ready');
    expect(world.checks.cosmos).toBe(4);
  });

  it('asks at each probe what is down, and what calls nobody', async () => {
    world.cosmos = () => Promise.reject(new Error('down'));
    await get(app, '/health/ready');
    pass(HEALTH_CACHE_MS + 1);
    await get(app, '/health/ready');
    expect(world.checks.cosmos).toBe(2);
    expect(world.checks.blob).toBe(2);
  });

  it('answers within the deadline for a dependency that never does, and takes its call back', async () => {
    let aborted = false;
    world.cosmos = (signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => (aborted = true));
      });
    const { status, body } = await get(app, '/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { cosmos: { status: 'down' } }, details: { blob: { status: 'up' } } });
    expect(aborted).toBe(true);
  });

  it('stays ready without what is not essential, and says that it is away', async () => {
    world.bus = () => Promise.reject(new Error('secret-host refused'));
    const { status, body, raw } = await get(app, '/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'degraded', details: { 'service-bus': { status: 'degraded' } }, error: {} });
    expect(body).toMatchObject({ info: { 'service-bus': { message: 'unavailable' } } });
    expect(raw).not.toContain('secret-host');
  });

  it('logs that a dependency went and that it came back, once each', async () => {
    world.cosmos = () => Promise.reject(new Error('down'));
    await get(app, '/health/ready');
    later(app);
    await get(app, '/health/ready');
    world.cosmos = () => Promise.resolve();
    later(app);
    await get(app, '/health/ready');
    expect(world.lines.map(({ msg, dependency }) => [msg, dependency])).toEqual([
      ['A dependency is down', 'cosmos'],
      ['A dependency is back', 'cosmos'],
    ]);
  });

  it('is not ready from the moment that the shutdown begins, but lives', async () => {
    app.get(ShutdownState).begin();
    expect(await get(app, '/health/ready')).toMatchObject({
      status: 503,
      body: { error: { application: { status: 'down' } } },
    });
    expect((await get(app, '/health/live')).status).toBe(200);
    expect(world.checks.cosmos).toBe(0);
  });

  it('lives while the application is being closed and its work goes on', async () => {
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    world.work = () => done;
    const closed = app.close();
    await vi.waitFor(() => expect(world.closing).toBe(true));
    expect(await get(app, '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await get(app, '/health/ready')).status).toBe(503);
    finish();
    await closed;
  });

  it('needs no token', () => {
    expect(new Reflector().get(PUBLIC_ROUTE, ProbesController)).toBe(true);
  });

  it('is not to be cached', async () => {
    expect((await app.inject('/health/ready')).headers['cache-control']).toContain('no-store');
  });
});
