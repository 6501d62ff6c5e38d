import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newWebhookSecret, SecretBox, standardSignature, verifyWebhook } from '#auth';
import { Commit, DocumentStore, EndpointSlots, OperationStore, OutboxRelay, RequestIds } from '#documents';
import type { Delivery, OutboxMessage, WebhookEndpoint } from '#domain';
import { stub } from '#domain/testing';
import { EgressClient } from '#egress';
import { type Message, messages } from '#messaging';
import { createLogger } from '#observability';
import { EndpointSecrets } from '../../../apps/api/src/webhooks/endpoint-secrets.ts';
import { ManageEndpoints } from '../../../apps/api/src/webhooks/manage-endpoints.usecase.ts';
import { ReplayDelivery } from '../../../apps/api/src/webhooks/replay-delivery.usecase.ts';
import { testConfig } from '../../../apps/api/src/platform/testing/tiny-application.ts';
import { AnnounceEvent } from '../../../apps/worker/src/webhooks/announce-event.usecase.ts';
import { MakeDeliveries } from '../../../apps/worker/src/webhooks/make-deliveries.service.ts';
import { delayBeforeAttempt } from '../../../apps/worker/src/platform/attempt-delay.ts';
import { DeliverWebhook } from '../../../apps/worker/src/webhooks/deliver-webhook.usecase.ts';
import { WebhookSender } from '../../../apps/worker/src/webhooks/webhook-sender.ts';
import { MemoryContainer } from '../../../libs/storage/testing/memory-container.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const ADA = { tenantId: TENANT, objectId: 'ada', kind: 'user', roles: ['Webhook.Manage'], clientId: 'c' } as const;
const KEY = Buffer.alloc(32, 7).toString('base64');

interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

let container: MemoryContainer;
let published: OutboxMessage[];
/** What is brought to the audit log. */
let audited: OutboxMessage[];
let received: Received[];
let receiver: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let parts: ReturnType<typeof compose>;

beforeEach(async () => {
  container = new MemoryContainer();
  published = [];
  audited = [];
  received = [];
  answer = (_, response) => response.end();
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    received.push({ headers: request.headers as Record<string, string>, body: await text(request) });
    answer(request, response);
  };
  receiver = createServer((request, response) => void receive(request, response)).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  parts = compose();
});

afterEach(async () => {
  await parts.egress.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => void receiver.close(resolve));
});

function compose(variables: Record<string, string> = {}) {
  const config = testConfig({
    EGRESS_ALLOW_HTTP: 'true',
    EGRESS_ALLOWED_NETWORKS: '127.0.0.1/32',
    EGRESS_PORTS: '1-65535',
    WEBHOOK_SECRET_KEYS: KEY,
    ...variables,
  });
  const logger = createLogger({ level: 'silent', service: 'test' });
  const documents = new DocumentStore(container.asContainer);
  const publish = async (message: OutboxMessage): Promise<void> =>
    void (message.type === 'audit.append' ? audited : published).push(message);
  const outbox = new OutboxRelay({ publish }, documents, logger);
  const commit = new Commit(documents, new OperationStore(documents), outbox, logger);
  const box = new SecretBox(config.webhooks.secretKeys);
  const egress = new EgressClient({ policy: config.egress });
  const slots = new EndpointSlots(new MemoryContainer().asContainer);
  return {
    documents,
    commit,
    egress,
    outbox,
    announce: new AnnounceEvent(new MakeDeliveries(documents, commit), stub({})),
    deliver: new DeliverWebhook(config, documents, new WebhookSender(config, egress, box), commit, stub({})),
    manage: new ManageEndpoints(config, documents, slots, new EndpointSecrets(box), commit),
    replay: new ReplayDelivery(documents, commit),
  };
}

const url = (path = '/hook') => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
const create = (events: WebhookEndpoint['events'] = [], to = url()) =>
  parts.manage.create(ADA, { url: to, events: [...events] }, RequestIds.once());
const neverStops = { signal: new AbortController().signal };
const attemptOf = (deliveryId: string, attempt: number) =>
  messages.webhookDeliver({ tenantId: TENANT, subjectId: deliveryId, data: { attempt } });

/** The message that a synthesis causes when it has succeeded. */
const succeeded = (id = 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D', attempt = 1): Message<'webhook.announce'> => ({
  type: 'webhook.announce',
  id: `${id}:webhook.announce.1:${attempt}`,
  tenantId: TENANT,
  subjectId: id,
  attempt,
  failures: 0,
  occurredAt: '2026-11-22T10:00:00.000Z',
  data: { event: 'synthesis.succeeded' },
});

