import 'reflect-metadata';
import { EventEmitter } from 'node:events';
import { type BeforeApplicationShutdown, Injectable, type INestApplication, Module } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { ServiceError } from '#domain';
import { createLogger } from '../logging/logger.ts';
import { ObservabilityModule } from '../observability.module.ts';
import { Activity } from './activity.ts';
import { closeOnSignals } from './close-on-signals.ts';
import { HealthController } from './health.controller.ts';
import { HealthModule } from './health.module.ts';
import { IDLE_MS } from './health.service.ts';
import { PUBLIC_ROUTE } from './public-route.ts';
import type { LivenessIndicator, ReadinessIndicator } from './readiness.ts';
import { ShutdownState } from './shutdown-state.ts';

let cosmos: (signal: AbortSignal) => Promise<void>;
let checks: number;
let freeChecks: number;
let isAlive: boolean;
/** What the application waits for before it closes. */
let work: () => Promise<void>;
let closing: boolean;
let lines: Record<string, unknown>[];

@Injectable()
class CosmosIndicator implements ReadinessIndicator {
  readonly name = 'cosmos';

  check(signal: AbortSignal): Promise<void> {
    checks += 1;
    return cosmos(signal);
  }
}

@Injectable()
class BlobIndicator implements ReadinessIndicator {
  readonly name = 'blob';
  readonly isFree = true;

  async check(): Promise<void> {
    freeChecks += 1;
  }
}

@Injectable()
class EngineIndicator implements LivenessIndicator {
  readonly name = 'engine';

  isAlive(): boolean {
    return isAlive;
  }
}

@Injectable()
class Work implements BeforeApplicationShutdown {
  async beforeApplicationShutdown(): Promise<void> {
    closing = true;
    await work();
  }
}

const logger = createLogger({
  level: 'trace',
  service: 'test',
  destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
});

@Module({
  imports: [
    ObservabilityModule.forRoot({ logger }),
    HealthModule.forRoot({ indicators: [CosmosIndicator, BlobIndicator], liveness: [EngineIndicator] }),
  ],
  providers: [Work],
})
class TestModule {}

describe('Health', () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    cosmos = () => Promise.resolve();
    [checks, freeChecks] = [0, 0];
    isAlive = true;
    work = () => Promise.resolve();
    closing = false;
    lines = [];
    app = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), { logger: false });
    await app.init();
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    await app.close();
  });

  const get = async (path: string): Promise<{ status: number; body: Record<string, unknown>; raw: string }> => {
    const { statusCode, body } = await app.inject(path);
    return { status: statusCode, body: JSON.parse(body) as Record<string, unknown>, raw: body };
  };
  const pass = (ms: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  /** Results are kept for two seconds while there is work, and somebody asked for some. */
  const later = (): void => {
    app.get(Activity).note();
    pass(2_001);
  };

  it('is ready when every dependency is', async () => {
    const { status, body } = await get('/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', details: { cosmos: { status: 'up' }, blob: { status: 'up' } } });
  });

  it('is not ready when one dependency is down, and says which, but not what it said', async () => {
    cosmos = () => Promise.reject(new Error('connect ECONNREFUSED secret-host.documents.azure.com?key=canary'));
    const { status, body, raw } = await get('/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'error', error: { cosmos: { status: 'down', message: 'unavailable' } } });
    expect(body).toMatchObject({ details: { blob: { status: 'up' } } });
    expect(raw).not.toMatch(/secret-host|canary/);
    expect((await get('/health')).status).toBe(503);
  });

  it('shows the code of an expected failure', async () => {
    cosmos = () => Promise.reject(new ServiceError('dependency-unavailable', 'secret-host'));
    const { body } = await get('/health/ready');
    expect(body).toMatchObject({ error: { cosmos: { message: 'dependency-unavailable' } } });
  });

  it('lives and has started whatever the dependencies do, and does not ask them', async () => {
    cosmos = () => Promise.reject(new Error('down'));
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/startup')).status).toBe(200);
    expect(checks).toBe(0);
  });

  it('does not live when a part of it can only be repaired by a restart, and says which', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { info: { engine: { status: 'up' } } } });
    isAlive = false;
    expect(await get('/health/live')).toMatchObject({ status: 503, body: { error: { engine: { status: 'down' } } } });
    expect((await get('/health/ready')).status).toBe(200);
  });

  it('asks a dependency once for probes that come together or within two seconds', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get('/health/ready')));
    await get('/health');
    expect(checks).toBe(1);
    later();
    await get('/health/ready');
    expect(checks).toBe(2);
  });

  it('does not ask for probes what was up, for an hour, while nobody has the process work; people are told how it is', async () => {
    await get('/health/ready');
    pass(IDLE_MS - 1_000);
    await get('/health/ready');
    expect(checks).toBe(1);
    await get('/health');
    expect(checks).toBe(2);
    pass(IDLE_MS - 1_000);
    expect(await get('/health/ready')).toMatchObject({ status: 200, body: { details: { cosmos: { status: 'up' } } } });
    expect(checks).toBe(2);
    pass(1_001);
    await get('/health/ready');
    expect(checks).toBe(3);
    later();
    await get('/health/ready');
    expect(checks).toBe(4);
  });

  it('asks at each probe what is down, and what calls nobody', async () => {
    cosmos = () => Promise.reject(new Error('down'));
    await get('/health/ready');
    pass(2_001);
    await get('/health/ready');
    expect(checks).toBe(2);
    expect(freeChecks).toBe(2);
  });

  it('answers within the deadline for a dependency that never does, and takes its call back', async () => {
    let aborted = false;
    cosmos = (signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => (aborted = true));
      });
    const { status, body } = await get('/health/ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { cosmos: { status: 'down' } }, details: { blob: { status: 'up' } } });
    expect(aborted).toBe(true);
  });

  it('logs that a dependency went and that it came back, once each', async () => {
    cosmos = () => Promise.reject(new Error('down'));
    await get('/health/ready');
    later();
    await get('/health/ready');
    cosmos = () => Promise.resolve();
    later();
    await get('/health/ready');
    expect(lines.map(({ msg, dependency }) => [msg, dependency])).toEqual([
      ['A dependency is down', 'cosmos'],
      ['A dependency is back', 'cosmos'],
    ]);
  });

  it('is not ready from the moment that the shutdown begins, but lives', async () => {
    app.get(ShutdownState).begin();
    expect(await get('/health/ready')).toMatchObject({
      status: 503,
      body: { error: { application: { status: 'down' } } },
    });
    expect((await get('/health/live')).status).toBe(200);
    expect(checks).toBe(0);
  });

  it('lives while the application is being closed and its work goes on', async () => {
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    work = () => done;
    const closed = app.close();
    await vi.waitFor(() => expect(closing).toBe(true));
    expect(await get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await get('/health/ready')).status).toBe(503);
    finish();
    await closed;
  });

  it('needs no token', () => {
    expect(new Reflector().get(PUBLIC_ROUTE, HealthController)).toBe(true);
  });

  it('is not to be cached', async () => {
    expect((await app.inject('/health/ready')).headers['cache-control']).toContain('no-store');
  });
});

