import type { ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { configOf } from './config.fixture.ts';
import { startFixture, type Fixture } from './service-bus.fixture.ts';

type SequenceNumber = NonNullable<ServiceBusReceivedMessage['sequenceNumber']>;

describe('settling messages with @azure/service-bus', () => {
  let fixture: Fixture;
  let client: ServiceBusClient;

  beforeAll(async () => {
    const names = [
      'abandon',
      'deliveries',
      'defer',
      'dead',
      'plain-dead',
      'lost',
      'renew',
      'auto',
      'closed',
      'gone',
      'managed',
    ];
    fixture = await startFixture(
      configOf({
        ...Object.fromEntries(names.map((name) => [name, { LockDuration: 'PT30S', MaxDeliveryCount: 2 }])),
        auto: { LockDuration: 'PT5S' },
        // Deferring counts too.
        defer: { MaxDeliveryCount: 3 },
      }),
    );
    client = fixture.connect();
  });
  afterAll(() => fixture.close());

  const countsOf = (queue: string) => fixture.bus.queues().find(({ name }) => name === queue);

  async function sendAndReceive(queue: string): Promise<[ServiceBusReceiver, ServiceBusReceivedMessage]> {
    await client.createSender(queue).sendMessages({ body: 'work', applicationProperties: { kept: 1 } });
    const receiver = client.createReceiver(queue);
    return [receiver, await receiveOne(receiver)];
  }

  async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 10_000 });
    if (message === undefined) throw new Error('no message came');
    return message;
  }

  it('returns an abandoned message at once, with its changed properties and one more failed delivery', async () => {
    const [receiver, message] = await sendAndReceive('abandon');
    await receiver.abandonMessage(message, { reason: 'busy' });
    const again = await receiveOne(receiver);
    expect(again).toMatchObject({ deliveryCount: 1, applicationProperties: { kept: 1, reason: 'busy' } });
    expect(again.lockToken).not.toBe(message.lockToken);
    await receiver.completeMessage(again);
    expect(countsOf('abandon')).toMatchObject({ active: 0, locked: 0, deadLetter: 0 });
  });

  it('dead-letters a message whose deliveries are used up', async () => {
    const [receiver, message] = await sendAndReceive('deliveries');
    await receiver.abandonMessage(message);
    await receiver.abandonMessage(await receiveOne(receiver));
    const dead = await receiveOne(client.createReceiver('deliveries', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({
      body: 'work',
      deliveryCount: 2,
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 2 delivery attempts.',
      deadLetterSource: 'deliveries',
    });
  });

  it('sets a message aside and hands it out by its number, also twice', async () => {
    const [receiver, message] = await sendAndReceive('defer');
    const number = message.sequenceNumber as SequenceNumber;
    await receiver.deferMessage(message, { why: 'later' });
    expect(countsOf('defer')).toMatchObject({ active: 0, deferred: 1 });
    expect((await receiver.peekMessages(1, { fromSequenceNumber: number }))[0]?.state).toBe('deferred');
    const [first] = await receiver.receiveDeferredMessages(number);
    // Deferring counts as a delivery that came to nothing.
    expect(first?.deliveryCount).toBe(1);
    await receiver.abandonMessage(first as ServiceBusReceivedMessage);
    const [second] = await receiver.receiveDeferredMessages(number);
    expect(second).toMatchObject({ body: 'work', deliveryCount: 2, applicationProperties: { kept: 1, why: 'later' } });
    await receiver.completeMessage(second as ServiceBusReceivedMessage);
    await expect(receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
    expect(countsOf('defer')).toMatchObject({ active: 0, locked: 0, deferred: 0 });
  });

  it('dead-letters with reason, description and properties, and serves the dead-letter queue as a queue', async () => {
    const [receiver, message] = await sendAndReceive('dead');
    await receiver.deadLetterMessage(message, {
      deadLetterReason: 'invalid-message',
      deadLetterErrorDescription: 'no type',
      extra: 'x',
    });
    expect(fixture.bus.peekAll('dead/$DeadLetterQueue', { bodies: true })).toMatchObject([
      { sequenceNumber: 1, state: 'active', deadLetterReason: 'invalid-message', body: 'work' },
    ]);
    const deadReceiver = client.createReceiver('dead', { subQueueType: 'deadLetter' });
    const dead = await receiveOne(deadReceiver);
    expect(dead).toMatchObject({
      deadLetterReason: 'invalid-message',
      deadLetterErrorDescription: 'no type',
      deadLetterSource: 'dead',
      applicationProperties: { kept: 1, extra: 'x' },
    });
    await deadReceiver.abandonMessage(dead);
    const again = await receiveOne(deadReceiver);
    await expect(deadReceiver.deadLetterMessage(again)).rejects.toThrow(/cannot be dead-lettered/);
    // The SDK takes the message for settled now, so that only its lock is left.
    fixture.bus.expireLocks('dead');
    await deadReceiver.completeMessage(await receiveOne(deadReceiver));
    expect(countsOf('dead')).toMatchObject({ locked: 0, deadLetter: 0 });
  });

  it('dead-letters without a reason', async () => {
    const [receiver, message] = await sendAndReceive('plain-dead');
    await receiver.deadLetterMessage(message);
    const [dead] = fixture.bus.peekAll('plain-dead/$DeadLetterQueue');
    expect(dead).toMatchObject({ state: 'active', deadLetterReason: undefined });
  });

  it('refuses a settlement after the lock has expired, and delivers the message again', async () => {
    const [receiver, message] = await sendAndReceive('lost');
    fixture.clock.advance(30_001);
    await expect(receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(receiver.renewMessageLock(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    const again = await receiveOne(receiver);
    expect(again.deliveryCount).toBe(1);
    await receiver.completeMessage(again);
  });

  it('renews a lock on demand', async () => {
    const [receiver, message] = await sendAndReceive('renew');
    fixture.clock.advance(20_000);
    const until = await receiver.renewMessageLock(message);
    expect(Math.abs(until.getTime() - Date.now() - 30_000)).toBeLessThan(5_000);
    fixture.clock.advance(20_000);
    await receiver.completeMessage(message);
    expect(countsOf('renew')).toMatchObject({ active: 0, locked: 0 });
  });

  it('lets the SDK renew locks by itself while a handler runs', { timeout: 60_000 }, async () => {
    // A clock that was moved must not confuse the SDK about the time it has left.
    fixture.clock.advance(3_600_000);
    await client.createSender('auto').sendMessages({ body: 'long work' });
    const receiver = client.createReceiver('auto', { maxAutoLockRenewalDurationInMs: 60_000 });
    const finish = Promise.withResolvers<void>();
    const errors: unknown[] = [];
    const subscription = receiver.subscribe({
      processMessage: () => finish.promise,
      async processError({ error }) {
        errors.push(error);
      },
    });
    const renewals = new Set<string>();
    // Locks of 5 s are renewed after 2.5 s. Three renewals show that no lock ran out on the way.
    await vi.waitFor(
      () => {
        const [message] = fixture.bus.peekAll('auto');
        renewals.add(message?.lockedUntil ?? '');
        expect(renewals.size).toBeGreaterThan(4);
      },
      { timeout: 30_000, interval: 200 },
    );
    expect(fixture.bus.peekAll('auto')[0]).toMatchObject({ state: 'locked', deliveryCount: 0 });
    finish.resolve();
    await vi.waitFor(() => expect(fixture.bus.peekAll('auto')).toEqual([]));
    await subscription.close();
    expect(errors).toEqual([]);
  });

  it('keeps a lock beyond the link that it was taken on', async () => {
    const [receiver, message] = await sendAndReceive('closed');
    await receiver.close();
    expect(countsOf('closed')).toMatchObject({ active: 0, locked: 1 });
    fixture.clock.advance(30_001);
    expect(countsOf('closed')).toMatchObject({ active: 1, locked: 0 });
    expect(message.deliveryCount).toBe(0);
  });

  it('settles through $management when the link is gone', async () => {
    const [, message] = await sendAndReceive('gone');
    fixture.bus.dropLinks();
    const [, other] = await sendAndReceive('gone');
    // A receiver that has no link of its own yet.
    const fresh = client.createReceiver('gone');
    await fresh.completeMessage(message);
    await fresh.deadLetterMessage(other, { deadLetterReason: 'r', deadLetterErrorDescription: 'd' });
    expect(countsOf('gone')).toMatchObject({ active: 0, locked: 0, deadLetter: 1 });
  });

  it('settles deferred messages in every way', async () => {
    const numbers: SequenceNumber[] = [];
    const receiver = client.createReceiver('managed');
    for (let index = 0; index < 3; index += 1) {
      await client.createSender('managed').sendMessages({ body: index });
      const message = await receiveOne(receiver);
      numbers.push(message.sequenceNumber as SequenceNumber);
      await receiver.deferMessage(message);
    }
    const messages = await receiver.receiveDeferredMessages(numbers);
    expect(messages.map(({ body }) => body as unknown)).toEqual([0, 1, 2]);
    const [first, second, third] = messages as [
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
      ServiceBusReceivedMessage,
    ];
    fixture.clock.advance(20_000);
    await receiver.renewMessageLock(third);
    await receiver.deadLetterMessage(first, { deadLetterReason: 'r', deadLetterErrorDescription: 'd', more: 1 });
    await receiver.deferMessage(second);
    fixture.clock.advance(20_000);
    await receiver.completeMessage(third);
    expect(countsOf('managed')).toMatchObject({ active: 0, locked: 0, deferred: 1, deadLetter: 1 });
    expect(fixture.bus.peekAll('managed/$DeadLetterQueue')[0]).toMatchObject({
      deadLetterReason: 'r',
      deadLetterErrorDescription: 'd',
    });
    const deleting = client.createReceiver('managed', { receiveMode: 'receiveAndDelete' });
    const [last] = await deleting.receiveDeferredMessages(numbers[1] as SequenceNumber);
    expect(last?.body).toBe(1);
    expect(countsOf('managed')?.deferred).toBe(0);
  });
});
