import { Inject, Injectable } from '@nestjs/common';
import { SecretBox } from '#auth';
import { Commit, RequestIds, TenantFigures } from '#documents';
import {
  addressPurpose,
  type Delivery,
  type DueNotification,
  errorCodeOf,
  factsFor,
  hrefOf,
  isDigest,
  isListed,
  type ListedNotification,
  listedTogether,
  newDelivery,
  NOTIFICATION_KEPT_S,
  type NotificationKind,
  type NotificationSubscription,
  quietUntil,
  type WebhookPayload,
} from '#domain';
import { webhookAttempt } from '#messaging';
import { DueNotifications } from '#notifications';
import { type Logger, LOGGER } from '#observability';
import type { SweptPage } from '../platform/swept-page.ts';

const SUBSCRIPTIONS_AT_ONCE = 100;

/**
 * Makes a delivery of each notification that is due for each of its recipients: one for each slot, since its id follows from both. What falls into
 * quiet hours is sent when they end. See ADR 202.
 */
@Injectable()
export class NotifySubscribers {
  constructor(
    private readonly figures: TenantFigures,
    private readonly due: DueNotifications,
    private readonly box: SecretBox,
    private readonly commit: Commit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** One page of the subscriptions of all tenants. @throws ServiceError `dependency-unavailable` */
  async execute(after: string | undefined, signal: AbortSignal): Promise<SweptPage> {
    const now = Date.now();
    const subscriptions = await this.figures.activeSubscriptions(SUBSCRIPTIONS_AT_ONCE, after);
    const known = new Map<string, Promise<readonly DueNotification[]>>();
    const dueOf = (tenantId: string, kind: NotificationKind): Promise<readonly DueNotification[]> => {
      const key = `${tenantId}:${kind}`;
      const found = known.get(key) ?? this.due.of(tenantId, kind, now);
      known.set(key, found);
      return found;
    };
    const counts = { notified: 0 };
    for (const subscription of subscriptions) {
      for (const kind of subscription.kinds) {
        for (const due of await this.toTell(subscription, kind, await dueOf(subscription.tenantId, kind), now)) {
          signal.throwIfAborted();
          if (await this.deliver(subscription, due, now)) counts.notified += 1;
        }
      }
    }
    const isLast = subscriptions.length < SUBSCRIPTIONS_AT_ONCE;
    return { counts, next: isLast ? undefined : subscriptions.at(-1)?.id };
  }

  /** Of what is due, what this subscription is told: of some kinds one message with a list of what it was not told before. */
  private async toTell(
    subscription: NotificationSubscription,
    kind: NotificationKind,
    due: readonly DueNotification[],
    now: number,
  ): Promise<readonly Told[]> {
    const own = due.flatMap((each): DueNotification[] => {
      const facts = factsFor(each.facts, subscription.subjectId);
      return facts && isFor(subscription, each) ? [{ ...each, facts }] : [];
    });
    if (!isListed(kind) || own.length === 0) return own;
    const told = await this.figures.toldSlots(subscription, kind);
    const listed = listedTogether(
      own.filter(({ slot }) => !told.has(slot)),
      now,
    );
    return listed ? [listed] : [];
  }

  /** @returns whether it was made now, and not before */
  private async deliver(subscription: NotificationSubscription, due: Told, now: number): Promise<boolean> {
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

type Told = DueNotification & Partial<Pick<ListedNotification, 'slots'>>;

/** A digest of a time before the subscription is not for it. */
function isFor({ createdAt }: NotificationSubscription, { facts, dueAt }: DueNotification): boolean {
  return !(isDigest(facts.kind) || facts.kind === 'failure-rate') || dueAt > Date.parse(createdAt);
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
