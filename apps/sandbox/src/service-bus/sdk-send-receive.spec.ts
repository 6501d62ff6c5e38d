import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import { configOf } from './config.fixture.ts';
import { startFixture, type Fixture } from './service-bus.fixture.ts';

describe('sending and receiving with @azure/service-bus', () => {
  let fixture: Fixture;
  let client: ServiceBusClient;

  beforeAll(async () => {
    const names = [
      'single',
      'typed',
      'batch',
      'order',
      'drain',
      'empty',
      'delete',
      'subscribe',
      'many',
      'large',
      'stop',
    ];
    fixture = await startFixture(configOf(Object.fromEntries(names.map((name) => [name, {}]))));
    client = fixture.connect();
  });
  afterAll(() => fixture.close());

  const countsOf = (queue: string) => fixture.bus.queues().find(({ name }) => name === queue);

  it('delivers one message with everything the sender set and what the broker adds', async () => {
    await client.createSender('single').sendMessages({
      body: { hello: 'world' },
      messageId: 'm1',
      correlationId: 'c1',
      subject: 'greeting',
      contentType: 'application/json',
      replyTo: 'answers',
      to: 'somebody',
      timeToLive: 60_000,
      applicationProperties: { text: 'a', number: 1.5, flag: true },
    });
    const receiver = client.createReceiver('single');
    const [message] = await receiver.receiveMessages(1);
    expect(message).toMatchObject({
      body: { hello: 'world' },
      messageId: 'm1',
      correlationId: 'c1',
      subject: 'greeting',
      contentType: 'application/json',
      replyTo: 'answers',
      to: 'somebody',
      timeToLive: 60_000,
      applicationProperties: { text: 'a', number: 1.5, flag: true },
      deliveryCount: 0,
      state: 'active',
      enqueuedSequenceNumber: 1,
    });
    expect(message?.sequenceNumber?.toString()).toBe('1');
    const now = Date.now();
    expect(Math.abs((message?.enqueuedTimeUtc?.getTime() ?? 0) - now)).toBeLessThan(10_000);
    expect(Math.abs((message?.lockedUntilUtc?.getTime() ?? 0) - now - 60_000)).toBeLessThan(10_000);
    expect(message?.expiresAtUtc?.getTime()).toBe((message?.enqueuedTimeUtc?.getTime() ?? 0) + 60_000);
    expect(message?.lockToken).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await receiver.completeMessage(message as ServiceBusReceivedMessage);
    expect(countsOf('single')).toMatchObject({ active: 0, locked: 0 });
  });

  it('keeps the AMQP types of an annotated message', async () => {
    const sender = client.createSender('typed');
    await sender.sendMessages({ bodyType: 'value', body: { nested: [1, 'two', null] } });
    await sender.sendMessages({ bodyType: 'sequence', body: [1, 2, 3] });
    await sender.sendMessages({ bodyType: 'data', body: Buffer.from([0, 255]) });
    const messages = await client.createReceiver('typed', { receiveMode: 'receiveAndDelete' }).receiveMessages(3);
    expect(messages.map(({ body }) => body as unknown)).toEqual([
      { nested: [1, 'two', null] },
      [1, 2, 3],
      Buffer.from([0, 255]),
    ]);
  });

  it('takes arrays and batches up to the size that the link announced', async () => {
    const sender = client.createSender('batch');
    await sender.sendMessages([{ body: 1 }, { body: 2, applicationProperties: { n: 2 } }]);
    const batch = await sender.createMessageBatch();
    expect(batch.maxSizeInBytes).toBe(256 * 1024);
    let added = 0;
    while (batch.tryAddMessage({ body: 'x'.repeat(10_000) })) added += 1;
    expect(added).toBe(26);
    await sender.sendMessages(batch);
    expect(countsOf('batch')?.active).toBe(28);
    const [first, second] = await client.createReceiver('batch').receiveMessages(2);
    expect([first?.body, second?.body, second?.applicationProperties]).toEqual([1, 2, { n: 2 }]);
  });

  it('delivers in order, across several links and calls', async () => {
    const sender = client.createSender('order');
    for (let start = 0; start < 300; start += 100) {
      await sender.sendMessages(Array.from({ length: 100 }, (_, index) => ({ body: start + index })));
    }
    const bodies: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      const receiver = client.createReceiver('order');
      const messages = await receiver.receiveMessages(100);
      bodies.push(...messages.map(({ body }) => body as unknown));
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
      await receiver.close();
    }
    expect(bodies).toEqual(Array.from({ length: 300 }, (_, index) => index));
  });

  it('answers the drain when there are fewer messages than requested, and the link goes on', async () => {
    const sender = client.createSender('drain');
    const receiver = client.createReceiver('drain');
    for (let round = 0; round < 3; round += 1) {
      await sender.sendMessages([{ body: round }, { body: round }]);
      const messages = await receiver.receiveMessages(10, { maxWaitTimeInMs: 2000 });
      expect(messages.map(({ body }) => body as unknown)).toEqual([round, round]);
      for (const message of messages) await receiver.completeMessage(message);
    }
    expect(countsOf('drain')).toMatchObject({ active: 0, locked: 0 });
    expect(fixture.logged.filter((line) => line.includes('error'))).toEqual([]);
  });

  it('returns nothing from an empty queue after the waiting time', async () => {
    const receiver = client.createReceiver('empty');
    expect(await receiver.receiveMessages(5, { maxWaitTimeInMs: 50 })).toEqual([]);
    const waiting = receiver.receiveMessages(1, { maxWaitTimeInMs: 20_000 });
    await client.createSender('empty').sendMessages({ body: 'late' });
    expect((await waiting)[0]?.body).toBe('late');
  });

  it('removes messages at once in receive-and-delete, for more of them than a session window holds', async () => {
    const sender = client.createSender('delete');
    for (let start = 0; start < 5000; start += 1000) {
      await sender.sendMessages(Array.from({ length: 1000 }, (_, index) => ({ body: start + index })));
    }
    const receiver = client.createReceiver('delete', { receiveMode: 'receiveAndDelete' });
    const bodies: unknown[] = [];
    while (bodies.length < 5000) {
      const messages = await receiver.receiveMessages(1250, { maxWaitTimeInMs: 5000 });
      bodies.push(...messages.map(({ body, lockToken }) => (lockToken === undefined ? (body as unknown) : lockToken)));
    }
    expect(bodies).toEqual(Array.from({ length: 5000 }, (_, index) => index));
    expect(countsOf('delete')).toMatchObject({ active: 0, locked: 0 });
  });

  it('feeds a subscriber as many messages at once as it has calls, and no more', async () => {
    const sender = client.createSender('subscribe');
    await sender.sendMessages(Array.from({ length: 200 }, (_, index) => ({ body: index })));
    const receiver = client.createReceiver('subscribe');
    const seen = new Set<unknown>();
    let running = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    const subscription = receiver.subscribe(
      {
        async processMessage(message) {
          running += 1;
          most = Math.max(most, running);
          if (running === 50) gate.resolve();
          await gate.promise;
          seen.add(message.body);
          running -= 1;
        },
        async processError({ error }) {
          gate.reject(error);
        },
      },
      { maxConcurrentCalls: 50 },
    );
    await vi.waitFor(() => expect(seen.size).toBe(200), { timeout: 20_000 });
    expect(most).toBe(50);
    await vi.waitFor(() => expect(countsOf('subscribe')).toMatchObject({ active: 0, locked: 0 }));
    await subscription.close();
  });

  it('serves one link beyond the size of its delivery buffers', { timeout: 60_000 }, async () => {
    const total = 4600;
    const sender = client.createSender('many');
    for (let start = 0; start < total; start += 920) {
      await sender.sendMessages(Array.from({ length: 920 }, (_, index) => ({ body: start + index })));
    }
    const receiver = client.createReceiver('many');
    let completed = 0;
    const errors: unknown[] = [];
    const subscription = receiver.subscribe(
      {
        async processMessage(message) {
          await receiver.completeMessage(message);
          completed += 1;
        },
        async processError({ error }) {
          errors.push(error);
        },
      },
      { maxConcurrentCalls: 100, autoCompleteMessages: false },
    );
    await vi.waitFor(() => expect(completed).toBe(total), { timeout: 50_000 });
    expect(errors).toEqual([]);
    await subscription.close();
  });

  it('carries a message of many frames, and refuses one over the limit', async () => {
    const sender = client.createSender('large');
    const body = Buffer.alloc(200_000, 'abc');
    await sender.sendMessages({ body });
    const receiver = client.createReceiver('large', { receiveMode: 'receiveAndDelete' });
    const [message] = await receiver.receiveMessages(1);
    expect(body.equals(message?.body as Buffer)).toBe(true);
    await expect(sender.sendMessages({ body: Buffer.alloc(300_000) })).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    await expect(
      sender.scheduleMessages({ body: Buffer.alloc(300_000) }, new Date(Date.now() + 60_000)),
    ).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
    expect(countsOf('large')).toMatchObject({ active: 0, scheduled: 0 });
  });

  it('leaves no lock behind when a subscriber stops', async () => {
    const sender = client.createSender('stop');
    const receiver = client.createReceiver('stop');
    let handled = 0;
    const subscription = receiver.subscribe(
      {
        async processMessage() {
          handled += 1;
        },
        async processError() {
          // Stopping is allowed to interrupt what the SDK is doing.
        },
      },
      { maxConcurrentCalls: 20 },
    );
    await sender.sendMessages(Array.from({ length: 30 }, (_, index) => ({ body: index })));
    await vi.waitFor(() => expect(handled).toBe(30));
    await subscription.close();
    await vi.waitFor(() => expect(countsOf('stop')).toMatchObject({ active: 0, locked: 0 }));
    await sender.sendMessages({ body: 'after' });
    expect(countsOf('stop')).toMatchObject({ active: 1, locked: 0 });
    await receiver.close();
  });
});
