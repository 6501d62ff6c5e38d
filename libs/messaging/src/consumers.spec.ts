import type { MessageHandlers as SdkHandlers, ServiceBusClient } from '@azure/service-bus';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Config } from '#config';
import { stub } from '#domain/testing';
import type { Activity, Logger } from '#observability';
import { Consumers } from './consumers.ts';
import type { MessageHandlers } from './message-handlers.ts';
import type { MessagePublisher } from './publisher.ts';

describe('Consumers, asked whether Service Bus is there', () => {
  let consumers: Consumers;
  let handlers: SdkHandlers | undefined;
  let hasFailed: boolean;
  const pingLastQueue = vi.fn<() => Promise<void>>();

  beforeEach(async () => {
    hasFailed = false;
    pingLastQueue.mockReset().mockResolvedValue();
    const receiver = {
      subscribe: (given: SdkHandlers) => {
        handlers = given;
        return { close: () => Promise.resolve() };
      },
      peekMessages: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    };
    const publisher = {
      pingLastQueue,
      get hasFailed() {
        return hasFailed;
      },
    };
    consumers = new Consumers(
      stub<Config>({ workerQueues: ['maintenance'], producers: [] }),
      () => stub<ServiceBusClient>({ createReceiver: () => receiver }),
      stub<MessagePublisher>(publisher),
      stub<MessageHandlers>({}),
      stub<Logger>({ info: vi.fn(), warn: vi.fn() }),
      stub<Activity>({}),
    );
    consumers.onApplicationBootstrap();
    await consumers.check();
    pingLastQueue.mockClear();
  });

  it('leaves the sending link alone without a failure: Service Bus closes one that is idle', async () => {
    await consumers.check();
    await consumers.check();
    expect(pingLastQueue).not.toHaveBeenCalled();
  });

  it.each([
    ['a send failed', async () => void (hasFailed = true)],
    [
      'a receiver lost its link',
      async () => handlers?.processError(stub({ error: new Error('detached'), errorSource: 'receive' })),
    ],
  ])('asks by the sending link after %s, until that answers', async (_, happens) => {
    await happens();
    pingLastQueue.mockRejectedValueOnce(new Error('no answer'));
    await expect(consumers.check()).rejects.toThrow('no answer');
    hasFailed = false;
    await consumers.check();
    await consumers.check();
    expect(pingLastQueue).toHaveBeenCalledTimes(2);
  });
});
