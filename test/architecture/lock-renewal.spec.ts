import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceBusClient } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '#config';
import {
  Consumers,
  createMessage,
  DONE,
  type MessageHandler,
  type MessageHandlers,
  MessagePublisher,
} from '#messaging';
import { Activity, type Logger } from '#observability';
import type { BrokerState } from '../support/broker-process.ts';

const QUEUE = 'maintenance';
const TYPE = 'dead-letters.count';
/** The shortest that a broker grants. The SDK renews such a lock halfway; one of a minute, ten seconds before it ends. */
const LOCK_MS = 5_000;
/** A quarter of the time that is left when the lock is to be renewed. */
const BURST_MS = 600;
/** Between two bursts: for what came and what is to be sent. */
const BREATH_MS = 50;
const BURSTS = 9;

let broker: ChildProcess;
let connect: () => ServiceBusClient;
const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

beforeEach(async () => {
  vi.clearAllMocks();
  broker = fork(join(import.meta.dirname, '../support/broker-process.ts'), [JSON.stringify(configuration())], {
    execArgv: ['--experimental-transform-types', '--conditions=development', '--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env['PATH'] },
  });
  const [port] = (await once(broker, 'message')) as [number];
  const key = 'SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE';
  connect = () => new ServiceBusClient(`Endpoint=sb://127.0.0.1:${port};${key};UseDevelopmentEmulator=true;`);
});
afterEach(async () => {
  const ended = once(broker, 'exit');
  broker.kill('SIGKILL');
  await ended;
});

describe('the lock of a message', () => {
  it('is kept while its handler keeps the processor busy in bursts for longer than a lock lasts', async () => {
    const publisher = new MessagePublisher(connect);
    let handled = 0;
    let tookMs = 0;
    const handlers = handlersWith(async () => {
      handled += 1;
      const startedAt = performance.now();
      for (let burst = 0; burst < BURSTS; burst += 1) {
        spin(BURST_MS);
        await delay(BREATH_MS);
      }
      tookMs = performance.now() - startedAt;
    });
    const config = { workerQueues: [QUEUE], producers: [], shutdownGraceMs: 1_000 } as unknown as Config;
    const consumers = new Consumers(
      config,
      connect,
      publisher,
      handlers as MessageHandlers,
      logger as unknown as Logger,
      new Activity(),
    );
    consumers.onApplicationBootstrap();
    // As the readiness probe does; it opens the link on which locks are renewed, which takes some answers of the broker.
    await expect.poll(() => consumers.check().then(() => 'reached', String), { timeout: 20_000 }).toBe('reached');
    await publisher.publish(createMessage(TYPE, { tenantId: 'system', subjectId: TYPE, data: {} }));
    await expect.poll(look, { timeout: 50_000, interval: 500 }).toMatchObject({ active: 0, locked: 0 });
    await consumers.beforeApplicationShutdown();
    await publisher.close();
    expect(tookMs).toBeGreaterThan(LOCK_MS);
    expect(handled).toBe(1);
    expect(await look()).toMatchObject({ active: 0, locked: 0, expiredLocks: 0, deadLetter: 0 });
    expect(renewals).toBeGreaterThan(0);
    expect(logger.info).not.toHaveBeenCalledWith(expect.anything(), 'a message could not be settled');
  });
});

let renewals = 0;

async function look(): Promise<BrokerState['queues'][number] | undefined> {
  const answer = once(broker, 'message');
  broker.send('look');
  const [state] = (await answer) as [BrokerState];
  renewals += state.renewals;
  return state.queues.find(({ name }) => name === QUEUE);
}

/** Whatever computes in the process that holds the lock. */
function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function handlersWith(work: () => Promise<void>): Pick<MessageHandlers, 'get' | 'check'> {
  const handler: MessageHandler = {
    handle: async ({ type }) => {
      if (type === TYPE) await work();
      return DONE;
    },
    onFailed: () => Promise.resolve(),
  };
  return { check: () => undefined, get: () => handler };
}

function configuration(): object {
  const Properties = { LockDuration: `PT${LOCK_MS / 1_000}S`, MaxDeliveryCount: 10 };
  const Namespaces = [{ Name: 'sbemulatorns', Queues: [{ Name: QUEUE, Properties }], Topics: [] }];
  return { UserConfig: { Namespaces, Logging: { Type: 'Console' } } };
}