async function deliveries(): Promise<readonly Delivery[]> {
  return (await parts.documents.list('delivery', TENANT, { limit: 100 })).data;
}

async function onlyDelivery(): Promise<Delivery> {
  const [delivery, ...others] = await deliveries();
  if (!delivery || others.length > 0) throw new Error(`there are ${others.length + (delivery ? 1 : 0)} deliveries`);
  return delivery;
}

/** Handles what is on the queue, as if its time had come; at most `most` messages. */
async function work(most = 100): Promise<number> {
  let handled = 0;
  for (; handled < most; handled++) {
    const message = published.shift();
    if (!message) break;
    await parts.deliver.handle(attemptOf(message.subjectId, Number(message.data['attempt'])), neverStops);
  }
  return handled;
}

describe('an event', () => {
  it('reaches the endpoint as a Standard Webhook that the library of the standard verifies', async () => {
    const { secret } = await create();
    await parts.announce.handle(succeeded(), neverStops);
    await work();
    const delivery = await onlyDelivery();
    expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: 1, attempts: [{ number: 1, status: 200 }] });
    const [webhook] = received;
    expect(webhook?.headers).toMatchObject({ 'webhook-id': delivery.id, 'content-type': 'application/json' });
    expect(new Webhook(secret).verify(webhook?.body ?? '', webhook?.headers ?? {})).toEqual({
      type: 'synthesis.succeeded',
      timestamp: '2026-11-22T10:00:00.000Z',
      data: {
        type: 'synthesis',
        id: 'syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
        status: 'succeeded',
        href: '/v1/syntheses/syn_01JD8F3R5V6W7X8Y9Z0A1B2C3D',
      },
    });
    expect(() => new Webhook(newWebhookSecret()).verify(webhook?.body ?? '', webhook?.headers ?? {})).toThrow();
    expect(() => new Webhook(secret).verify(`${webhook?.body} `, webhook?.headers ?? {})).toThrow();
  });

  it('is one delivery for each endpoint that wants it, whatever is delivered twice', async () => {
    await create(['synthesis.succeeded', 'voice.ready']);
    await create([]);
    await create(['voice.ready']);
    const { endpoint } = await create([]);
    await parts.manage.update(ADA, endpoint.id, { status: 'disabled' });
    await Promise.all([parts.announce.handle(succeeded(), neverStops), parts.announce.handle(succeeded(), neverStops)]);
    await parts.announce.handle(succeeded(undefined, 2), neverStops);
    expect(await deliveries()).toHaveLength(2);
    published.push(...published);
    await work();
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('of another tenant reaches nobody here', async () => {
    await create();
    await parts.announce.handle({ ...succeeded(), tenantId: '22222222-2222-4222-8222-222222222222' }, neverStops);
    expect(await deliveries()).toEqual([]);
  });
});

