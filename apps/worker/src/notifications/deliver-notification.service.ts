import { Inject, Injectable } from '@nestjs/common';
import { SecretBox } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore, type Stored } from '#documents';
import {
  addressPurpose,
  type Delivery,
  errorCodeOf,
  type NotificationSubscription,
  quietUntil,
  ServiceError,
  type WebhookPayload,
} from '#domain';
import { DONE, type HandlerOutcome } from '#messaging';
import { type Content, contentOf, ResolveNames } from '#notifications';
import { AttemptRecords } from '../platform/attempt-records.ts';
import { NotificationSender } from './notification-sender.service.ts';

/**
 * Makes one attempt to send a notification by e-mail or to Teams. Before it sends, it notes that it does: neither knows a message that it has seen, so
 * a run that finds the note of another one does not send again. See ADR 202.
 */
@Injectable()
export class DeliverNotification {
  private readonly attempts: AttemptRecords;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly box: SecretBox,
    private readonly names: ResolveNames,
    private readonly sender: NotificationSender,
  ) {
    this.attempts = new AttemptRecords(config, commit);
  }

  /** @param delivery pending, and its next attempt is to be made */
  async execute(delivery: Stored<Delivery>, signal: AbortSignal): Promise<HandlerOutcome> {
    const now = Date.now();
    const { subscription, withheld } = await this.recipientOf(delivery, delivery.endpointId, now);
    if (subscription?.sealedAddress === undefined) return withheld ?? DONE;
    const isRepeated = delivery.sending?.attempt === delivery.attemptCount + 1;
    // Teams has no ids by which it would know the message.
    if (isRepeated && subscription.channel === 'teams') {
      await this.attempts.end(delivery, 'failed', { error: 'provider-stalled' }, 0);
      return DONE;
    }
    const address = this.box.open(subscription.sealedAddress, addressPurpose(subscription));
    const content = await this.contentOf(delivery, subscription);
    const begun = isRepeated ? delivery : await this.noted(delivery, subscription, new Date(now).toISOString());
    if (!begun) return DONE;
    const startedAt = performance.now();
    const outcome = await this.sender.send(begun, subscription, address, content, signal);
    signal.throwIfAborted();
    const durationMs = Math.round(performance.now() - startedAt);
    if (outcome.isSent) await this.attempts.end(begun, 'succeeded', outcome, durationMs);
    else if (outcome.isLast) await this.attempts.end(begun, 'failed', outcome, durationMs);
    else await this.attempts.tryLater(begun, outcome, durationMs);
    return DONE;
  }

  /**
   * For a notification that goes to a webhook endpoint.
   * @returns why it is not sent now; undefined when it is to be sent
   */
  async withheld(delivery: Stored<Delivery>): Promise<HandlerOutcome | undefined> {
    const { id } = (JSON.parse(delivery.payload) as WebhookPayload).data;
    return (await this.recipientOf(delivery, id, Date.now())).withheld;
  }

  /** The subscription, if it is sent to now. Ends the delivery of one that is suspended or gone; of one in quiet hours it waits. */
  private async recipientOf(
    delivery: Stored<Delivery>,
    subscriptionId: string,
    now: number,
  ): Promise<{ readonly subscription?: NotificationSubscription; readonly withheld?: HandlerOutcome }> {
    const { tenantId } = delivery;
    const subscription = await this.documents.findReferenced('notificationSubscription', tenantId, subscriptionId);
    if (subscription?.status !== 'active' || subscription.sealedAddress === undefined) {
      await this.attempts.end(delivery, 'failed', { error: 'state-conflict' }, 0);
      return { withheld: DONE };
    }
    const quiet = quietUntil(subscription, now);
    return quiet === undefined ? { subscription } : { withheld: { retryAfterMs: quiet - now } };
  }

  /** @returns undefined when another run has changed the delivery */
  private async noted(
    delivery: Stored<Delivery>,
    { addressId }: NotificationSubscription,
    at: string,
  ): Promise<Stored<Delivery> | undefined> {
    const sending = { attempt: delivery.attemptCount + 1, at };
    try {
      return await this.commit.save({ ...delivery, sending, addressId });
    } catch (error) {
      if (errorCodeOf(error) !== 'etag-mismatch') throw error;
    }
    // The process that published the message may have emptied the outbox; another run of it has noted its own sending.
    const found = await this.documents.findLatest('delivery', delivery.tenantId, delivery.id);
    const isOpen = found?.status === 'pending' && found.attemptCount === delivery.attemptCount && !found.sending;
    return isOpen ? this.commit.save({ ...found, sending, addressId }) : undefined;
  }

  private async contentOf(delivery: Delivery, { timeZone }: NotificationSubscription): Promise<Content> {
    const { facts } = (JSON.parse(delivery.payload) as WebhookPayload).data;
    if (!facts) throw new ServiceError('internal', 'The delivery of a notification has no facts.');
    return contentOf(facts, await this.names.of(delivery.tenantId, facts), timeZone);
  }
}
