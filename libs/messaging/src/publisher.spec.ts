import type { ServiceBusClient } from '@azure/service-bus';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stub } from '#domain/testing';
import { createMessage, parseMessage } from './message.ts';
import { formerNames, MESSAGE_TYPES, NOT_SENT_YET } from './message-table.ts';
import { MessagePublisher } from './publisher.ts';

const TYPE = 'dead-letters.count';
const MINUTE_MS = 60_000;

describe(MessagePublisher.name, () => {
  let now: number;
  let send: () => Promise<void>;
  let clients: { readonly close: ReturnType<typeof vi.fn> }[];
  let publisher: MessagePublisher;

  beforeEach(() => {
    now = 0;
    clients = [];
    send = () => Promise.reject(new Error('no answer'));
    const connect = () => {
      const client = {
        createSender: () => ({ sendMessages: () => send(), close: () => Promise.resolve() }),
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
});
