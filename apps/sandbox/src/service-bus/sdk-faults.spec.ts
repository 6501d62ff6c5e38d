import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FaultEffect } from '../faults/fault-plan.ts';
import { configOf } from './config.fixture.ts';
import { startFixture, type Fixture } from './service-bus.fixture.ts';
import type { FaultOperation } from './wire/link-host.ts';

describe('scripted faults and outages, seen by @azure/service-bus', () => {
  let fixture: Fixture;
  let client: ServiceBusClient;

  beforeEach(async () => {
    fixture = await startFixture(
      configOf({ orders: { MaxDeliveryCount: 10 }, unique: { RequiresDuplicateDetection: true }, other: {} }),
    );
    client = fixture.connect();
  });
  afterEach(() => fixture.close());

  const counts = (queue = 'orders') => fixture.bus.queues().find(({ name }) => name === queue);
  const plan = (
    operation: FaultOperation | '*',
    effect: FaultEffect,
    rest: { subject?: string; times?: number } = {},
  ) => fixture.faults.add({ service: 'service-bus', operation, effect, ...rest });

  async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 10_000 });
    if (message === undefined) throw new Error('no message came');
    return message;
  }

  it('refuses sends with the scripted condition, which the SDK retries or not by its rules', async () => {
    const rule = plan('send', { kind: 'error', code: 'com.microsoft:server-busy' }, { times: 2, subject: 'orders' });
    await client.createSender('orders').sendMessages({ body: 1 });
    expect(rule.applied).toBe(2);
    expect(counts()?.active).toBe(1);
    plan('send', { kind: 'error', code: 'amqp:resource-limit-exceeded', message: 'full' });
    await expect(client.createSender('orders').sendMessages({ body: 2 })).rejects.toMatchObject({
      code: 'QuotaExceeded',
    });
    plan('send', { kind: 'error', status: 403 });
    await expect(client.createSender('orders').scheduleMessages({ body: 3 }, new Date())).rejects.toMatchObject({
      code: 'QuotaExceeded',
    });
    expect(counts()?.active).toBe(1);
  });

  it('loses the answer to a send whose message was stored, so that the retry makes a second one', async () => {
    for (const [queue, expected] of [
      ['orders', 2],
      ['unique', 1],
    ] as const) {
      plan('send', { kind: 'drop', after: 'work' });
      await client.createSender(queue).sendMessages({ body: 1, messageId: 'm' });
      expect(counts(queue)?.active).toBe(expected);
    }
  });

  it('loses a send before it was stored, or never answers it', async () => {
    plan('send', { kind: 'drop' });
    await client.createSender('orders').sendMessages({ body: 1 });
    expect(counts()?.active).toBe(1);
    plan('send', { kind: 'hang' });
    const impatient = fixture.connect({ retryOptions: { maxRetries: 0, timeoutInMs: 300 } });
    await expect(impatient.createSender('orders').sendMessages({ body: 2 })).rejects.toMatchObject({
      code: 'ServiceTimeout',
    });
    expect(counts()?.active).toBe(1);
  });

  it('holds a send back until the clock gets there', async () => {
    const sender = client.createSender('orders');
    await sender.sendMessages({ body: 0 });
    const rule = plan('send', { kind: 'latency', ms: 60_000 });
    const sending = sender.sendMessages({ body: 1 });
    await vi.waitFor(() => expect(rule.applied).toBe(1));
    expect(counts()?.active).toBe(1);
    fixture.clock.advance(60_000);
    await sending;
    expect(counts()?.active).toBe(2);
  });

  it('delivers a completed message a second time', async () => {
    plan('receive', { kind: 'duplicate' });
    await client.createSender('orders').sendMessages({ body: 1, messageId: 'm' });
    const receiver = client.createReceiver('orders');
    const first = await receiveOne(receiver);
    await receiver.completeMessage(first);
    const second = await receiveOne(receiver);
    expect(second).toMatchObject({ messageId: 'm', deliveryCount: 1 });
    await receiver.completeMessage(second);
    expect(counts()).toMatchObject({ active: 0, locked: 0 });
  });

  it('breaks the connection right after a delivery, which comes again when its lock has expired', async () => {
    await client.createSender('orders').sendMessages({ body: 1 });
    plan('receive', { kind: 'drop' });
    const deliveries: number[] = [];
    const receiver = client.createReceiver('orders');
    const subscription = receiver.subscribe(
      {
        async processMessage({ deliveryCount }) {
          deliveries.push(deliveryCount ?? -1);
          // The connection that it came on is gone: it cannot be settled there.
          if (deliveryCount === 0) fixture.clock.advance(60_001);
        },
        async processError() {
          // Expected: the connection is lost.
        },
      },
      { autoCompleteMessages: false },
    );
    await vi.waitFor(() => expect(deliveries).toEqual([0, 1]), { timeout: 20_000 });
    await subscription.close();
  });

  it('fails receives, renewals, settlements and management calls as scripted', async () => {
    const sender = client.createSender('orders');
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    const receiver = client.createReceiver('orders');
    // The link is detached, the SDK attaches again and finds the message untouched.
    const refused = plan('receive', { kind: 'error', code: 'com.microsoft:server-busy' });
    const message = await receiveOne(receiver);
    expect(refused.applied).toBe(1);
    expect(message).toMatchObject({ body: 1, deliveryCount: 0 });
    expect(counts()).toMatchObject({ active: 2, locked: 1 });
    plan('renew-lock', { kind: 'error', code: 'com.microsoft:message-lock-lost' });
    await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    plan('settle', { kind: 'error', code: 'com.microsoft:message-lock-lost' });
    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(counts()).toMatchObject({ locked: 1 });
    plan('management', { kind: 'error', code: 'com.microsoft:message-not-found' });
    await expect(receiver.peekMessages(1)).rejects.toMatchObject({ code: 'MessageNotFound' });
    plan('management', { kind: 'duplicate' });
    expect(await receiver.peekMessages(1)).toHaveLength(1);
  });

  it('does the work of a settlement whose answer is lost', async () => {
    await client.createSender('orders').sendMessages({ body: 1 });
    const receiver = client.createReceiver('orders');
    const message = await receiveOne(receiver);
    plan('settle', { kind: 'drop', after: 'work' });
    await expect(receiver.completeMessage(message)).rejects.toThrow();
    expect(counts()).toMatchObject({ active: 0, locked: 0 });
  });

  it('fails attaches and connections as scripted, and the SDK gets through after them', async () => {
    const sender = client.createSender('orders');
    const rule = plan('connect', { kind: 'drop' });
    // The SDK does not retry a connection that breaks before it is open.
    await expect(sender.sendMessages({ body: 1 })).rejects.toThrow(/Failed to connect/);
    expect(rule.applied).toBe(1);
    plan('connect', { kind: 'error', code: 'amqp:connection:forced' });
    plan('attach', { kind: 'error', code: 'com.microsoft:timeout' }, { subject: 'orders' });
    plan('attach', { kind: 'drop' }, { subject: 'orders' });
    await vi.waitFor(() => sender.sendMessages({ body: 1 }), { timeout: 20_000 });
    expect(counts()?.active).toBe(1);
    expect(fixture.faults.list().every(({ remaining }) => remaining === 0)).toBe(true);
    plan('attach', { kind: 'latency', ms: 60_000 }, { subject: 'other' });
    const sending = client.createSender('other').sendMessages({ body: 1 });
    await vi.waitFor(() => expect(fixture.faults.list().at(-1)?.applied).toBe(1));
    fixture.clock.advance(60_000);
    await sending;
    expect(counts('other')?.active).toBe(1);
  });

  it(
    'loses nothing and delivers everything when connections and links break again and again',
    { timeout: 60_000 },
    async () => {
      const total = 40;
      const sender = client.createSender('orders');
      const seen = new Set<unknown>();
      const receiver = client.createReceiver('orders');
      const subscription = receiver.subscribe(
        {
          async processMessage({ body }) {
            seen.add(body);
          },
          async processError() {
            // Expected: links and connections break.
          },
        },
        { maxConcurrentCalls: 5 },
      );
      for (let index = 0; index < total; index += 1) {
        await sender.sendMessages({ body: index, messageId: `m${index}` });
        const breaks = { 7: () => fixture.bus.dropConnections(), 17: () => fixture.bus.dropLinks() }[index % 20];
        if (breaks === undefined) continue;
        // Only once the receiver is there: a request for a token that a break swallows holds the SDK up for a minute, and a connection that
        // breaks while it closes a link, forever. What a worker does about both is in test/architecture/silent-receivers.spec.ts.
        await vi.waitFor(() => expect(seen).toContain(index), { timeout: 20_000 });
        breaks();
      }
      await vi.waitFor(
        () => {
          fixture.bus.expireLocks('orders');
          expect([seen.size, fixture.bus.peekAll('orders').length]).toEqual([total, 0]);
        },
        { timeout: 40_000, interval: 500 },
      );
      await subscription.close();
    },
  );

  it('comes back on the same port after an outage, with all messages and no lock', async () => {
    const sender = client.createSender('orders');
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = client.createReceiver('orders');
    await receiveOne(receiver);
    const { port } = fixture.bus;
    await fixture.bus.stopListening();
    expect(fixture.bus.isListening).toBe(false);
    expect(counts()).toMatchObject({ active: 2, locked: 0 });
    await expect(
      fixture
        .connect({ retryOptions: { maxRetries: 0, timeoutInMs: 1000 } })
        .createSender('orders')
        .sendMessages({ body: 3 }),
    ).rejects.toThrow();
    await fixture.bus.startListening();
    expect(fixture.bus.port).toBe(port);
    await sender.sendMessages({ body: 3 });
    const bodies = (await fixture.connect().createReceiver('orders').receiveMessages(3)).map(
      ({ body, deliveryCount }) => [body as unknown, deliveryCount],
    );
    expect(bodies).toEqual([
      [1, 1],
      [2, 0],
      [3, 0],
    ]);
  });

  it('stays down for the time it is told, on the sandbox clock', async () => {
    const restarted = fixture.bus.restart({ downMs: 3_600_000 });
    await vi.waitFor(() => expect(fixture.bus.isListening).toBe(false));
    fixture.clock.advance(3_600_000);
    await restarted;
    expect(fixture.bus.isListening).toBe(true);
    await client.createSender('orders').sendMessages({ body: 1 });
    expect(counts()?.active).toBe(1);
  });
});
