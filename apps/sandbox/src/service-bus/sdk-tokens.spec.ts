import { ServiceBusClient, type ServiceBusSender } from '@azure/service-bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '../faults/clock.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { configOf } from './config.fixture.ts';
import { readEmulatorConfig } from './config.ts';
import { startFixture, TestCredential, type Fixture } from './service-bus.fixture.ts';
import { startServiceBus } from './service-bus.ts';

const retryOptions = { maxRetries: 0, retryDelayInMs: 10, maxRetryDelayInMs: 20, timeoutInMs: 2_000 };

describe('access with Entra tokens', () => {
  let fixture: Fixture;

  beforeEach(async () => {
    fixture = await startFixture(configOf({ orders: {}, other: {} }));
  });
  afterEach(() => fixture.close());

  const send = (credential: TestCredential) =>
    fixture.connect({ retryOptions }, credential).createSender('orders').sendMessages({ body: 1 });

  it('lets valid tokens in, whichever way the audience is written', async () => {
    const slash = new TestCredential(fixture.clock);
    slash.audience = 'https://servicebus.azure.net/';
    await send(slash);
    await send(new TestCredential(fixture.clock));
    expect(fixture.bus.queues()[0]?.active).toBe(2);
  });

  it('refuses tokens of another audience, of another key, and expired ones', async () => {
    const audience = new TestCredential(fixture.clock);
    audience.audience = 'https://storage.azure.com';
    const key = new TestCredential(fixture.clock);
    key.key = new Uint8Array(32);
    const expired = new TestCredential(fixture.clock);
    expired.lifetimeMs = -1_000;
    for (const credential of [audience, key, expired]) {
      await expect(send(credential)).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    }
    expect(fixture.bus.queues()[0]?.active).toBe(0);
  });

  it('refuses shared access signatures', async () => {
    const client = new ServiceBusClient(
      `Endpoint=sb://localhost:${fixture.bus.port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=a2V5`,
      { retryOptions },
    );
    await expect(client.createSender('orders').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
    await client.close();
  });

  it('detaches links when their token runs out, and revokes them with a new one', async () => {
    const client = fixture.connect();
    const sender = client.createSender('orders');
    await sender.sendMessages({ body: 1 });
    const bodies: unknown[] = [];
    const receiver = client.createReceiver('orders');
    const subscription = receiver.subscribe({
      async processMessage({ body }) {
        bodies.push(body);
      },
      async processError() {
        // The detached link is reported here before it comes back.
      },
    });
    await vi.waitFor(() => expect(bodies).toEqual([1]));
    const issued = fixture.credential.issuedCount;
    fixture.clock.advance(3_600_001);
    await vi.waitFor(() => expect(fixture.credential.issuedCount).toBeGreaterThan(issued), { timeout: 20_000 });
    await sender.sendMessages({ body: 2 });
    await vi.waitFor(() => expect(bodies).toEqual([1, 2]), { timeout: 20_000 });
    await subscription.close();
  });
});

describe('roles', () => {
  let fixture: Fixture;

  beforeEach(async () => {
    fixture = await startFixture(configOf({ orders: {}, other: {} }));
  });
  afterEach(() => fixture.close());

  const clientWith = (...rights: readonly string[]): ServiceBusClient => {
    const credential = new TestCredential(fixture.clock);
    credential.rights = rights;
    return fixture.connect({ retryOptions }, credential);
  };
  const right = (verb: 'send' | 'receive', queue: string) =>
    `Microsoft.ServiceBus/namespaces/messages/${verb}/action Microsoft.ServiceBus/namespaces/voice/queues/${queue}`;
  const needs = (claim: string) => ({
    code: 'UnauthorizedAccess',
    message: expect.stringContaining(
      `Unauthorized access. '${claim}' claim(s) are required to perform this operation. Resource: 'sb://localhost:${fixture.bus.port}/orders`,
    ) as unknown,
  });

  it('let a client send to the queue that it may send to, and schedule there', async () => {
    const sender = clientWith(right('send', 'orders')).createSender('orders');
    await sender.sendMessages({ body: 1 });
    await sender.scheduleMessages({ body: 2 }, new Date(Date.now() + 60_000));
    expect(fixture.bus.queues()[0]).toMatchObject({ active: 1, scheduled: 1 });
  });

  it('let nobody send who may only receive, or send elsewhere', async () => {
    const client = clientWith(right('receive', 'orders'), right('send', 'other'));
    await expect(client.createSender('orders').sendMessages({ body: 1 })).rejects.toMatchObject(needs('Send'));
    const later = new Date(Date.now() + 60_000);
    await expect(client.createSender('orders').scheduleMessages({ body: 1 }, later)).rejects.toMatchObject(
      needs('Send'),
    );
  });

  it('let nobody receive or peek who may only send, dead letters neither', async () => {
    const client = clientWith(right('send', 'orders'));
    const receiver = client.createReceiver('orders');
    await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 100 })).rejects.toMatchObject(needs('Listen'));
    await expect(receiver.peekMessages(1)).rejects.toMatchObject(needs('Listen'));
    const deadLetters = client.createReceiver('orders', { subQueueType: 'deadLetter' });
    await expect(deadLetters.receiveMessages(1, { maxWaitTimeInMs: 100 })).rejects.toMatchObject(needs('Listen'));
  });

  type Scheduled = Awaited<ReturnType<ServiceBusSender['scheduleMessages']>>;
  // One client for each, which puts a token for the one node that it attaches to.
  it.each<['send' | 'receive', string, (client: ServiceBusClient, scheduled: Scheduled) => Promise<unknown>]>([
    ['send', 'peek', (client) => client.createReceiver('orders').peekMessages(1)],
    [
      'send',
      'peek dead letters',
      (client) => client.createReceiver('orders', { subQueueType: 'deadLetter' }).peekMessages(1),
    ],
    [
      'send',
      'receive by number',
      (client, scheduled) => client.createReceiver('orders').receiveDeferredMessages(scheduled),
    ],
    [
      'receive',
      'schedule',
      (client) => client.createSender('orders').scheduleMessages({ body: 1 }, new Date(Date.now() + 60_000)),
    ],
    ['receive', 'cancel', (client, scheduled) => client.createSender('orders').cancelScheduledMessages(scheduled)],
  ])('to %s do not let a client %s that asks the node for it alone', async (verb, _what, call) => {
    const inAMinute = new Date(Date.now() + 60_000);
    const scheduled = await fixture.connect().createSender('orders').scheduleMessages({ body: 1 }, inAMinute);
    const claim = verb === 'send' ? 'Listen' : 'Send';
    await expect(call(clientWith(right(verb, 'orders')), scheduled)).rejects.toMatchObject(needs(claim));
  });

  it('let nobody attach to the node of a queue who has none there', async () => {
    const client = clientWith(right('receive', 'other'), right('send', 'other'));
    await expect(client.createReceiver('orders').peekMessages(1)).rejects.toMatchObject(needs('Send, Listen'));
  });

  it('of a queue count for its dead letters', async () => {
    const receiver = clientWith(right('receive', 'orders')).createReceiver('orders', { subQueueType: 'deadLetter' });
    await expect(receiver.peekMessages(1)).resolves.toEqual([]);
  });
});

describe('the emulator mode', () => {
  it('serves a development connection string over plain TCP and takes any key', async () => {
    const clock = new Clock();
    const bus = await startServiceBus({
      host: '127.0.0.1',
      port: 0,
      clock,
      faults: new FaultPlan(),
      log: () => undefined,
      config: readEmulatorConfig(configOf({ orders: {} })),
    });
    const client = new ServiceBusClient(
      `Endpoint=sb://127.0.0.1:${bus.port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`,
      { retryOptions },
    );
    await client.createSender('orders').sendMessages({ body: 'hello' });
    const receiver = client.createReceiver('orders');
    const [message] = await receiver.receiveMessages(1);
    expect(message?.body).toBe('hello');
    await client.close();
    await bus.close();
    clock.stop();
  });
});
