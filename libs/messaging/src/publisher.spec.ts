import { type ServiceBusClient, ServiceBusError } from '@azure/service-bus';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { errorCodeOf } from '#domain';
import { stub } from '#domain/testing';
import { createMessage, parseMessage } from './message.ts';
import { formerNames, MESSAGE_TYPES, MESSAGES, NOT_SENT_YET } from './message-table.ts';
import { replyTo } from './producers/replies.ts';
import { MessagePublisher } from './publisher.ts';

const TYPE = 'dead-letters.count';
const MINUTE_MS = 60_000;

describe(MessagePublisher.name, () => {
  let now: number;
  let send: () => Promise<void>;
  let open: () => Promise<void>;
  let clients: { readonly close: ReturnType<typeof vi.fn> }[];
  let pinged: string[];
  let connect: () => ServiceBusClient;
  let publisher: MessagePublisher;

  beforeEach(() => {
    now = 0;
    clients = [];
    pinged = [];
    send = () => Promise.reject(new Error('no answer'));
    open = () => Promise.resolve();
    connect = () => {
      const client = {
        createSender: (queue: string) => ({
          sendMessages: () => send(),
          createMessageBatch: () => {
            pinged.push(queue);
            return open();
          },
          close: () => Promise.resolve(),
        }),
        close: vi.fn(() => Promise.resolve()),
      };
      clients.push(client);
      return stub<ServiceBusClient>(client);
    };
    publisher = new MessagePublisher(connect, () => now);
  });
  const publish = () =>
    publisher.publish(createMessage(TYPE, { tenantId: 'system', subjectId: TYPE, data: {} })).then(
      () => 'sent',
      (error: { code?: string }) => error.code,
    );

  it('sends a type that this release has renamed under the name that the release before knows', async () => {
    const sent: unknown[] = [];
    const createSender = () => ({ sendMessages: (message: unknown) => Promise.resolve(void sent.push(message)) });
    publisher = new MessagePublisher(() => stub<ServiceBusClient>({ createSender }));
    const renamed = MESSAGE_TYPES.filter((type) => NOT_SENT_YET.has(type) && formerNames(type).length > 0);
    for (const type of renamed) {
      const message = createMessage(type, { tenantId: 'system', subjectId: type, data: {} });
      await publisher.publish(message);
      expect(sent.pop()).toMatchObject({ subject: formerNames(type).at(-1), body: { type: formerNames(type).at(-1) } });
      for (const name of formerNames(type)) expect(parseMessage({ ...message, type: name }).type).toBe(type);
    }
  });

  describe('a reply', () => {
    const reply = replyTo(
      { producer: 'ivr', type: 'synthesis.request', requestId: 'order-1', correlationId: 'call-7' },
      'request.accepted',
      { tenantId: 'tenant', subjectId: 'syn_1' },
      { status: 'succeeded' },
    );

    it('goes to the queue of its producer, as what the producer reads and nothing else', async () => {
      const sent: unknown[] = [];
      const createSender = (queue: string) => ({
        sendMessages: (message: object) => Promise.resolve(void sent.push({ queue, ...message })),
      });
      publisher = new MessagePublisher(() => stub<ServiceBusClient>({ createSender }));
      await publisher.publish(reply);
      expect(sent).toEqual([
        {
          queue: 'replies-ivr',
          body: { request: 'synthesis.request', requestId: 'order-1', status: 'succeeded' },
          messageId: reply.id,
          correlationId: 'call-7',
          subject: 'request.accepted',
          contentType: 'application/json',
          applicationProperties: {},
        },
      ]);
    });

    it('whose queue is full or gone says nothing of the connection that others use', async () => {
      now = MINUTE_MS;
      for (const code of ['QuotaExceeded', 'MessagingEntityNotFound'] as const) {
        send = () => Promise.reject(new ServiceBusError('no', code));
        for (let turn = 0; turn < 3; turn += 1) {
          expect(await publisher.publish(reply).catch(errorCodeOf)).toBe('dependency-unavailable');
        }
      }
      expect(clients).toHaveLength(1);
    });
  });

  it('sends by a new connection after two failures in a row, and closes the old one', async () => {
    now = MINUTE_MS;
    expect(await publish()).toBe('dependency-unavailable');
    expect(clients).toHaveLength(1);
    expect(await publish()).toBe('dependency-unavailable');
    expect(clients).toHaveLength(2);
    expect(clients[0]?.close).toHaveBeenCalledTimes(1);
    send = () => Promise.resolve();
    expect(await publish()).toBe('sent');
  });

  it('waits for an answer as long as one attempt may take, and counts what has none as failed', async () => {
    send = () => new Promise(() => undefined);
    publisher = new MessagePublisher(connect, () => now, 5);
    now = MINUTE_MS;
    const before = clients.length;
    for (let turn = 0; turn < 2; turn += 1) expect(await publish()).toBe('dependency-unavailable');
    expect(clients).toHaveLength(before + 1);
  });

  it('waits no longer than its signal says, and blames no connection for it', async () => {
    send = () => new Promise(() => undefined);
    now = MINUTE_MS;
    const signal = AbortSignal.abort();
    const message = createMessage(TYPE, { tenantId: 'system', subjectId: TYPE, data: {} });
    for (let turn = 0; turn < 3; turn += 1) {
      await expect(publisher.publish(message, signal)).rejects.toMatchObject({ code: 'dependency-unavailable' });
    }
    expect(clients).toHaveLength(1);
  });

  it('keeps a connection that worked in between', async () => {
    now = MINUTE_MS;
    for (let turn = 0; turn < 5; turn += 1) {
      send = () => Promise.reject(new Error('no answer'));
      await publish();
      send = () => Promise.resolve();
      await publish();
    }
    expect(clients).toHaveLength(1);
  });

  it('does not connect over and over while the broker is down', async () => {
    for (let turn = 0; turn < 100; turn += 1) {
      now += 1_000;
      await publish();
    }
    expect(clients.length).toBeLessThanOrEqual(11);
  });

  it('does not take a message that is too large for a failure of the connection', async () => {
    now = MINUTE_MS;
    send = () => Promise.reject(Object.assign(new Error(), { name: 'ServiceBusError', code: 'MessageSizeExceeded' }));
    for (let turn = 0; turn < 3; turn += 1) expect(await publish()).toBe('payload-too-large');
    expect(clients).toHaveLength(1);
  });

  describe('asked whether the broker answers', () => {
    const ping = (signal?: AbortSignal) =>
      publisher.ping('maintenance', signal).then(
        () => 'up',
        (error: { code?: string }) => error.code,
      );

    it('connects again after two failures in a row, though nothing is sent', async () => {
      open = () => Promise.reject(new Error('refused'));
      now = MINUTE_MS;
      expect([await ping(), clients.length]).toEqual(['dependency-unavailable', 1]);
      expect([await ping(), clients.length]).toEqual(['dependency-unavailable', 2]);
      expect(clients[0]?.close).toHaveBeenCalledTimes(1);
      open = () => Promise.resolve();
      expect(await ping()).toBe('up');
    });

    it('fails when its signal says so, also while the SDK waits for something else', async () => {
      open = () => new Promise(() => undefined);
      now = MINUTE_MS;
      for (let turn = 0; turn < 2; turn += 1) expect(await ping(AbortSignal.abort())).toBe('dependency-unavailable');
      expect(clients).toHaveLength(2);
    });

    it('asks by the queue that was sent to last, and not before anything was sent', async () => {
      await publisher.pingLastQueue();
      expect([pinged, publisher.hasFailed]).toEqual([[], false]);
      await publish();
      expect(publisher.hasFailed).toBe(true);
      await publisher.pingLastQueue();
      expect([pinged, publisher.hasFailed]).toEqual([[MESSAGES[TYPE].queue], false]);
    });

    it('does not connect more often than every ten seconds while the broker is down', async () => {
      open = () => Promise.reject(new Error('refused'));
      for (let turn = 0; turn < 200; turn += 1) {
        now += 500;
        await ping();
      }
      expect(clients.length).toBeLessThanOrEqual(11);
    });

    it('does not take an open link for a connection that sends', async () => {
      now = MINUTE_MS;
      for (let turn = 0; turn < 2; turn += 1) {
        expect(await ping()).toBe('up');
        await publish();
      }
      expect(clients).toHaveLength(2);
    });

    it('lets what is on its way by the old connection arrive', async () => {
      const { promise: sent, resolve } = Promise.withResolvers<void>();
      send = () => sent;
      open = () => Promise.reject(new Error('slow'));
      now = MINUTE_MS;
      const sending = publish();
      for (let turn = 0; turn < 2; turn += 1) await ping();
      expect(clients).toHaveLength(2);
      expect(clients[0]?.close).not.toHaveBeenCalled();
      resolve();
      expect(await sending).toBe('sent');
      await vi.waitFor(() => expect(clients[0]?.close).toHaveBeenCalledTimes(1));
    });
  });
});
