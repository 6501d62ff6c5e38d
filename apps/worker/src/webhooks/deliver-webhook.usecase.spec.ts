import { beforeEach, describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { type Delivery, errorCodeOf, ServiceError } from '#domain';
import { aDelivery, anEndpoint, anId, stub, TENANT } from '#domain/testing';
import { DONE, type HandlerOutcome } from '#messaging';
import { aMessage } from '#messaging/testing';
import type { DeliverNotification } from '../notifications/deliver-notification.service.ts';
import type { Outcome } from '../platform/attempt-records.ts';
import { DeliverWebhook } from './deliver-webhook.usecase.ts';
import type { WebhookSender } from './webhook-sender.ts';

const ID = anId('delivery');
const ENDPOINT = anId('webhookEndpoint');
const MESSAGE = aMessage('webhook.deliver', ID, { attempt: 1 });
const signal = new AbortController().signal;

let sent: number;
let notified: string[];
let asked: string[];
let withheld: HandlerOutcome | undefined;
let send: () => Promise<Outcome>;
let documents: TestDocuments;
let deliver: DeliverWebhook;

beforeEach(async () => {
  sent = 0;
  send = () => Promise.resolve({ status: 204 });
  documents = new TestDocuments();
  const sender = stub<WebhookSender>({
    send: () => {
      sent += 1;
      return send();
    },
  });
  notified = [];
  asked = [];
  withheld = undefined;
  const notifications = stub<DeliverNotification>({
    execute: ({ id }) => {
      notified.push(id);
      return Promise.resolve(DONE);
    },
    withheld: ({ event }) => {
      asked.push(event);
      return Promise.resolve(withheld);
    },
  });
  const config = aConfig({ webhooks: { attemptDelaysMs: [0, 60_000] } });
  deliver = new DeliverWebhook(config, documents.store, sender, documents.commit, notifications);
  await documents.store.create(anEndpoint());
});

const delivery = (changes: Partial<Delivery> = {}) => documents.store.create(aDelivery(changes));
const read = () => documents.store.get('delivery', TENANT, ID);
const handle = (message = MESSAGE) => deliver.handle(message, { signal });

describe(DeliverWebhook.name, () => {
  it('ends a delivery that the endpoint took, and makes no attempt twice', async () => {
    await delivery();
    expect(await handle()).toBe(DONE);
    expect(await handle()).toBe(DONE);
    expect(sent).toBe(1);
    expect(await read()).toMatchObject({ status: 'succeeded', attemptCount: 1, attempts: [{ status: 204 }] });
  });

  it('plans the next attempt after one that failed, and fails the delivery after the last', async () => {
    await delivery();
    send = () => Promise.resolve({ status: 503 });
    await handle();
    expect(await read()).toMatchObject({
      status: 'pending',
      attemptCount: 1,
      nextAttemptAt: expect.any(String) as string,
    });
    expect(documents.published).toMatchObject([{ type: 'webhook.deliver', data: { attempt: 2 } }]);
    expect(documents.published[0]?.scheduledFor).toBeDefined();
    await handle(aMessage('webhook.deliver', ID, { attempt: 2 }));
    expect(await read()).toMatchObject({ status: 'failed', attemptCount: 2 });
  });

  it('disables an endpoint that is gone', async () => {
    await delivery();
    send = () => Promise.resolve({ status: 410 });
    await handle();
    expect(await read()).toMatchObject({ status: 'failed' });
    const endpoint = await documents.store.get('webhookEndpoint', TENANT, ENDPOINT);
    expect(endpoint).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
  });

  it('asks no endpoint that is disabled', async () => {
    const endpoint = await documents.store.get('webhookEndpoint', TENANT, ENDPOINT);
    await documents.store.replace({ ...endpoint, status: 'disabled' });
    await delivery();
    await handle();
    expect(sent).toBe(0);
    expect(await read()).toMatchObject({ status: 'failed', attempts: [{ error: 'state-conflict' }] });
  });

  it('does not send again when the delivery is changed while it is sent', async () => {
    await delivery();
    send = async () => {
      await documents.store.replace(await read());
      return { status: 200 };
    };
    await handle();
    expect(sent).toBe(1);
    expect(await read()).toMatchObject({ status: 'succeeded', attemptCount: 1 });
  });

  it('fails with what its message failed with, unless the attempt was made', async () => {
    await delivery();
    const away = new ServiceError('dependency-unavailable', 'away');
    await deliver.onFailed(aMessage('webhook.deliver', ID, { attempt: 2 }), away);
    expect(await read()).toMatchObject({ status: 'pending' });
    await deliver.onFailed(MESSAGE, away);
    expect(await read()).toMatchObject({ status: 'failed', attempts: [{ error: 'dependency-unavailable' }] });
  });

  it('leaves to others what a subscription is told, unless the attempt was made', async () => {
    await delivery({ endpointId: anId('notificationSubscription') });
    await handle();
    await handle(aMessage('webhook.deliver', ID, { attempt: 2 }));
    expect([sent, notified]).toEqual([0, [ID]]);
  });

  it('sends a notification to an endpoint only if its subscription is sent to now', async () => {
    await delivery({ event: 'notification.daily-digest' });
    withheld = { retryAfterMs: 60_000 };
    expect(await handle()).toEqual({ retryAfterMs: 60_000 });
    expect(sent).toBe(0);
    expect(await read()).toMatchObject({ status: 'pending', attemptCount: 0 });
    withheld = undefined;
    await handle();
    expect([sent, asked]).toEqual([1, ['notification.daily-digest', 'notification.daily-digest']]);
  });

  it('asks no subscription about an event of a resource', async () => {
    await delivery();
    await handle();
    expect([sent, asked]).toEqual([1, []]);
  });

  it('does not know a delivery that is not there', async () => {
    expect(await handle().catch(errorCodeOf)).toBe('unknown-subject');
  });
});
