import 'reflect-metadata';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Consumers, MESSAGE_TYPES, MessageHandlers, QUEUE_NAMES } from '#messaging';
import { createLogger } from '#observability';
import { WorkerModule } from '../../apps/worker/src/worker.module.ts';
import { unconnectedConfig } from './unconnected-config.ts';

describe('the worker', () => {
  let worker: TestingModule;

  beforeAll(async () => {
    // Compiled, not initialized: everything is constructed, nothing is started or connected.
    const logger = createLogger({ level: 'silent', service: 'worker' });
    const module = WorkerModule.forRoot(unconnectedConfig(), logger);
    worker = await Test.createTestingModule({ imports: [module] }).compile();
  });

  afterAll(() => worker.close());

  it('has exactly one handler for each message', () => {
    const handlers = worker.get(MessageHandlers, { strict: false });
    handlers.check(QUEUE_NAMES);
    expect(MESSAGE_TYPES.filter((type) => handlers.get(type) === undefined)).toEqual([]);
  });

  it('serves every queue if it is not told otherwise', () => {
    expect(worker.get(Consumers, { strict: false }).queues).toEqual(QUEUE_NAMES);
  });
});
