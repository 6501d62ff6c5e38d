import type { MessageHandlers, ServiceBusClient } from '@azure/service-bus';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stub } from '#domain/testing';
import type { Logger } from '#observability';
import { QueueConsumer } from './queue-consumer.ts';
import { WATCH_TIMES } from './watch-times.ts';

/** With those that the typings of the SDK leave out. */
type Handlers = MessageHandlers & Record<'preInitialize' | 'postInitialize', () => Promise<void>>;

const refused = (): Promise<never> => Promise.reject(new Error('no answer'));
const answered = (): Promise<[]> => Promise.resolve([]);

describe(`${QueueConsumer.name}, whose queue holds no message`, () => {
  let now: number;
  let handlers: Handlers | undefined;
  let onOldConnection: () => Promise<[]>;
  let onNewConnection: () => Promise<[]>;
  let connections: number;
  const onOpening = vi.fn<() => void>();
  let consumer: QueueConsumer;

  const clientThatPeeks = (peek: () => Promise<[]>) =>
    stub<ServiceBusClient>({
      createReceiver: () => ({
        peekMessages: () => peek(),
        subscribe: (given: MessageHandlers) => {
          handlers = given as Handlers;
          // As the SDK does, before `subscribe` has returned.
          void handlers.preInitialize();
          return { close: () => Promise.resolve() };
        },
        close: () => Promise.resolve(),
      }),
      close: () => Promise.resolve(),
    });

  beforeEach(async () => {
    now = 0;
    connections = 0;
    onOpening.mockClear();
    [onOldConnection, onNewConnection] = [answered, answered];
    const client = clientThatPeeks(() => onOldConnection());
    const connect = () => {
      connections += 1;
      return clientThatPeeks(() => onNewConnection());
    };
    const given = { onMessage: () => Promise.resolve(), onError: () => Promise.resolve(), onOpening };
    const logger = stub<Logger>({ debug: vi.fn(), warn: vi.fn(), info: vi.fn() });
    consumer = new QueueConsumer('maintenance', client, connect, given, logger, WATCH_TIMES, () => now);
    await handlers?.postInitialize();
  });

  it('tells each time that the SDK begins to open its link', async () => {
    expect(onOpening).toHaveBeenCalledTimes(1);
    await handlers?.preInitialize();
    expect(onOpening).toHaveBeenCalledTimes(2);
  });

  it('wants another connection when its link is not opened for 10 s and only a new connection is answered', async () => {
    onOldConnection = refused;
    await handlers?.preInitialize();
    now = WATCH_TIMES.openTimeoutMs - 1;
    expect([await consumer.look(), connections]).toEqual(['well', 0]);
    now += 1;
    expect([await consumer.look(), connections]).toEqual(['silent-connection', 1]);
  });

  it('asks again 10 s later while the broker does not answer at all', async () => {
    [onOldConnection, onNewConnection] = [refused, refused];
    await handlers?.preInitialize();
    now = WATCH_TIMES.openTimeoutMs;
    expect([await consumer.look(), connections]).toEqual(['well', 1]);
    onNewConnection = answered;
    now += WATCH_TIMES.openTimeoutMs - 1;
    expect([await consumer.look(), connections]).toEqual(['well', 1]);
    now += 1;
    expect([await consumer.look(), connections]).toEqual(['silent-connection', 2]);
  });

  it.each<[string, () => Promise<void> | undefined]>([
    ['the SDK has opened the link', () => handlers?.postInitialize()],
    ['the broker answers a health check', () => consumer.ping()],
  ])('looks for no other connection once %s', async (_, recover) => {
    await handlers?.processError(stub({ error: new Error('detached'), errorSource: 'receive' }));
    now = WATCH_TIMES.openTimeoutMs;
    await recover();
    expect([await consumer.look(), connections]).toEqual(['well', 0]);
  });

  it('hears no more from a receiver that it has replaced', async () => {
    const old = handlers;
    const next = clientThatPeeks(() => onNewConnection());
    const reopened = consumer.reopen(next);
    await handlers?.postInitialize();
    await reopened;
    onOpening.mockClear();
    await old?.preInitialize();
    expect(onOpening).not.toHaveBeenCalled();
    now = WATCH_TIMES.openTimeoutMs;
    expect([await consumer.look(), connections]).toEqual(['well', 0]);
  });
});
