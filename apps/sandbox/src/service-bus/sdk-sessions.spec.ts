import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { configOf } from './config.fixture.ts';
import { startFixture, type Fixture } from './service-bus.fixture.ts';

describe('sessions with @azure/service-bus', () => {
  let fixture: Fixture;
  let client: ServiceBusClient;

  beforeAll(async () => {
    const names = ['ordered', 'next', 'state', 'expired', 'deferred', 'reopened', 'waiting'];
    fixture = await startFixture(
      configOf({ ...Object.fromEntries(names.map((name) => [name, { RequiresSession: true }])), plain: {} }),
    );
    client = fixture.connect();
  });
  afterAll(() => fixture.close());

  const countsOf = (queue: string) => fixture.bus.queues().find(({ name }) => name === queue);

  it('delivers one session to one receiver, in order', async () => {
    const sender = client.createSender('ordered');
    await sender.sendMessages([1, 2, 3, 4].map((body) => ({ body, sessionId: body % 2 === 0 ? 'even' : 'odd' })));
    const receiver = await client.acceptSession('ordered', 'odd');
    expect(Math.abs(receiver.sessionLockedUntilUtc.getTime() - Date.now() - 60_000)).toBeLessThan(5_000);
    const messages = await receiver.receiveMessages(5, { maxWaitTimeInMs: 1000 });
    expect(messages.map(({ body, sessionId }) => [body as unknown, sessionId])).toEqual([
      [1, 'odd'],
      [3, 'odd'],
    ]);
    await expect(client.acceptSession('ordered', 'odd')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
    for (const message of messages) await receiver.completeMessage(message);
    await receiver.close();
    expect(countsOf('ordered')).toMatchObject({ active: 2, locked: 0 });
  });

  it('hands out the next free session, and reports in time that there is none', async () => {
    await client.createSender('next').sendMessages({ body: 1, sessionId: 'only' });
    const receiver = await client.acceptNextSession('next');
    expect(receiver.sessionId).toBe('only');
    await expect(
      fixture.connect({ retryOptions: { maxRetries: 0, timeoutInMs: 300 } }).acceptNextSession('next'),
    ).rejects.toMatchObject({ code: expect.stringMatching(/ServiceTimeout|SessionCannotBeLocked/) as string });
    await receiver.close();
  });

  it('lets a receiver wait for a session that comes later', async () => {
    const waiting = client.acceptNextSession('waiting');
    await client.createSender('waiting').sendMessages({ body: 'late', sessionId: 'L' });
    const receiver = await waiting;
    expect((await receiver.receiveMessages(1))[0]?.body).toBe('late');
    await receiver.close();
  });

  it('keeps state, renews locks and peeks inside a session', async () => {
    await client.createSender('state').sendMessages([
      { body: 1, sessionId: 'A' },
      { body: 2, sessionId: 'B' },
    ]);
    const receiver = await client.acceptSession('state', 'A');
    expect(await receiver.getSessionState()).toBeNull();
    await receiver.setSessionState({ step: 3 });
    expect(await receiver.getSessionState()).toEqual({ step: 3 });
    fixture.clock.advance(50_000);
    const until = await receiver.renewSessionLock();
    expect(Math.abs(until.getTime() - Date.now() - 60_000)).toBeLessThan(5_000);
    fixture.clock.advance(50_000);
    expect((await receiver.peekMessages(10)).map(({ body }) => body as unknown)).toEqual([1]);
    const [message] = await receiver.receiveMessages(1);
    await receiver.completeMessage(message as ServiceBusReceivedMessage);
    await receiver.close();
  });

  it('returns messages when the lock of the session expires', async () => {
    await client.createSender('expired').sendMessages({ body: 1, sessionId: 'A' });
    const receiver = await client.acceptSession('expired', 'A', { maxAutoLockRenewalDurationInMs: 0 });
    const [message] = await receiver.receiveMessages(1);
    fixture.clock.advance(60_001);
    await vi.waitFor(() => expect(receiver.isClosed).toBe(true));
    await expect(receiver.completeMessage(message as ServiceBusReceivedMessage)).rejects.toMatchObject({
      code: 'SessionLockLost',
    });
    const again = await client.acceptNextSession('expired');
    expect((await again.receiveMessages(1))[0]?.deliveryCount).toBe(1);
    await again.close();
  });

  it('gives a session back at once when its receiver closes, without counting the delivery', async () => {
    await client.createSender('reopened').sendMessages({ body: 1, sessionId: 'A' });
    const receiver = await client.acceptSession('reopened', 'A');
    await receiver.receiveMessages(1);
    await receiver.close();
    const again = await client.acceptSession('reopened', 'A');
    expect((await again.receiveMessages(1))[0]?.deliveryCount).toBe(0);
    await again.close();
  });

  it('defers inside a session', async () => {
    await client.createSender('deferred').sendMessages({ body: 1, sessionId: 'A' });
    const receiver = await client.acceptSession('deferred', 'A');
    const [message] = await receiver.receiveMessages(1);
    if (message?.sequenceNumber === undefined) throw new Error('no message came');
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber);
    await receiver.completeMessage(deferred as ServiceBusReceivedMessage);
    expect(countsOf('deferred')).toMatchObject({ active: 0, locked: 0, deferred: 0 });
    await receiver.close();
  });

  it('refuses receivers of the wrong kind and messages without a session', async () => {
    await expect(client.createReceiver('next').receiveMessages(1)).rejects.toThrow(/requires sessions/);
    await expect(client.acceptSession('plain', 'A')).rejects.toThrow(/Failed to create a receiver/);
    await expect(client.createSender('next').sendMessages({ body: 1 })).rejects.toThrow(/no session id/);
  });
});
