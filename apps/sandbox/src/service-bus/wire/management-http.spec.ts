import { ServiceBusAdministrationClient } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf } from '../config.fixture.ts';
import { type Fixture, startFixture, TestCredential } from '../service-bus.fixture.ts';

const READ = 'Microsoft.ServiceBus/namespaces/queues/read';
const ORDERS = 'Microsoft.ServiceBus/namespaces/voice/queues/orders';

describe('the management of the namespace, over HTTPS at the port of AMQP', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture(
      configOf({
        orders: {
          LockDuration: 'PT1M30S',
          DefaultMessageTimeToLive: 'PT1H',
          MaxDeliveryCount: 7,
          RequiresDuplicateDetection: true,
          DuplicateDetectionHistoryTimeWindow: 'PT5M',
        },
      }),
    );
  });
  afterAll(() => fixture.close());

  const administration = (credential = new TestCredential(fixture.clock)) =>
    new ServiceBusAdministrationClient(`localhost:${fixture.bus.port}`, credential, {
      retryOptions: { maxRetries: 0 },
    });

  it('shows the SDK a queue as it was configured', async () => {
    expect(await administration().getQueue('orders')).toMatchObject({
      name: 'orders',
      lockDuration: 'PT1M30S',
      defaultMessageTimeToLive: 'PT1H',
      maxDeliveryCount: 7,
      requiresDuplicateDetection: true,
      duplicateDetectionHistoryTimeWindow: 'PT5M',
      deadLetteringOnMessageExpiration: false,
      requiresSession: false,
      status: 'Active',
    });
  });

  it('asks for the right to read the queue', async () => {
    const credential = new TestCredential(fixture.clock);
    credential.rights = [`${READ} ${ORDERS}`];
    expect(await administration(credential).getQueue('orders')).toMatchObject({ name: 'orders' });
    credential.rights = ['Microsoft.ServiceBus/namespaces/messages/receive/action ' + ORDERS];
    await expect(administration(credential).getQueue('orders')).rejects.toMatchObject({ statusCode: 401 });
  });

  it('takes no token that is not for Service Bus, and knows only existing queues', async () => {
    const other = new TestCredential(fixture.clock);
    other.audience = 'https://storage.azure.com';
    await expect(administration(other).getQueue('orders')).rejects.toMatchObject({ statusCode: 401 });
    await expect(administration().getQueue('gone')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('changes nothing', async () => {
    await expect(administration().deleteQueue('orders')).rejects.toMatchObject({ statusCode: 405 });
  });

  it('leaves the port to AMQP', async () => {
    const client = fixture.connect();
    await client.createSender('orders').sendMessages({ body: 1 });
    expect(fixture.bus.queues()[0]?.active).toBe(1);
  });

  it('counts the messages of a queue by their states', async () => {
    const client = fixture.connect();
    const sender = client.createSender('orders');
    await sender.sendMessages([1, 2, 3].map((body) => ({ body, messageId: `counted-${body}` })));
    await sender.scheduleMessages({ body: 5, messageId: 'counted-5' }, new Date(fixture.clock.now() + 60_000));
    const receiver = client.createReceiver('orders');
    const [dead, locked] = await receiver.receiveMessages(2);
    if (dead) await receiver.deadLetterMessage(dead);
    expect(locked).toBeDefined();
    expect(await administration().getQueueRuntimeProperties('orders')).toMatchObject({
      activeMessageCount: 3,
      deadLetterMessageCount: 1,
      scheduledMessageCount: 1,
      totalMessageCount: 5,
    });
  });
});