describe('an endpoint that does not take it', () => {
  it('is asked again by the schedule, under the same id, and each attempt is kept', async () => {
    await create();
    answer = (_, response) => response.writeHead(received.length < 4 ? 500 : 204).end();
    await parts.announce.handle(succeeded(), neverStops);
    const delays: number[] = [];
    while (published.length > 0) {
      const [next] = published;
      if (next?.scheduledFor !== undefined) delays.push(Date.parse(next.scheduledFor) - Date.now());
      await work(1);
    }
    const planned = [5_000, 300_000, 1_800_000];
    expect(delays).toHaveLength(3);
    for (const [index, delayMs] of delays.entries()) {
      expect(Math.abs(delayMs - (planned[index] ?? 0))).toBeLessThanOrEqual((planned[index] ?? 0) * 0.1 + 1_000);
    }
    const delivery = await onlyDelivery();
    expect(delivery).toMatchObject({ status: 'succeeded', attemptCount: 4 });
    expect(delivery.attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 500],
      [4, 204],
    ]);
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery.id]));
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  it('ten times over three days fails, and can be requested again', async () => {
    await create();
    answer = (_, response) => response.writeHead(503).end();
    await parts.announce.handle(succeeded(), neverStops);
    expect(await work()).toBe(10);
    const failed = await onlyDelivery();
    expect(failed).toMatchObject({ status: 'failed', attemptCount: 10 });
    answer = (_, response) => response.end();
    await parts.replay.execute(ADA, failed.endpointId, failed.id);
    await parts.outbox.drain();
    expect(await work()).toBe(1);
    expect(await onlyDelivery()).toMatchObject({ status: 'succeeded', attemptCount: 11, id: failed.id });
    expect(received.at(-1)?.headers['webhook-id']).toBe(failed.id);
  });

  it.each([
    [
      'redirects',
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(302, { location: url('/other') }).end(),
      { status: 302 },
    ],
    ['hangs up', (request: IncomingMessage) => request.socket.destroy(), { error: 'remote-unavailable' }],
    ['speaks no HTTP', (request: IncomingMessage) => request.socket.end('nonsense'), { error: 'remote-unavailable' }],
  ])('because it %s has failed', async (_, behaviour, attempt) => {
    await create();
    answer = behaviour;
    await parts.announce.handle(succeeded(), neverStops);
    await work(1);
    expect(await onlyDelivery()).toMatchObject({ status: 'pending', attempts: [attempt] });
    expect(received).toHaveLength(1);
  });

  it.each(['', 'HTTP/1.1 200 OK\r\nx-slow: '])(
    'but sends %j and no more has failed when its time is over',
    async (begun) => {
      await parts.egress.close();
      parts = compose({ WEBHOOK_TIMEOUT_MS: '300' });
      await create();
      answer = (request) => void request.socket.write(begun);
      await parts.announce.handle(succeeded(), neverStops);
      await work(1);
      const { attempts, status } = await onlyDelivery();
      expect({ status, attempts }).toMatchObject({ status: 'pending', attempts: [{ error: 'remote-unavailable' }] });
      expect(attempts[0]?.durationMs).toBeGreaterThanOrEqual(290);
      expect(testConfig().webhooks.timeoutMs).toBe(15_000);
    },
  );

  it('because it is gone (410) is disabled', async () => {
    const { endpoint } = await create();
    answer = (_, response) => response.writeHead(410).end();
    await parts.announce.handle(succeeded(), neverStops);
    expect(await work()).toBe(1);
    expect(await onlyDelivery()).toMatchObject({ status: 'failed', attempts: [{ status: 410 }] });
    const disabled = await parts.documents.get('webhookEndpoint', TENANT, endpoint.id);
    expect(disabled).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
    await parts.announce.handle(succeeded('syn_01JD8F3R5V6W7X8Y9Z0A1B2C3E'), neverStops);
    expect(await deliveries()).toHaveLength(1);
    await expect(parts.replay.execute(ADA, endpoint.id, (await onlyDelivery()).id)).rejects.toMatchObject({
      code: 'state-conflict',
    });
    expect(await parts.manage.update(ADA, disabled.id, { status: 'enabled' })).toMatchObject({
      status: 'enabled',
      disabledReason: undefined,
    });
  });

  it('may say when to come back, within a day', () => {
    const delays = [0, 5_000, 300_000];
    expect(delayBeforeAttempt(2, delays, 60_000)).toBe(60_000);
    expect(delayBeforeAttempt(3, delays, 60_000, () => 0.5)).toBe(300_000);
    expect(delayBeforeAttempt(2, delays, 1e12)).toBe(86_400_000);
    expect(delayBeforeAttempt(4, delays, 60_000)).toBeUndefined();
    expect([0, 1].map((random) => delayBeforeAttempt(2, delays, 0, () => random))).toEqual([4_500, 5_500]);
  });

  it('is not asked again because somebody cleared the outbox while it was asked', async () => {
    await create();
    answer = (_, response) => {
      const [delivery] = [...container.stored.values()].filter(({ id }) => id.startsWith('dlv_'));
      // As the patch that clears an outbox does: nothing has changed but the ETag.
      if (delivery) container.stored.set(delivery.id, { ...delivery, _etag: '"cleared"' });
      response.end();
    };
    await parts.announce.handle(succeeded(), neverStops);
    await work(1);
    expect(received).toHaveLength(1);
    expect(await onlyDelivery()).toMatchObject({ status: 'succeeded', attemptCount: 1 });
  });

  it('is not asked by a message that came late, twice, or too early', async () => {
    await create();
    answer = (_, response) => response.writeHead(500).end();
    await parts.announce.handle(succeeded(), neverStops);
    await work(1);
    const { id } = await onlyDelivery();
    for (const attempt of [1, 3, 10]) await parts.deliver.handle(attemptOf(id, attempt), neverStops);
    expect(received).toHaveLength(1);
  });

  it('because it was deleted meanwhile ends the delivery', async () => {
    const { endpoint } = await create();
    await parts.announce.handle(succeeded(), neverStops);
    await parts.documents.remove(endpoint);
    await work();
    expect(received).toEqual([]);
    expect(await onlyDelivery()).toMatchObject({ status: 'failed', attempts: [{ error: 'state-conflict' }] });
  });
});

