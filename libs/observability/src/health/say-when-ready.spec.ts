import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HEALTH_CACHE_MS } from './dependency-checks.ts';
import { sayWhenReady } from './say-when-ready.ts';
import { ShutdownState } from './shutdown-state.ts';
import { createHealthApplication, logger, world } from './testing/health-application.ts';

describe(sayWhenReady, () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    app = await createHealthApplication();
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    await app.close();
  });

  it('says what it waits for until it is ready, each once', async () => {
    world.cosmos = () => Promise.reject(new Error('down'));
    let asked = 0;
    world.blob = async () => {
      asked += 1;
      if (asked === 1) throw new Error('down');
      if (asked === 3) world.cosmos = () => Promise.resolve();
    };
    vi.useFakeTimers({ toFake: ['Date'] });
    const clock = setInterval(() => vi.setSystemTime(Date.now() + HEALTH_CACHE_MS + 1), 1);
    await sayWhenReady(app, { logger, url: 'http://here', message: 'ready', retryMs: 2 });
    clearInterval(clock);
    expect(
      world.lines.filter(({ url }) => url !== undefined).map(({ msg, url, waitingFor }) => [msg, url, waitingFor]),
    ).toEqual([
      ['listening on http://here, waiting for: cosmos, blob', 'http://here', ['cosmos', 'blob']],
      ['listening on http://here, waiting for: cosmos', 'http://here', ['cosmos']],
      ['ready', 'http://here', undefined],
    ]);
  });

  it('no longer says what it waits for when it is told to stop', async () => {
    world.cosmos = () => Promise.reject(new Error('down'));
    const saying = sayWhenReady(app, { logger, url: 'http://here', message: 'ready', retryMs: 60_000 });
    await vi.waitFor(() => expect(world.lines.at(-1)).toMatchObject({ waitingFor: ['cosmos'] }));
    app.get(ShutdownState).begin();
    await saying;
    expect(world.lines.map(({ msg }) => msg)).not.toContain('ready');
  });
});
