import { Inject, Injectable } from '@nestjs/common';
import { UnsubscribeLinks } from '#auth';
import { CONFIG, type Config } from '#config';
import { Commit, DocumentStore } from '#documents';
import {
  NOTIFICATION_SUBSCRIPTION_TRANSITIONS,
  type NotificationSubscription,
  ServiceError,
  transition,
} from '#domain';
import { currentContext } from '#observability';
import { AuditLog } from '#storage';

/** Unsubscribes the recipient who has the link of a notification. See ADR 201. */
@Injectable()
export class Unsubscribe {
  private readonly links: UnsubscribeLinks;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'webhooks'>,
    private readonly documents: DocumentStore,
    private readonly commit: Commit,
    private readonly auditLog: AuditLog,
  ) {
    this.links = new UnsubscribeLinks(config.webhooks.secretKeys);
  }

  /** @throws ServiceError `not-found` for a token that was not signed here */
  check(token: string): void {
    if (!this.links.targetOf(token)) throw invalidLink();
  }

  /**
   * Ends the subscription and removes its address. Does nothing when the subscription is gone, has ended or has another address.
   * @throws ServiceError `not-found` for a token that was not signed here; `dependency-unavailable`
   */
  async execute(token: string): Promise<void> {
    const target = this.links.targetOf(token);
    if (!target) throw invalidLink();
    const { tenantId, subscriptionId, addressId } = target;
    const found = await this.documents.findReferenced('notificationSubscription', tenantId, subscriptionId);
    if (!found || !isOpenTo(found, addressId)) return;
    const { requestId, traceId } = currentContext();
    await this.auditLog.append(tenantId, {
      eventId: `${subscriptionId}:unsubscribe:${addressId}`,
      action: 'notification-subscription.unsubscribe',
      outcome: 'accepted',
      at: new Date().toISOString(),
      actor: { kind: 'system', id: 'unsubscribe-link' },
      subject: { kind: 'notification-subscription', id: subscriptionId },
      requestId,
      traceId,
    });
    await this.commit.update(
      'notificationSubscription',
      tenantId,
      subscriptionId,
      (subscription) =>
        isOpenTo(subscription, addressId)
          ? transition(NOTIFICATION_SUBSCRIPTION_TRANSITIONS, subscription, 'unsubscribed', {
              sealedAddress: undefined,
              suspendedReason: undefined,
            })
          : undefined,
      { found },
    );
  }
}

function isOpenTo(subscription: NotificationSubscription, addressId: string): boolean {
  return subscription.status !== 'unsubscribed' && subscription.addressId === addressId;
}

function invalidLink(): ServiceError {
  return new ServiceError('not-found', 'This link is not valid. Open the link of the message without changes.');
}
