import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SecretBox, UnsubscribeLinks } from '#auth';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import {
  addressPurpose,
  type AuditEvent,
  type Delivery,
  deliveryIdOf,
  type NotificationSubscription,
  ServiceError,
} from '#domain';
import { aDelivery, anId, aSubscription, aVoice, stub, TENANT } from '#domain/testing';
import type { EgressClient, EgressRequest, EgressResponse } from '#egress';
import { DONE } from '#messaging';
import {
  type EmailAttempt,
  type EmailResult,
  type EmailSender,
  type OutgoingEmail,
  ResolveNames,
} from '#notifications';
import { DeliverNotification } from './deliver-notification.service.ts';
import { NotificationSender } from './notification-sender.service.ts';
import { SuspendSubscription } from './suspend-subscription.service.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const ID = anId('delivery');
const SUBSCRIPTION = anId('notificationSubscription');
const FACTS = { kind: 'voice-unused', voiceIds: [anId('voice')], days: 90 };
const box = new SecretBox([KEY]);
const { signal } = new AbortController();

let documents: TestDocuments;
let emails: [OutgoingEmail, EmailAttempt][];
let posts: EgressRequest[];
let audited: AuditEvent[];
let result: () => Promise<EmailResult>;
let answer: () => Promise<Pick<EgressResponse, 'status' | 'headers'>>;
let deliver: DeliverNotification;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  documents = new TestDocuments();
  [emails, posts, audited] = [[], [], []];
  result = () => Promise.resolve({ result: 'sent', status: 202 });
  answer = () => Promise.resolve({ status: 202, headers: {} });
  const email: Pick<EmailSender, 'send'> = {
    send: (sent, attempt) => {
      emails.push([sent, attempt]);
      return result();
    },
  };
  const egress = {
    request: (request: EgressRequest) => {
      posts.push(request);
      return answer();
    },
  };
  const append = (_: string, event: AuditEvent): Promise<void> => {
    audited.push(event);
    return Promise.resolve();
  };
  const config = aConfig({
    webhooks: { attemptDelaysMs: [0, 60_000], secretKeys: [KEY] },
    http: { publicUrl: 'https://voice.example.com/' },
  });
  const suspend = new SuspendSubscription(documents.commit, stub({ append }));
  const names = new ResolveNames(documents.store);
  deliver = new DeliverNotification(
    config,
    documents.store,
    documents.commit,
    box,
    names,
    new NotificationSender(config, stub<EmailSender>(email), stub<EgressClient>(egress), suspend),
  );
});
afterEach(() => void vi.useRealTimers());

async function given(
  subscription: Partial<NotificationSubscription> = {},
  delivery: Partial<Delivery> = {},
  address = 'ada@example.com',
): Promise<void> {
  const at = { tenantId: TENANT, id: SUBSCRIPTION, addressId: 'address-1' };
  await documents.store.create(
    aSubscription({ ...at, sealedAddress: box.seal(address, addressPurpose(at)), ...subscription }),
  );
  const payload = JSON.stringify({ type: 'notification.voice-unused', data: { facts: FACTS } });
  await documents.store.create(aDelivery({ endpointId: SUBSCRIPTION, payload, ...delivery }));
}
const read = () => documents.store.get('delivery', TENANT, ID);
const subscriptionNow = () => documents.store.get('notificationSubscription', TENANT, SUBSCRIPTION);
const execute = async () => deliver.execute(await read(), signal);
const TEAMS = ['teams', 'https://flow.example.com/workflows/1?sig=secret'] as const;
const givenTeams = (delivery: Partial<Delivery> = {}) => given({ channel: TEAMS[0] }, delivery, TEAMS[1]);