describe('an endpoint that leads somewhere forbidden', () => {
  it.each([
    'http://127.0.0.2/',
    'http://169.254.169.254/metadata',
    'https://user:pw@example.com/',
    'ftp://example.com/',
  ])('is refused: %s', async (forbidden) => {
    await expect(create([], forbidden)).rejects.toMatchObject({ code: 'url-refused', fields: [{ pointer: '/url' }] });
  });

  it('since its networks are no longer allowed is not asked, and that is an attempt', async () => {
    await create();
    await parts.egress.close();
    parts = compose({ EGRESS_ALLOWED_NETWORKS: '' });
    await parts.announce.handle(succeeded(), neverStops);
    await work(1);
    expect(received).toEqual([]);
    expect(await onlyDelivery()).toMatchObject({ status: 'pending', attempts: [{ error: 'url-refused' }] });
  });
});

describe('a secret', () => {
  it('is stored sealed, for this endpoint only, and shown again to nobody but a repeated request', async () => {
    const ids = RequestIds.once();
    const { endpoint, secret } = await parts.manage.create(ADA, { url: url(), events: [] }, ids);
    const stored = JSON.stringify([...container.stored.values()]);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(stored).not.toContain(secret.slice(6, 30));
    const box = new SecretBox([KEY]);
    const sealed = endpoint.secrets[0]?.sealed ?? '';
    expect(box.open(sealed, `webhook-endpoint/${TENANT}/${endpoint.id}/${endpoint.secrets[0]?.id}`)).toBe(secret);
    expect(() => box.open(sealed, `webhook-endpoint/${TENANT}/whe_other/x`)).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
    const flipped = `${sealed.slice(0, -2)}${sealed.at(-2) === 'A' ? 'B' : 'A'}${sealed.slice(-1)}`;
    expect(() => box.open(flipped, `webhook-endpoint/${TENANT}/${endpoint.id}/${endpoint.secrets[0]?.id}`)).toThrow();
    const other = new SecretBox([Buffer.alloc(32, 8).toString('base64')]);
    expect(() => other.open(sealed, 'x')).toThrow(expect.objectContaining({ code: 'dependency-unavailable' }));
    const both = new SecretBox([Buffer.alloc(32, 8).toString('base64'), KEY]);
    expect(both.open(sealed, `webhook-endpoint/${TENANT}/${endpoint.id}/${endpoint.secrets[0]?.id}`)).toBe(secret);
  });

  it('signs beside its successor for as long as it was given', async () => {
    const { endpoint, secret: old } = await create();
    const { secret: fresh } = await parts.manage.rotateSecret(ADA, endpoint.id, 60_000, RequestIds.once());
    await parts.announce.handle(succeeded(), neverStops);
    await work();
    const [webhook] = received;
    expect(webhook?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    for (const secret of [fresh, old])
      expect(() => new Webhook(secret).verify(webhook?.body ?? '', webhook?.headers ?? {})).not.toThrow();
    const { secret: newest } = await parts.manage.rotateSecret(ADA, endpoint.id, 0, RequestIds.once());
    await parts.announce.handle(succeeded('syn_01JD8F3R5V6W7X8Y9Z0A1B2C3E'), neverStops);
    await work();
    const last = received.at(-1);
    expect(() => new Webhook(newest).verify(last?.body ?? '', last?.headers ?? {})).not.toThrow();
    for (const secret of [fresh, old])
      expect(() => new Webhook(secret).verify(last?.body ?? '', last?.headers ?? {})).toThrow();
    expect(audited.map(({ data }) => [data['action'], data['subject']])).toEqual(
      ['create', 'rotate-secret', 'rotate-secret'].map((action) => [
        `webhook-endpoint.${action}`,
        { kind: 'webhook-endpoint', id: endpoint.id },
      ]),
    );
    expect(new Set(audited.map(({ id }) => id)).size).toBe(3);
  });
});

describe('signatures', () => {
  it('of the product are verified by the library, and those of the library by the product', () => {
    const secret = newWebhookSecret();
    for (const body of ['{}', '', 'ümläut ✓', '{"a":\n1}', 'x'.repeat(20_000)]) {
      const now = Date.now();
      const timestampS = Math.floor(now / 1_000);
      const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
      const ours = standardSignature({ id, timestampS, body }, [secret]);
      expect(ours).toBe(new Webhook(secret).sign(id, new Date(now), body));
      const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestampS), 'webhook-signature': ours };
      expect(() => new Webhook(secret).verify(body, headers, { jsonParse: false })).not.toThrow();
      expect(
        verifyWebhook({ scheme: 'standard-webhooks', secrets: [secret] }, { headers, body: Buffer.from(body) }, now),
      ).toBe(id);
    }
  });
});
