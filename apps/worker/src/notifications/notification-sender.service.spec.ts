import { describe, expect, it } from 'vitest';
import { aConfig } from '#config/testing';
import { TestDocuments } from '#documents/testing';
import { ServiceError } from '#domain';
import { aDelivery, aSubscription, stub } from '#domain/testing';
import type { EgressClient, EgressRequest } from '#egress';
import { contentOf, type EmailAttempt, type EmailSender, type OutgoingEmail, SAMPLE_FACTS } from '#notifications';
import { NotificationSender } from './notification-sender.service.ts';
import { SuspendSubscription } from './suspend-subscription.service.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const { signal } = new AbortController();
const CONTENT = contentOf(SAMPLE_FACTS.quota, new Map(), 'UTC');
const AT = '2026-11-22T10:00:00.000Z';

function started(answer: () => Promise<{ status: number; headers: Record<string, string> }>) {
  const emails: [OutgoingEmail, EmailAttempt][] = [];
  const posts: EgressRequest[] = [];
  const email: Pick<EmailSender, 'send'> = {
    send: (sent, attempt) => {
      emails.push([sent, attempt]);
      return Promise.resolve({ result: 'sent', status: 202 });
    },
  };
  const egress = {
    request: (request: EgressRequest) => {
      posts.push(request);
      return answer();
    },
  };
  const suspend = new SuspendSubscription(new TestDocuments().commit, stub({ append: () => Promise.resolve() }));
  const config = aConfig({ webhooks: { secretKeys: [KEY] }, http: { publicUrl: 'https://voice.example.com' } });
  const sender = new NotificationSender(config, stub<EmailSender>(email), stub<EgressClient>(egress), suspend);
  const send = (channel: 'email' | 'teams', attemptCount = 0) =>
    sender.send(
      aDelivery({ attemptCount, sending: { attempt: attemptCount + 1, at: AT } }),
      aSubscription({ channel }),
      channel === 'email' ? 'ada@example.com' : 'https://flow.example.com/1?sig=secret',
      CONTENT,
      signal,
    );
  return { emails, posts, send };
}
const taken = () => Promise.resolve({ status: 202, headers: {} });

describe(NotificationSender.name, () => {
  it('sends each attempt at an e-mail under ids of its own, and all under the id of one operation', async () => {
    const { emails, send } = started(taken);
    for (const attemptCount of [0, 0, 1])
      expect(await send('email', attemptCount)).toEqual({ isSent: true, status: 202 });
    const [first, again, second] = emails.map(([, attempt]) => attempt);
    expect(again).toEqual(first);
    expect(second?.operationId).toBe(first?.operationId);
    expect(second?.requestId).not.toBe(first?.requestId);
    expect(first).toMatchObject({
      firstSentAt: AT,
      requestId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/) as string,
    });
  });

  it('follows no redirect of Teams, and reads nothing of its answer', async () => {
    const { posts, send } = started(() =>
      Promise.resolve({ status: 302, headers: { location: 'https://evil.example' } }),
    );
    expect(await send('teams')).toMatchObject({ status: 302, isLast: true });
    expect(posts).toMatchObject([{ method: 'POST', ignoreBody: true, limits: { maxBytes: 0 } }]);
    expect(posts[0]?.maxRedirects).toBeUndefined();
  });

  it('respects when Teams wants the next attempt', async () => {
    const { send } = started(() => Promise.resolve({ status: 429, headers: { 'retry-after': '30' } }));
    expect(await send('teams')).toMatchObject({ status: 429, isLast: false, retryAfterMs: 30_000 });
  });

  it.each([408, 500, 502, 503, 504])(
    'posts no second time after %i, which may follow a card that was posted',
    async (status) => {
      const { send } = started(() => Promise.resolve({ status, headers: { 'retry-after': '30' } }));
      expect(await send('teams')).toMatchObject({ status, isLast: true });
    },
  );

  it.each([401, 403])('tries again after %i, which posts nothing', async (status) => {
    const { send } = started(() => Promise.resolve({ status, headers: {} }));
    expect(await send('teams')).toMatchObject({ status, isLast: false });
  });

  it('repeats what has reached nobody, and nothing else that has failed', async () => {
    const failing = (code: string) => () =>
      Promise.reject(
        new ServiceError('remote-unavailable', 'away', { cause: Object.assign(new Error(code), { code }) }),
      );
    expect(await started(failing('ENOTFOUND')).send('teams')).toMatchObject({ isLast: false });
    expect(await started(failing('ECONNRESET')).send('teams')).toMatchObject({ isLast: true });
    const refused = () => Promise.reject(new ServiceError('url-refused', 'no'));
    expect(await started(refused).send('teams')).toMatchObject({ isLast: true, error: 'url-refused' });
    const broken = () => Promise.reject(new ServiceError('internal', 'ours'));
    await expect(started(broken).send('teams')).rejects.toThrow('ours');
  });
});