describe(DeliverNotification.name, () => {
  it('sends an e-mail with the names of now and a link that unsubscribes this address', async () => {
    await documents.store.create(aVoice({ name: 'Narration' }));
    await given();
    expect(await execute()).toBe(DONE);
    const [[email, attempt] = []] = emails;
    expect(email).toMatchObject({ to: 'ada@example.com', subject: 'A voice is not used' });
    expect(email?.text).toContain('“Narration”');
    const url = new URL(email?.unsubscribeUrl ?? '');
    expect(url.href).toMatch(/^https:\/\/voice\.example\.com\/notifications\/unsubscribe\?token=/);
    expect(new UnsubscribeLinks([KEY]).targetOf(url.searchParams.get('token') ?? '')).toEqual({
      tenantId: TENANT,
      subscriptionId: SUBSCRIPTION,
      addressId: 'address-1',
    });
    expect(deliveryIdOf(attempt?.operationId ?? '')).toBe(ID);
    expect(await read()).toMatchObject({ status: 'succeeded', attempts: [{ status: 202 }], addressId: 'address-1' });
    expect(JSON.stringify(await read())).not.toContain('Narration');
  });

  it('notes the attempt before it sends, and repeats an e-mail under the same ids after a crash', async () => {
    await given();
    result = async () => {
      expect(await read()).toMatchObject({ sending: { attempt: 1, at: new Date(NOW).toISOString() } });
      throw new ServiceError('internal', 'killed');
    };
    await expect(execute()).rejects.toThrow('killed');
    vi.setSystemTime(NOW + 60_000);
    result = () => Promise.resolve({ result: 'sent', status: 202 });
    await execute();
    expect(emails[1]?.[1]).toEqual(emails[0]?.[1]);
    expect(await read()).toMatchObject({ status: 'succeeded', attemptCount: 1 });
    expect((await read()).sending).toBeUndefined();
  });

  it('posts to Teams once: a run that finds the note of another one does not post', async () => {
    await givenTeams({ sending: { attempt: 1, at: new Date(NOW).toISOString() } });
    await execute();
    expect(posts).toEqual([]);
    expect(await read()).toMatchObject({ status: 'failed', attempts: [{ error: 'provider-stalled' }] });
  });

  it('posts an adaptive card to the workflow', async () => {
    await givenTeams();
    await execute();
    expect(posts).toMatchObject([{ url: TEAMS[1], method: 'POST', ignoreBody: true }]);
    expect(JSON.parse(String(posts[0]?.body))).toMatchObject({
      type: 'message',
      attachments: [{ content: { type: 'AdaptiveCard' } }],
    });
    expect(await read()).toMatchObject({ status: 'succeeded' });
  });

  it('tries Teams again where it did not take the card, with another number', async () => {
    await givenTeams();
    answer = () => Promise.resolve({ status: 429, headers: {} });
    await execute();
    expect(await read()).toMatchObject({ status: 'pending', attemptCount: 1 });
    expect((await read()).sending).toBeUndefined();
    answer = () => Promise.resolve({ status: 202, headers: {} });
    await execute();
    expect(await read()).toMatchObject({ status: 'succeeded', attemptCount: 2 });
  });

  it('posts no second time after an error of the server, which may have posted the card', async () => {
    await givenTeams();
    answer = () => Promise.resolve({ status: 503, headers: {} });
    await execute();
    expect(await read()).toMatchObject({ status: 'failed', attempts: [{ status: 503 }] });
    expect(await subscriptionNow()).toMatchObject({ status: 'active' });
  });

  it('posts no second time when it is unknown whether the first was taken, unless nobody was there', async () => {
    const failure = (code: string) => () =>
      Promise.reject(
        new ServiceError('remote-unavailable', 'away', { cause: Object.assign(new Error(code), { code }) }),
      );
    await givenTeams();
    answer = failure('ECONNREFUSED');
    await execute();
    expect(await read()).toMatchObject({ status: 'pending' });
    answer = failure('UND_ERR_SOCKET');
    await execute();
    expect(await read()).toMatchObject({ status: 'failed', attemptCount: 2 });
  });

  it('suspends a subscription whose workflow is gone', async () => {
    await givenTeams();
    answer = () => Promise.resolve({ status: 404, headers: {} });
    await execute();
    expect(await read()).toMatchObject({ status: 'failed' });
    expect(await subscriptionNow()).toMatchObject({ status: 'suspended', suspendedReason: 'gone' });
    expect(audited).toMatchObject([{ action: 'notification-subscription.suspend', details: { reason: 'gone' } }]);
  });

  it('suspends a subscription whose address the service suppresses', async () => {
    await given();
    result = () => Promise.resolve({ result: 'suppressed', status: 202 });
    await execute();
    expect(await read()).toMatchObject({ status: 'failed', attempts: [{ error: 'provider-rejected' }] });
    expect(await subscriptionNow()).toMatchObject({ status: 'suspended', suspendedReason: 'suppressed' });
  });

  it.each([
    ['refused', { status: 'failed', attemptCount: 1 }],
    ['unknown', { status: 'failed', attemptCount: 1 }],
    ['later', { status: 'pending', attemptCount: 1 }],
  ] as const)('plans another attempt only where the e-mail was not sent: %s', async (outcome, expected) => {
    await given();
    result = () => Promise.resolve({ result: outcome });
    await execute();
    expect(await read()).toMatchObject(expected);
    expect(await subscriptionNow()).toMatchObject({ status: 'active' });
  });

  it('waits for the end of quiet hours, also when they were chosen after the notification was made', async () => {
    await given({ quietHours: { from: '11:00', to: '13:30' } });
    expect(await execute()).toEqual({ retryAfterMs: 90 * 60_000 });
    expect(emails).toEqual([]);
    expect(await read()).toMatchObject({ status: 'pending', attemptCount: 0 });
  });

  it('withholds from a webhook endpoint what its subscription is not told now', async () => {
    const givenWebhook = async (changes: Partial<NotificationSubscription>): Promise<void> => {
      const payload = JSON.stringify({ type: 'notification.quota', data: { id: SUBSCRIPTION } });
      await given({ channel: 'webhook', ...changes }, { endpointId: anId('webhookEndpoint'), payload });
    };
    await givenWebhook({ quietHours: { from: '11:00', to: '13:30' } });
    expect(await deliver.withheld(await read())).toEqual({ retryAfterMs: 90 * 60_000 });
    expect(await read()).toMatchObject({ status: 'pending', attemptCount: 0 });
    await documents.store.replace({ ...(await subscriptionNow()), quietHours: undefined });
    expect(await deliver.withheld(await read())).toBeUndefined();
    await documents.store.replace({ ...(await subscriptionNow()), status: 'suspended' });
    expect(await deliver.withheld(await read())).toBe(DONE);
    expect(await read()).toMatchObject({ status: 'failed', attempts: [{ error: 'state-conflict' }] });
  });

  it('sends to no webhook endpoint whose subscription was deleted', async () => {
    const payload = JSON.stringify({ type: 'notification.quota', data: { id: SUBSCRIPTION } });
    await documents.store.create(aDelivery({ endpointId: anId('webhookEndpoint'), payload }));
    expect(await deliver.withheld(await read())).toBe(DONE);
    expect(await read()).toMatchObject({ status: 'failed' });
  });

  it('sends nothing to who has unsubscribed, is suspended or is gone', async () => {
    await given({ status: 'unsubscribed', sealedAddress: undefined });
    await execute();
    expect(emails).toEqual([]);
    expect(await read()).toMatchObject({ status: 'failed', attempts: [{ error: 'state-conflict' }] });
    await documents.store.remove(await subscriptionNow());
    await documents.store.create(aDelivery({ id: anId('delivery', 1), endpointId: SUBSCRIPTION }));
    expect(await deliver.execute(await documents.store.get('delivery', TENANT, anId('delivery', 1)), signal)).toBe(
      DONE,
    );
    expect(emails).toEqual([]);
  });
});
