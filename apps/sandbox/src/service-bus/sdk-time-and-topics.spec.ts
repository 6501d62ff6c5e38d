import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { configOf } from './config.fixture.ts';
import { startFixture, type Fixture } from './service-bus.fixture.ts';

type SequenceNumber = NonNullable<ServiceBusReceivedMessage['sequenceNumber']>;

describe('schedules, duplicates, peeks and topics with @azure/service-bus', () => {
  let fixture: Fixture;
  let client: ServiceBusClient;

  beforeAll(async () => {
    fixture = await startFixture(
      configOf(
        {
          later: {},
          cancel: {},
          unique: { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT1M' },
          peek: {},
          expiring: { DeadLetteringOnMessageExpiration: true },
        },
        [
          {
            Name: 'news',
            Subscriptions: [
              { Name: 'all' },
              {
                Name: 'urgent',
                Rules: [
                  {
                    Name: 'urgent-only',
                    Properties: { FilterType: 'Correlation', CorrelationFilter: { Properties: { urgent: true } } },
                  },
                ],
              },
            ],
          },
          { Name: 'changing', Subscriptions: [{ Name: 'rules' }] },
        ],
      ),
    );
    client = fixture.connect();
  });
  afterAll(() => fixture.close());

  const countsOf = (queue: string) => fixture.bus.queues().find(({ name }) => name === queue);
  // Clients go by their own clock, also after the sandbox's was moved.
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

  it('delivers scheduled messages when the clock gets there, to a receiver that already waits', async () => {
    const sender = client.createSender('later');
    const numbers = await sender.scheduleMessages([{ body: 'a' }, { body: 'b' }], inMinutes(10));
    expect(numbers.map(String)).toEqual(['1', '2']);
    await sender.sendMessages({ body: 'c', scheduledEnqueueTimeUtc: inMinutes(20) });
    expect(countsOf('later')).toMatchObject({ active: 0, scheduled: 3 });
    const receiver = client.createReceiver('later', { receiveMode: 'receiveAndDelete' });
    const waiting = receiver.receiveMessages(2, { maxWaitTimeInMs: 20_000 });
    fixture.clock.advance(10 * 60_000);
    const due = await waiting;
    expect(due.map(({ body, state }) => [body as unknown, state])).toEqual([
      ['a', 'active'],
      ['b', 'active'],
    ]);
    expect(due[0]?.scheduledEnqueueTimeUtc).toBeInstanceOf(Date);
    fixture.clock.advance(10 * 60_000);
    expect((await receiver.receiveMessages(1))[0]?.body).toBe('c');
  });

  it('cancels scheduled messages, and says when there is none', async () => {
    const sender = client.createSender('cancel');
    const numbers = await sender.scheduleMessages([{ body: 'a' }, { body: 'b' }], inMinutes(1));
    await sender.cancelScheduledMessages(numbers[0] as SequenceNumber);
    expect(countsOf('cancel')?.scheduled).toBe(1);
    await expect(sender.cancelScheduledMessages(numbers[0] as SequenceNumber)).rejects.toMatchObject({
      code: 'MessageNotFound',
    });
  });

  it('accepts duplicates and drops them, scheduled ones included', async () => {
    const sender = client.createSender('unique');
    await sender.sendMessages({ body: 1, messageId: 'x' });
    await sender.sendMessages([
      { body: 2, messageId: 'x' },
      { body: 3, messageId: 'y' },
    ]);
    await sender.scheduleMessages({ body: 4, messageId: 'z' }, inMinutes(0.5));
    await sender.sendMessages({ body: 5, messageId: 'z' });
    await sender.scheduleMessages({ body: 6, messageId: 'y' }, inMinutes(0.5));
    await sender.sendMessages([{ body: 'no id' }, { body: 'no id' }]);
    fixture.clock.advance(30_001);
    expect(fixture.bus.peekAll('unique', { bodies: true }).map(({ body }) => body)).toEqual([
      1,
      3,
      'no id',
      'no id',
      4,
    ]);
    fixture.clock.advance(30_000);
    await sender.sendMessages({ body: 7, messageId: 'x' });
    expect(countsOf('unique')?.active).toBe(6);
  });

  it('peeks without locking, from any number, in pages', async () => {
    const sender = client.createSender('peek');
    await sender.sendMessages([1, 2, 3].map((body) => ({ body, messageId: `m${body}` })));
    await sender.scheduleMessages({ body: 4 }, inMinutes(1));
    const receiver = client.createReceiver('peek');
    const first = await receiver.peekMessages(2);
    const second = await receiver.peekMessages(5);
    expect(first.map(({ body }) => body as unknown)).toEqual([1, 2]);
    expect(second.map(({ body, state }) => [body as unknown, state])).toEqual([
      [3, 'active'],
      [4, 'scheduled'],
    ]);
    expect(first[0]?.lockToken).toBeUndefined();
    expect(await receiver.peekMessages(1)).toEqual([]);
    const [again] = await receiver.peekMessages(1, {
      fromSequenceNumber: first[1]?.sequenceNumber as SequenceNumber,
    });
    expect(again?.messageId).toBe('m2');
    expect(countsOf('peek')).toMatchObject({ active: 3, locked: 0 });
  });

  it('lets messages expire into the dead-letter queue where the queue says so', async () => {
    await client.createSender('expiring').sendMessages({ body: 'old', timeToLive: 60_000 });
    fixture.clock.advance(60_001);
    const receiver = client.createReceiver('expiring', { subQueueType: 'deadLetter', receiveMode: 'receiveAndDelete' });
    const [dead] = await receiver.receiveMessages(1);
    expect(dead).toMatchObject({ body: 'old', deadLetterReason: 'TTLExpiredException' });
  });

  it('gives each subscription of a topic its own copy of what its rules let through', async () => {
    const sender = client.createSender('news');
    await sender.sendMessages([
      { body: 'rain', applicationProperties: { urgent: false } },
      { body: 'fire', applicationProperties: { urgent: true } },
    ]);
    const [scheduled] = await sender.scheduleMessages(
      { body: 'storm', applicationProperties: { urgent: true } },
      inMinutes(1),
    );
    const urgent = client.createReceiver('news', 'urgent');
    const [fire] = await urgent.receiveMessages(5, { maxWaitTimeInMs: 1000 });
    expect(fire?.body).toBe('fire');
    if (fire !== undefined)
      await urgent.deadLetterMessage(fire, { deadLetterReason: 'too hot', deadLetterErrorDescription: 'burnt' });
    const dead = client.createReceiver('news', 'urgent', { subQueueType: 'deadLetter' });
    expect((await dead.receiveMessages(1))[0]).toMatchObject({
      deadLetterReason: 'too hot',
      deadLetterSource: 'news/Subscriptions/urgent',
    });
    const all = client.createReceiver('news', 'all', { receiveMode: 'receiveAndDelete' });
    expect((await all.receiveMessages(2)).map(({ body }) => body as unknown)).toEqual(['rain', 'fire']);
    await sender.cancelScheduledMessages(scheduled as SequenceNumber);
    await sender.sendMessages({ body: 'soon', scheduledEnqueueTimeUtc: inMinutes(1) });
    fixture.clock.advance(60_001);
    await vi.waitFor(() => expect(countsOf('news/Subscriptions/all')?.active).toBe(1));
    expect(countsOf('news/Subscriptions/urgent')).toMatchObject({ active: 0, locked: 0 });
  });

  it('changes the rules of a subscription', async () => {
    const manager = client.createRuleManager('changing', 'rules');
    const rules = async () => {
      const found = [];
      for await (const { name, filter } of manager.listRules()) found.push([name, filter]);
      return found;
    };
    expect(await rules()).toEqual([['$Default', { sqlExpression: '1=1' }]]);
    await manager.deleteRule('$Default');
    await client.createSender('changing').sendMessages({ body: 'no rule lets it in' });
    await manager.createRule('red', { subject: 'red', applicationProperties: { n: 1 } });
    expect(await rules()).toEqual([
      ['red', expect.objectContaining({ subject: 'red', applicationProperties: { n: 1 } })],
    ]);
    await expect(manager.createRule('red', { subject: 'other' })).rejects.toThrow(/already exists/);
    await expect(manager.createRule('sql', { sqlExpression: "color = 'red'" })).rejects.toThrow(/not supported/);
    await expect(manager.deleteRule('blue')).rejects.toThrow(/could not be found/);
    await client.createSender('changing').sendMessages([
      { body: 'in', subject: 'red', applicationProperties: { n: 1 } },
      { body: 'out', subject: 'red', applicationProperties: { n: 2 } },
    ]);
    expect(fixture.bus.peekAll('changing/Subscriptions/rules', { bodies: true }).map(({ body }) => body)).toEqual([
      'in',
    ]);
  });

  it('refuses what an entity cannot do', async () => {
    await expect(client.createReceiver('news').receiveMessages(1, { maxWaitTimeInMs: 500 })).rejects.toThrow(
      /cannot be received/,
    );
    await expect(client.createSender('nowhere').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
    await expect(client.createReceiver('nowhere').receiveMessages(1)).rejects.toThrow(/could not be found/);
  });
});
