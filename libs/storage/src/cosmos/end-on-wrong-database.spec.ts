import type { INestApplicationContext } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { stub } from '#domain/testing';
import { type Logger, ShutdownState } from '#observability';
import { DatabaseCheck } from './database-check.ts';
import { endOnWrongDatabase } from './end-on-wrong-database.ts';

function started(run: () => Promise<readonly string[]>) {
  const check = { run: vi.fn(run), pass: vi.fn() };
  const shutdown = new ShutdownState();
  const parts = new Map<unknown, unknown>([
    [DatabaseCheck, check],
    [ShutdownState, shutdown],
  ]);
  const app = { get: (token: unknown) => parts.get(token), close: vi.fn(async () => undefined) };
  const logger = { warn: vi.fn(), fatal: vi.fn(), error: vi.fn() };
  const host = { exit: vi.fn() };
  const checked = endOnWrongDatabase(stub<INestApplicationContext>(app), {
    logger: stub<Logger>(logger),
    host,
    retryMs: 1,
  });
  return { app, check, shutdown, logger, host, checked };
}

describe('a start with Cosmos DB', () => {
  it('goes on when it is as it must be', async () => {
    const { app, logger, host, checked } = started(async () => []);
    await checked;
    expect(app.close).not.toHaveBeenCalled();
    expect(host.exit).not.toHaveBeenCalled();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('ends with 78 and says what differs', async () => {
    const differences = ['The container usage is missing.'];
    const { app, logger, host, checked } = started(async () => differences);
    await checked;
    expect(logger.fatal).toHaveBeenCalledWith({ differences }, 'Cosmos DB is not configured as this release needs it');
    expect(app.close).toHaveBeenCalled();
    expect(host.exit).toHaveBeenCalledWith(78);
  });

  it('asks a database that does not answer until it does, and warns once', async () => {
    let asked = 0;
    const { check, logger, host, checked } = started(async () => {
      if (++asked < 4) throw new Error('down');
      return ['The container usage is missing.'];
    });
    await checked;
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(check.pass).not.toHaveBeenCalled();
    expect(host.exit).toHaveBeenCalledWith(78);
  });

  it.each([401, 403])('goes on with a warning when this identity is answered %d', async (code) => {
    const { app, check, logger, host, checked } = started(async () => {
      throw Object.assign(new Error('refused'), { code });
    });
    await checked;
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(check.run).toHaveBeenCalledTimes(1);
    expect(check.pass).toHaveBeenCalled();
    expect(app.close).not.toHaveBeenCalled();
    expect(host.exit).not.toHaveBeenCalled();
  });

  it('stops to ask when the process stops', async () => {
    const { check, shutdown, checked } = started(async () => {
      throw new Error('down');
    });
    await vi.waitFor(() => expect(check.run.mock.calls.length).toBeGreaterThan(1));
    shutdown.begin();
    await checked;
    expect(check.pass).not.toHaveBeenCalled();
  });
});
