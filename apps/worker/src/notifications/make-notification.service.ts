import { Inject, Injectable } from '@nestjs/common';
import { SecretBox } from '#auth';
import { Commit, RequestIds } from '#documents';
import {
  addressPurpose,
  type Delivery,
  type DueNotification,
  errorCodeOf,
  hrefOf,
  type ListedNotification,
  newDelivery,
  NOTIFICATION_KEPT_S,
  type NotificationSubscription,
  quietUntil,
  type WebhookPayload,
} from '#domain';
import { webhookAttempt } from '#messaging';
import { type Logger, LOGGER } from '#observability';

/** What one recipient is told. */
export type Told = DueNotification & Partial<Pick<ListedNotification, 'slots'>>;

/**
 * Makes the delivery of a notification for one recipient. Its id follows from subscription and slot, so that there is one however often it is made. What
 * falls into quiet hours is sent when they end.
 * See ADR 202.
 */
@Injectable()
export class MakeNotification {
  constructor(
    private readonly box: SecretBox,
    private readonly commit: Commit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns whether it was made now, and not before @throws ServiceError `dependency-unavailable` */
  async execute(subscription: NotificationSubscription, due: Told, now: number): Promise<boolean> {
    const endpointId = this.endpointOf(subscription);
    if (endpointId === undefined) return false;
    const waitMs = (quietUntil(subscription, now) ?? now) - now;
    return (
      (await this.commit.createNew<'delivery'>(deliveryOf(subscription, due, endpointId, now, waitMs))) !== undefined
    );
  }

  /** Where the delivery goes to: a webhook endpoint, or the subscription itself. Undefined when its address cannot be opened. */
  private endpointOf(subscription: NotificationSubscription): string | undefined {
    const { channel, sealedAddress, id } = subscription;
    if (sealedAddress === undefined) return undefined;
    if (channel !== 'webhook') return id;
    try {
      return this.box.open(sealedAddress, addressPurpose(subscription));
    } catch (error) {
      // Others are notified all the same.
      this.logger.error({ subjectId: id, code: errorCodeOf(error) }, 'the address of a subscription cannot be opened');
      return undefined;
    }
  }
}

function deliveryOf(
  subscription: NotificationSubscription,
  { facts, slot, slots, dueAt, subjectId }: Told,
  endpointId: string,
  now: number,
  waitMs: number,
): Delivery {
  const { tenantId, ownerId, id: subscriptionId } = subscription;
  const id = RequestIds.derived(JSON.stringify(['notification', subscriptionId, slot]), dueAt).id('delivery');
  const event = `notification.${facts.kind}` as const;
  const payload: WebhookPayload = {
    type: event,
    timestamp: new Date(dueAt).toISOString(),
    data: {
      type: 'notification-subscription',
      id: subscriptionId,
      status: facts.kind,
      href: hrefOf('notificationSubscription', subscriptionId),
      facts,
    },
  };
  const outbox = [webhookAttempt({ tenantId, id }, 1, waitMs)];
  const given = { id, tenantId, ownerId, endpointId, event, subjectId, payload, outbox };
  return {
    ...newDelivery(given, new Date(now).toISOString()),
    nextAttemptAt: new Date(now + waitMs).toISOString(),
    ttl: NOTIFICATION_KEPT_S,
    ...(slots && { notification: { subscriptionId, slots } }),
  };
}
