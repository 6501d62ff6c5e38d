import 'reflect-metadata';
import { EventEmitter } from 'node:events';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { closeOnSignals } from './close-on-signals.ts';
import { ShutdownState } from './shutdown-state.ts';
import { createHealthApplication, logger, world } from './testing/health-application.ts';

describe('closeOnSignals', () => {
  let app: NestFastifyApplication;
  let host: EventEmitter & { exit: Mock };

  beforeEach(async () => {
    app = await createHealthApplication();
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
    expect(world.lines.map(({ msg }) => msg)).toEqual(['Stopping', 'Stopped']);
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
    expect(world.lines.at(-1)).toMatchObject({ level: 'error', err: { message: 'no' } });
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
