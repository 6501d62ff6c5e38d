import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { UnsubscribeLinks } from '#auth';
import { CONFIG, type Config } from '#config';
import { type Delivery, emailOperationId, errorCodeOf, type NotificationSubscription } from '#domain';
import { EgressClient } from '#egress';
import { type Content, type EmailResult, EmailSender, renderEmail, renderTeams } from '#notifications';
import type { Outcome } from '../platform/attempt-records.ts';
import { SuspendSubscription } from './suspend-subscription.service.ts';

const UNSUBSCRIBE_PATH = '/notifications/unsubscribe';
const GONE: ReadonlySet<number> = new Set([404, 410]);
/** Answers of Teams after which nothing was posted, and a later attempt may succeed. An error of 500 to 599 may follow a card that was posted. */
const LATER: ReadonlySet<number> = new Set([401, 403, 429]);

/** What came of an attempt: whether it was sent, and whether another one may follow where it was not. */
export type SendOutcome = Outcome & { readonly isSent?: boolean; readonly isLast?: boolean };

/** Sends a notification by e-mail or to Teams, once, and suspends a subscription whose address is of no use. See ADR 202. */
@Injectable()
export class NotificationSender {
  private readonly links: UnsubscribeLinks;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly email: EmailSender,
    private readonly egress: EgressClient,
    private readonly suspend: SuspendSubscription,
  ) {
    this.links = new UnsubscribeLinks(config.webhooks.secretKeys);
  }

  /** @param delivery with the note of the attempt */
  async send(
    delivery: Delivery,
    subscription: NotificationSubscription,
    address: string,
    content: Content,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    if (subscription.channel === 'teams') return this.post(address, subscription, content, signal);
    const { tenantId, id: subscriptionId, addressId } = subscription;
    const { publicUrl = '' } = this.config.http;
    const token = this.links.sign({ tenantId, subscriptionId, addressId });
    const unsubscribeUrl = `${publicUrl.replace(/\/+$/, '')}${UNSUBSCRIBE_PATH}?token=${token}`;
    const email = { ...renderEmail(content, unsubscribeUrl), to: address, unsubscribeUrl };
    const attempt = {
      operationId: emailOperationId(delivery.id),
      requestId: requestIdOf(delivery),
      firstSentAt: delivery.sending?.at ?? delivery.createdAt,
    };
    return this.ended(await this.email.send(email, attempt, signal), subscription);
  }

  private async ended(sent: EmailResult, subscription: NotificationSubscription): Promise<SendOutcome> {
    const { result, status } = sent;
    switch (result) {
      case 'sent':
        return { isSent: true, status };
      case 'later':
        return { status, error: 'provider-unavailable', retryAfterMs: sent.retryAfterMs };
      case 'suppressed':
        await this.suspend.execute(subscription, 'suppressed');
        return { isLast: true, status, error: 'provider-rejected' };
      case 'refused':
        return { isLast: true, status, error: 'provider-rejected' };
      case 'unknown':
        return { isLast: true, status, error: 'provider-stalled' };
    }
  }

  private async post(
    url: string,
    subscription: NotificationSubscription,
    content: Content,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const { timeoutMs } = this.config.webhooks;
    try {
      const { status, headers } = await this.egress.request({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'voice-cloning-notifications/1' },
        body: JSON.stringify(renderTeams(content)),
        limits: { headersMs: timeoutMs, totalMs: timeoutMs, maxBytes: 0 },
        ignoreBody: true,
        signal,
      });
      if (status >= 200 && status < 300) return { isSent: true, status };
      // First the subscription: dying in between leaves the delivery, which ends because of it.
      if (GONE.has(status)) await this.suspend.execute(subscription, 'gone');
      return { status, isLast: !LATER.has(status), retryAfterMs: Number(headers['retry-after']) * 1_000 || undefined };
    } catch (error) {
      const code = errorCodeOf(error);
      // Unless nobody was there, it may have been posted before the connection broke.
      if (code === 'remote-unavailable') return { error: code, isLast: !wasNeverConnected(error) };
      if (code === 'url-refused') return { error: code, isLast: true };
      throw error;
    }
  }
}

const NEVER_CONNECTED: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);

function wasNeverConnected(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    if (NEVER_CONNECTED.has((cause as { code?: unknown }).code)) return true;
  }
  return false;
}

/** A UUID for each attempt. */
function requestIdOf({ id, attemptCount }: Delivery): string {
  const hex = createHash('sha256')
    .update(`${id}:${attemptCount + 1}`)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
