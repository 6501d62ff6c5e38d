import type { INestApplicationContext } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import type { Logger } from '#observability';
import { endOnWrongContainers } from './end-on-wrong-containers.ts';

function started(differences: () => Promise<readonly string[]>) {
  const app = { get: () => ({ differences }), close: vi.fn(async () => undefined) };
  const logger = { warn: vi.fn(), fatal: vi.fn(), error: vi.fn() };
  const host = { exit: vi.fn() };
  const checked = endOnWrongContainers(app as unknown as INestApplicationContext, {
    logger: logger as unknown as Logger,
    host,
  });
  return { app, logger, host, checked };
}

describe('a start with the containers of Cosmos DB', () => {
  it('goes on when they are as they must be', async () => {
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
    expect(logger.fatal).toHaveBeenCalledWith({ differences }, expect.any(String));
    expect(app.close).toHaveBeenCalled();
    expect(host.exit).toHaveBeenCalledWith(78);
  });

  it('goes on with a warning when the database does not answer', async () => {
    const { app, logger, host, checked } = started(async () => {
      throw new Error('down');
    });
    await checked;
    expect(logger.warn).toHaveBeenCalled();
    expect(app.close).not.toHaveBeenCalled();
    expect(host.exit).not.toHaveBeenCalled();
  });
});
