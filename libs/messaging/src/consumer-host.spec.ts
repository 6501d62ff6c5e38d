import type { MessageHandlers, ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { ConsumerHost } from './consumer-host.ts';
import type { MessageProcessor, Settlement } from './message-processor.ts';

const GRACE_MS = 100;
/** For a machine that is busy. */
const LATE_MS = 1_000;
const never = new Promise<never>(() => undefined);

const logger = stub<Logger>({ info: vi.fn(), warn: vi.fn() });

describe('ConsumerHost, asked which queues it cannot receive from', () => {
  let answer: () => Promise<ServiceBusReceivedMessage[]>;
  let handlers: (MessageHandlers & { preInitialize(): Promise<void> }) | undefined;
  const receiver = {
    subscribe: (given: NonNullable<typeof handlers>) => {
      handlers = given;
      return { close: () => Promise.resolve() };
    },
    peekMessages: vi.fn(() => answer()),
  };
  let host: ConsumerHost;
  beforeEach(() => {
    receiver.peekMessages.mockClear();
    answer = () => Promise.resolve([]);
    host = new ConsumerHost(() => stub<ServiceBusClient>({ createReceiver: () => receiver }), stub({}), logger);
    host.start(['maintenance', 'notifications']);
  });

  it('names all until the broker has answered once, also when it never said that it failed', async () => {
    answer = () => Promise.reject(new Error('no answer'));
    expect([...(await host.broken()).keys()]).toEqual(['maintenance', 'notifications']);
    answer = () => Promise.resolve([]);
    expect((await host.broken()).size).toBe(0);
  });

  it('asks again only for those whose link broke since', async () => {
    await host.broken();
    receiver.peekMessages.mockClear();
    expect((await host.broken()).size).toBe(0);
    expect(receiver.peekMessages).not.toHaveBeenCalled();
    answer = () => Promise.reject(new Error('gone'));
    await handlers?.processError(stub({ error: new Error('detached'), errorSource: 'receive' }));
    expect([...(await host.broken()).keys()]).toEqual(['notifications']);
  });

  it('asks for those whose link is being opened, also when the SDK reports no failure', async () => {
    await host.broken();
    answer = () => Promise.reject(new Error('gone'));
    await handlers?.preInitialize();
    expect([...(await host.broken()).keys()]).toEqual(['notifications']);
    answer = () => Promise.resolve([]);
    expect((await host.broken()).size).toBe(0);
  });
});

describe('ConsumerHost, told to stop', () => {
  let handlers: MessageHandlers | undefined;
  let closing: Promise<void>;
  let processed: (signal: AbortSignal) => Promise<Settlement>;
  let settled: string[];
  let host: ConsumerHost;
  beforeEach(() => {
    settled = [];
    closing = Promise.resolve();
    const receiver = {
      subscribe: (given: MessageHandlers) => {
        handlers = given;
        return { close: () => closing };
      },
      close: () => closing,
      completeMessage: async () => void settled.push('complete'),
      abandonMessage: async () => void settled.push('abandon'),
    };
    const client = stub<ServiceBusClient>({
      createReceiver: () => receiver,
      close: () => closing,
    });
    const processor = stub<MessageProcessor>({
      process: (_queue: string, _message: unknown, signal: AbortSignal) => processed(signal),
    });
    host = new ConsumerHost(() => client, processor, logger);
    host.start(['maintenance']);
  });
  const receive = (): Promise<void> => handlers?.processMessage({} as ServiceBusReceivedMessage) ?? Promise.resolve();
  async function stopped(): Promise<number> {
    const startedAt = performance.now();
    await host.stop(GRACE_MS);
    return performance.now() - startedAt;
  }

  it('lets running work finish and settles it', async () => {
    const work = Promise.withResolvers<Settlement>();
    processed = () => work.promise;
    const run = receive();
    const stop = host.stop(10_000);
    work.resolve({ kind: 'complete' });
    await Promise.all([run, stop]);
    expect(settled).toEqual(['complete']);
  });

  it('aborts work when the grace time is over, and gives its message back', async () => {
    processed = (signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'abandon' })));
    const run = receive();
    expect(await stopped()).toBeLessThanOrEqual(GRACE_MS + 2_000 + LATE_MS);
    await run;
    expect(settled).toEqual(['abandon']);
  });

  it('ends within the grace time when neither the broker nor the work answers', async () => {
    closing = never;
    processed = () => never;
    void receive();
    expect(await stopped()).toBeLessThanOrEqual(GRACE_MS + 2_000 + LATE_MS);
  });

  it('gives back unread what arrives while it is stopping', async () => {
    closing = never;
    processed = vi.fn<() => Promise<Settlement>>();
    const stop = host.stop(GRACE_MS);
    await receive();
    await stop;
    expect(processed).not.toHaveBeenCalled();
    expect(settled).toEqual(['abandon']);
  });
});