describe('closeOnSignals', () => {
  let app: INestApplication;
  let host: EventEmitter & { exit: Mock };

  beforeEach(async () => {
    lines = [];
    cosmos = () => Promise.resolve();
    app = await NestFactory.create(TestModule, new FastifyAdapter(), { logger: false });
    await app.init();
    host = Object.assign(new EventEmitter(), { exit: vi.fn() });
    closeOnSignals(app, { logger, graceMs: 1_000, host });
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    await app.close();
  });

  it.each(['SIGTERM', 'SIGINT'])('closes the application on %s and exits with 0', async (signal) => {
    const close = vi.spyOn(app, 'close');
    host.emit(signal, signal);
    expect(app.get(ShutdownState).shuttingDown).toBe(true);
    await vi.waitFor(() => expect(host.exit.mock.calls).toEqual([[0]]));
    expect(close).toHaveBeenCalledTimes(1);
    expect(lines.map(({ msg }) => msg)).toEqual(['Stopping', 'Stopped']);
  });

  it('exits with 1 at once when told again', async () => {
    vi.spyOn(app, 'close').mockReturnValueOnce(new Promise(() => undefined));
    host.emit('SIGTERM', 'SIGTERM');
    host.emit('SIGINT', 'SIGINT');
    expect(host.exit.mock.calls).toEqual([[1]]);
  });

  it('exits with 1 when closing fails', async () => {
    vi.spyOn(app, 'close').mockRejectedValueOnce(new Error('no'));
    host.emit('SIGTERM', 'SIGTERM');
    await vi.waitFor(() => expect(host.exit.mock.calls).toEqual([[1]]));
    expect(lines.at(-1)).toMatchObject({ level: 'error', err: { message: 'no' } });
  });

  it('exits with 1 when running work does not end in its time and three seconds', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(app, 'close').mockReturnValueOnce(new Promise(() => undefined));
    host.emit('SIGTERM', 'SIGTERM');
    vi.advanceTimersByTime(3_999);
    expect(host.exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(host.exit.mock.calls).toEqual([[1]]);
  });

  it('takes its listeners away when the application is closed by hand', async () => {
    expect(host.listenerCount('SIGTERM')).toBe(1);
    await app.close();
    expect(host.eventNames()).toEqual([]);
  });
});
